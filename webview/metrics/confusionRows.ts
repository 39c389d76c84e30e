import type { SingleMetrics } from '../../src/protocol/metrics.ts';

export interface ConfusionCell {
  readonly count: number;
  /** Share of its row, 0 to 1. */
  readonly share: number;
}

/**
 * The confusion matrix with truth in rows, restricted to labels that occur: early on, most labels of a large
 * set have no hold-out record.
 * @returns indices into the label set, and a square matrix of that size.
 */
export function confusionRows({ confusion }: SingleMetrics): {
  labels: number[];
  rows: ConfusionCell[][];
} {
  const { classes, records } = confusion;
  const at = (truth: number, predicted: number): number =>
    records[truth * classes + predicted] ?? 0;
  const all = Array.from({ length: classes }, (_, label) => label);
  const labels = all.filter((label) =>
    all.some((other) => at(label, other) > 0 || at(other, label) > 0),
  );
  const rows = labels.map((truth) => {
    const counts = labels.map((predicted) => at(truth, predicted));
    const sum = counts.reduce((total, count) => total + count, 0);
    return counts.map((count) => ({ count, share: sum > 0 ? count / sum : 0 }));
  });
  return { labels, rows };
}

export interface Confusion {
  /** Indices into the label set: the answer, and the model's prediction. */
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
  /** Share of the answers with that label, 0 to 1. */
  readonly share: number;
}

/** The most confused pairs of labels: by number of records, then by share. */
export function worstConfusions(latest: SingleMetrics, limit: number): Confusion[] {
  const { labels, rows } = confusionRows(latest);
  return rows
    .flatMap((cells, t) =>
      cells.flatMap((cell, p) =>
        t === p || cell.count === 0 ? [] : [{ truth: labels[t]!, predicted: labels[p]!, ...cell }],
      ),
    )
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, limit);
}
