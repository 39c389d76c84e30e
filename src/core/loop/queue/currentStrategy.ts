import { labelText } from '../../embed/labelText.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { askedQuery } from '../../query/askedQuery.ts';
import type { AskedQuery } from '../../store/events.ts';
import type { StrategySettings } from '../../query/parseStrategy.ts';
import {
  minAnswersForSeeds,
  seedsOfRareLabels,
  type LabelSeeds,
} from '../../query/wrappers/seeds.ts';
import { startPhaseDone } from '../../query/startPhase.ts';

export interface CurrentStrategy {
  readonly kind: 'start' | 'query';
  readonly settings: StrategySettings;
  /** The part stored with each record that it asks. */
  readonly query: AskedQuery;
  /** Whether the start phase is over, so that a head may be trained. */
  readonly headAllowed: boolean;
}

/**
 * The current strategy. The start phase ends when every label has 2 answers or max(20, 5·c) answers are
 * given; the start strategy continues until a head has been fitted. Until then, rare labels are searched for
 * by their seeds or their texts.
 */
export function currentStrategy(
  project: ProjectFile,
  trainingByLabel: ReadonlyMap<string, number>,
  ready: {
    readonly embedded: boolean;
    readonly fitted: boolean;
    /** Whether the labels' texts serve as a prior. */
    readonly described?: boolean;
  },
): CurrentStrategy {
  const counts = project.labels.map(({ name }) => trainingByLabel.get(name) ?? 0);
  const answers = counts.reduce((sum, count) => sum + count, 0);
  const learnable = counts.filter((count) => count > 0).length >= 2;
  const trained = learnable && startPhaseDone(counts, answers);
  if (trained && ready.fitted && ready.embedded) {
    const settings = strategySettings(project);
    return {
      kind: 'query',
      settings,
      query: askedQuery(settings, project.task),
      headAllowed: trained,
    };
  }
  // Without vectors records can only be drawn at random.
  const strategy = ready.embedded ? project.query.start : 'random';
  const byWords = ready.described === true && answers >= minAnswersForSeeds(counts.length);
  const seeds =
    ready.embedded && !trained ? seedsOfRareLabels(seedsOf(project, byWords), counts) : [];
  const settings = { strategy, ...(seeds.length > 0 ? { seeds } : {}) };
  return {
    kind: 'start',
    settings,
    query: askedQuery(settings, project.task),
    headAllowed: trained,
  };
}

/** @param byWords label texts stand in for missing seeds */
function seedsOf({ labels }: ProjectFile, byWords: boolean): LabelSeeds[] {
  return labels.flatMap((settings, label): LabelSeeds[] => {
    if (settings.seeds && settings.seeds.length > 0) return [{ label, texts: settings.seeds }];
    const text = byWords ? labelText(settings) : undefined;
    return text === undefined ? [] : [{ label, texts: [text], described: true }];
  });
}

/** The part of a project's `query` that the strategy takes; the target label as its index. */
export function strategySettings({ query, labels }: ProjectFile): StrategySettings {
  const { start: _, batch: __, refitEvery: ___, target, ...settings } = query;
  const index = labels.findIndex(({ name }) => name === target);
  return index < 0 ? settings : { ...settings, target: index };
}
