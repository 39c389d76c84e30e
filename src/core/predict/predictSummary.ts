import type { RowProblem } from '../interchange/formats/format.ts';
import type { InputReading } from './inputReading.ts';
import type { Predictor } from './predictor.ts';

/** The result of a prediction run. */
export interface PredictSummary extends Pick<Predictor, 'task' | 'labels'> {
  readonly rows: number;
  /** Number of rows that each label was given to. */
  readonly byLabel: readonly number[];
  /** Rows without a label. */
  readonly without: number;
  /** For a project: rows that are labelled, and rows of the hold-out. */
  readonly isLabelled?: number;
  readonly holdout?: number;
  readonly round?: number;
  /** For a file: how it was read. */
  readonly reading?: InputReading;
  /** Rows of the file whose texts have characters that its encoding does not have. */
  readonly damaged?: number;
  /** Rows of the file that have no text, and the first of them. */
  readonly problems: number;
  readonly firstProblem?: RowProblem;
}
