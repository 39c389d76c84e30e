import { NO, UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import { ALWAYS_TRAINED } from '../heads/stratifiedFolds.ts';
import type { Matrix } from '../math/matrix.ts';

/** A judgement of one label on one record that a head contradicts. */
export interface DoubtedLabel {
  /** Row of the probabilities. */
  readonly row: number;
  /** Label-set index. */
  readonly label: number;
  /** Probability that the label applies. */
  readonly p: number;
}

export interface LabelSetErrors {
  /** Labels given that may not apply, the least probable for their label first. */
  readonly additions: readonly DoubtedLabel[];
  /** Labels not given that may apply, the most probable first. */
  readonly omissions: readonly DoubtedLabel[];
}

export interface LabelSetErrorsInput {
  /** n × m, **out of sample** (cross-validated): a head agrees with the labels it was fitted on. */
  readonly probabilities: Matrix;
  /** Label-set index of each column. */
  readonly columns: ArrayLike<number>;
  /** n folds; records that are always trained on are excluded. */
  readonly folds: ArrayLike<number>;
  /** n × label set, as judged. */
  readonly given: Indicators;
}

/** A label that is not given is doubted if it is more likely to apply than not. */
const LIKELY = 0.5;

/**
 * Confident learning (Northcutt, Jiang & Chuang 2021; 1911.00068) label by label. A given label is
 * doubted if its p is below the mean of the records without it, and ranked by p over the mean of
 * those with it, as otherwise rare labels, whose p is always small, fill the list. A missing one is
 * ranked by p itself: nearly every label is missing from nearly every record.
 * @throws RangeError for different lengths
 */
export function findLabelSetErrors({
  probabilities,
  columns,
  folds,
  given,
}: LabelSetErrorsInput): LabelSetErrors {
  const { rows, cols, data } = probabilities;
  if (given.rows !== rows || folds.length !== rows || columns.length !== cols) {
    throw new RangeError(
      `findLabelSetErrors: ${rows} × ${cols} probabilities, ${given.rows} judgements, ${folds.length} folds, ${columns.length} columns`,
    );
  }
  const additions: (DoubtedLabel & { readonly relative: number })[] = [];
  const omissions: DoubtedLabel[] = [];
  for (let k = 0; k < cols; k++) {
    const label = columns[k]!;
    const judged = Array.from({ length: rows }, (_, row) => ({
      row,
      label,
      p: data[row * cols + k]!,
      applies: given.data[row * given.labels + label]!,
    })).filter(({ row, applies }) => applies !== UNKNOWN && folds[row] !== ALWAYS_TRAINED);
    const meanOf = (value: number): number => {
      const own = judged.filter(({ applies }) => applies === value);
      return own.reduce((sum, { p }) => sum + p, 0) / own.length;
    };
    const [meanWith, meanWithout] = [meanOf(YES), meanOf(NO)];
    for (const { applies, ...doubted } of judged) {
      if (applies === YES && doubted.p < meanWithout) {
        additions.push({ ...doubted, relative: doubted.p / meanWith });
      }
      if (applies === NO && doubted.p >= LIKELY) omissions.push(doubted);
    }
  }
  return {
    additions: additions
      .sort((a, b) => a.relative - b.relative || a.row - b.row)
      .map(({ row, label, p }) => ({ row, label, p })),
    omissions: omissions.sort((a, b) => b.p - a.p || a.row - b.row),
  };
}
