import { labelText } from '../../embed/labelText.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { askedQuery } from '../../query/askedQuery.ts';
import type { AskedQuery } from '../../store/events.ts';
import type { StrategySettings } from '../../query/parseStrategy.ts';
import { rareFrom, seedsWanted, type LabelSeeds } from '../../query/wrappers/seeds.ts';
import { startPhaseDone } from '../../query/startPhase.ts';

export interface CurrentStrategy {
  readonly kind: 'start' | 'query';
  readonly settings: StrategySettings;
  /** What is kept of it with each record that it asks. */
  readonly query: AskedQuery;
  /** The start phase is over: a head may be trained. */
  readonly headAllowed: boolean;
}

/**
 * Which strategy asks at this moment. The start phase is over when every label has 2 answers or
 * max(20, 5·c) are given; until the head has been fitted after that, the start strategy goes on. Labels that stay rare
 * until then are searched for by their seeds, or by their words.
 */
export function currentStrategy(
  project: ProjectFile,
  trainingByLabel: ReadonlyMap<string, number>,
  ready: {
    readonly embedded: boolean;
    readonly fitted: boolean;
    /** The labels' words are a prior. */
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
  // Without vectors only chance can choose.
  const strategy = ready.embedded ? project.query.start : 'random';
  const byWords = ready.described === true && answers >= rareFrom(counts.length);
  const seeds = ready.embedded && !trained ? seedsWanted(seedsOf(project, byWords), counts) : [];
  const settings = { strategy, ...(seeds.length > 0 ? { seeds } : {}) };
  return {
    kind: 'start',
    settings,
    query: askedQuery(settings, project.task),
    headAllowed: trained,
  };
}

/** @param byWords what the words of labels say stands in for seeds that were not given */
function seedsOf({ labels }: ProjectFile, byWords: boolean): LabelSeeds[] {
  return labels.flatMap((one, label): LabelSeeds[] => {
    if (one.seeds && one.seeds.length > 0) return [{ label, texts: one.seeds }];
    const text = byWords ? labelText(one) : undefined;
    return text === undefined ? [] : [{ label, texts: [text], described: true }];
  });
}

/** The part of a project's `query` that its strategy understands; the wanted label as its index. */
export function strategySettings({ query, labels }: ProjectFile): StrategySettings {
  const { start: _, batch: __, refitEvery: ___, target, ...settings } = query;
  const index = labels.findIndex(({ name }) => name === target);
  return index < 0 ? settings : { ...settings, target: index };
}
