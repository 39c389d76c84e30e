import type { PoolProblem } from '../pool/poolSpec.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';
import type { BackgroundProgress } from './learnerView.ts';

/** What the learner knows besides store and queue. */
export interface ViewState {
  phase: LearnerPhase;
  busy?: Progress;
  embedding?: string;
  /** Models have embedded so many records of the pool, from which is drawn; undefined where it is all of them. */
  drawsFrom?: number | undefined;
  /** Whether words that speak for a label can be shown; see `EmbeddingSummary`. */
  explains?: boolean;
  /** Whether the vectors know what the labels' words mean. */
  readsLabels?: boolean;
  /** Vectors that are made behind the work. */
  background?: BackgroundProgress;
  notices: Map<string, Notice>;
  problems: readonly PoolProblem[];
  problemCount: number;
  pool: { size: number; rowsRead: number };
  unconfirmed: ReadonlySet<RecordId>;
}

/** Before anything is known. */
export function openingState(): ViewState {
  return {
    phase: { kind: 'opening' },
    notices: new Map(),
    problems: [],
    problemCount: 0,
    pool: { size: 0, rowsRead: 0 },
    unconfirmed: new Set(),
  };
}
