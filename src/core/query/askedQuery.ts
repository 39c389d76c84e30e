import type { LabelTask } from '../acquisition/acquisition.ts';
import type { AskedQuery } from '../store/events.ts';
import { standardAcquisition, type StrategySettings } from './parseStrategy.ts';

/** The strategy settings that are stored with each record asked. */
export function askedQuery(
  { seeds = [], target: _, ...settings }: StrategySettings,
  task: LabelTask = 'single',
): AskedQuery {
  const { strategy } = settings;
  const acquisition = standardAcquisition(strategy, task);
  const effective = Object.entries(settings).filter(
    ([key, value]) =>
      value !== undefined &&
      value !== false &&
      !(key !== 'beta' && key !== 'alpha' && value === 0) &&
      // Exploration within random picks changes nothing.
      !(key === 'explore' && strategy === 'random'),
  );
  return {
    ...(acquisition !== undefined && { acquisition }),
    ...(Object.fromEntries(effective) as typeof settings),
    ...(seeds.length > 0 && { seeds: true as const }),
  };
}
