import type { PoolProblem } from '../pool/poolSpec.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';
import type { BackgroundProgress } from './learnerView.ts';

/** The part of a snapshot that neither store nor queue holds. */
export interface ViewState {
  phase: LearnerPhase;
  busy?: Progress;
  embedding?: string;
  /** Models have embedded this many records, and queries draw from these; undefined where it is all of them. */
  drawsFrom?: number | undefined;
  /** Whether the words that explain a label can be shown; see `EmbeddingSummary`. */
  explains?: boolean;
  /** Whether the vectors know what the labels' words mean. */
  readsLabels?: boolean;
  /** An embedding that runs in the background. */
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
