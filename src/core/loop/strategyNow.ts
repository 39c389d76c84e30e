import type { ProjectFile } from '../projectFile/projectFile.ts';
import { startPhaseDone } from '../query/startPhase.ts';

export interface StrategyNow {
  readonly kind: 'start' | 'query';
  /** As in the project file. */
  readonly name: string;
  /** In words: "explore 10 % · margin". */
  readonly describe: string;
  /** The start phase is over: a head may be trained. */
  readonly trained: boolean;
}

/**
 * Which strategy asks at this moment. The start phase is over when every label has 2 answers or
 * max(20, 5·c) are given; until the head has been fitted after that, the start strategy goes on.
 */
export function strategyNow(
  project: ProjectFile,
  trainingByLabel: ReadonlyMap<string, number>,
  ready: { readonly embedded: boolean; readonly fitted: boolean },
): StrategyNow {
  const { strategy, start, explore } = project.query;
  const counts = project.labels.map(({ name }) => trainingByLabel.get(name) ?? 0);
  const answers = counts.reduce((sum, count) => sum + count, 0);
  const learnable = counts.filter((count) => count > 0).length >= 2;
  const trained = learnable && startPhaseDone(counts, answers);
  if (trained && ready.fitted && ready.embedded) {
    const mixed = explore > 0 && strategy !== 'random' ? `explore ${percent(explore)} · ` : '';
    return { kind: 'query', name: strategy, describe: `${mixed}${strategy}`, trained };
  }
  // Without vectors only chance can choose.
  const name = ready.embedded ? start : 'random';
  return { kind: 'start', name, describe: `start · ${name}`, trained };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
