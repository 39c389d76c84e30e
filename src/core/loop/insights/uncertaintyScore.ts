import type { ProjectFile } from '../../projectFile/projectFile.ts';

/** Scores that lie in [0, 1] for any number of labels. */
const bounded = ['margin', 'least-confidence', 'ratio', 'normalised-entropy'];

/**
 * The histogram is of the strategy's own score where that lies in [0, 1]; of the entropy over its
 * greatest value where the strategy is one of entropy; else of the margin. Of several labels a
 * record it is of the label nearest to its threshold.
 */
export function uncertaintyScore({ query, task }: Pick<ProjectFile, 'query' | 'task'>): string {
  if (task === 'multi') return 'threshold-margin';
  const { strategy, acquisition } = query;
  const inside = strategy === 'rank-power' || strategy === 'information-density';
  const name = inside ? (acquisition ?? 'margin') : strategy;
  if (name === 'entropy' || name === 'consensus-entropy') return 'normalised-entropy';
  return bounded.includes(name) ? name : 'margin';
}
