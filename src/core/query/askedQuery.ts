import type { LabelTask } from '../acquisition/acquisition.ts';
import type { AskedQuery } from '../store/events.ts';
import { standardAcquisition, type StrategySettings } from './parseStrategy.ts';

/** What of a strategy's settings is kept with each record that it asks. */
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
      // A random pick among random picks is the same again.
      !(key === 'explore' && strategy === 'random'),
  );
  return {
    ...(acquisition !== undefined && { acquisition }),
    ...(Object.fromEntries(effective) as typeof settings),
    ...(seeds.length > 0 && { seeds: true as const }),
  };
}
