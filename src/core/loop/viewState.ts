import type { PoolProblem } from '../pool/poolSpec.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';
import type { BackgroundProgress } from './learnerView.ts';

/** The part of a snapshot that neither store nor queue provides. */
export interface ViewState {
  phase: LearnerPhase;
  busy?: Progress;
  embedding?: string;
  /** Number of records that models have embedded and queries draw from; undefined if it is all of them. */
  drawsFrom?: number | undefined;
  /** Whether the words that explain a label are available; see `EmbeddingSummary`. */
  explains?: boolean;
  /** Whether the vectors capture the meaning of the label texts. */
  readsLabels?: boolean;
  /** Progress of a background embedding. */
  background?: BackgroundProgress;
  notices: Map<string, Notice>;
  problems: readonly PoolProblem[];
  problemCount: number;
  pool: { size: number; rowsRead: number };
  unconfirmed: ReadonlySet<RecordId>;
}

/** The initial state of a session. */
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
