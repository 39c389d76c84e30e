import type { Rng } from '../../src/core/rng.ts';
import {
  generatedSets,
  helpfulSets,
  oneLabelPool,
  rareSets,
  multiLabelPool,
  type GeneratedSets,
  type HelpingPool,
} from './helpingPools.ts';
import { helpingRun, type HelpingRun, type HelpingSettings } from './helpingRuns.ts';

export interface HelpingProject {
  readonly strategy: string;
  run(settings: HelpingSettings, seed: number): Promise<HelpingRun>;
}

const of = <Said>(strategy: string, makePool: (rng: Rng) => HelpingPool<Said>): HelpingProject => ({
  strategy,
  run: (settings, seed) => helpingRun(makePool, settings, seed),
});

const ofSets = (kind: GeneratedSets): HelpingProject => {
  const strategy = 'threshold-margin';
  return of(strategy, (rng) => multiLabelPool(generatedSets(kind, rng), { c: 30, strategy }));
};

/** Kinds of projects, whose seeds draw records, answers and picks. */
export const helpingProjects = {
  'one label': of('margin', oneLabelPool),
  'one label, 15 % and 85 %': of('margin', (rng) => oneLabelPool(rng, 1.45)),
  'several labels': ofSets(helpfulSets),
  'several rare labels': ofSets(rareSets),
} satisfies Record<string, HelpingProject>;
