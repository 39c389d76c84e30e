import type { Calibration } from './calibration.ts';
import type { ClassScores, Confusion } from './classification.ts';
import type { Measured } from './estimate.ts';

export interface NamedClassScores extends ClassScores {
  readonly name: string;
  /** False: "not learnt yet"; all its records count as errors. */
  readonly learnt: boolean;
  /** Not learnt, but the head knows its description. */
  readonly described?: true;
}

export interface HoldoutMetrics {
  /** Answered hold-out records. */
  readonly n: number;
  readonly unanswered: number;
  /** Kish's effective n, used by the accuracy's interval; n without weights and groups. */
  readonly effectiveN: number;
  readonly accuracy: Measured;
  readonly macroF1: Measured;
  readonly rocAuc: Measured;
  readonly logLoss: number | null;
  readonly perClass: readonly NamedClassScores[];
  readonly confusion: Confusion;
  /** Null without answers. */
  readonly calibration: Calibration | null;
  /** Version of the interval methods; absent in rounds before 0.2, see `metricsToday`. */
  readonly intervals?: 2;
}
