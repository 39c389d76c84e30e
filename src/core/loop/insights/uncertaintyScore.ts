import type { ProjectFile } from '../../projectFile/projectFile.ts';

/** Scores that lie in [0, 1] for any number of labels. */
const bounded = ['margin', 'least-confidence', 'ratio', 'normalised-entropy'];

/**
 * The score shown in the uncertainty histogram: the strategy's own where it lies in [0, 1]; normalised
 * entropy for entropy strategies; else the margin. In multi-label projects, the margin of the label closest
 * to its threshold.
 */
export function uncertaintyScore({ query, task }: Pick<ProjectFile, 'query' | 'task'>): string {
  if (task === 'multi') return 'threshold-margin';
  const { strategy, acquisition } = query;
  const inside = strategy === 'rank-power' || strategy === 'information-density';
  const name = inside ? (acquisition ?? 'margin') : strategy;
  if (name === 'entropy' || name === 'consensus-entropy') return 'normalised-entropy';
  return bounded.includes(name) ? name : 'margin';
}
