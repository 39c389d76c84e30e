import type { Rng } from '../../src/core/rng.ts';
import {
  generatedSets,
  helpfulSets,
  oneLabelPool,
  rareSets,
  multiLabelPool,
  type GeneratedSets,
  type ComparisonPool,
} from './comparisonPools.ts';
import { comparisonRun, type ComparisonRun, type ComparisonSettings } from './comparisonRuns.ts';

export interface ComparisonProject {
  readonly strategy: string;
  run(settings: ComparisonSettings, seed: number): Promise<ComparisonRun>;
}

const of = <Labels>(
  strategy: string,
  makePool: (rng: Rng) => ComparisonPool<Labels>,
): ComparisonProject => ({
  strategy,
  run: (settings, seed) => comparisonRun(makePool, settings, seed),
});

const ofSets = (kind: GeneratedSets): ComparisonProject => {
  const strategy = 'threshold-margin';
  return of(strategy, (rng) => multiLabelPool(generatedSets(kind, rng), { c: 30, strategy }));
};

/** Kinds of projects, whose seeds draw records, answers and picks. */
export const comparisonProjects = {
  'one label': of('margin', oneLabelPool),
  'one label, 15 % and 85 %': of('margin', (rng) => oneLabelPool(rng, 1.45)),
  'several labels': ofSets(helpfulSets),
  'several rare labels': ofSets(rareSets),
} satisfies Record<string, ComparisonProject>;
