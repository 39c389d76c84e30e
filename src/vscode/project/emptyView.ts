import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { LearnerPhase, Notice } from '../../core/loop/learnerPhase.ts';

/** The view of a project that is not open: only its state and notices. */
export function emptyView(phase: LearnerPhase, notices: readonly Notice[] = []): LearnerView {
  return {
    phase,
    ahead: [],
    recent: [],
    pool: { size: 0, rowsRead: 0 },
    counts: { labelled: 0, skipped: 0, flagged: 0, byLabel: {} },
    holdout: { size: 0, answered: 0, skipped: 0 },
    orphanedLabels: [],
    unjudged: [],
    speed: { answers: 0, medianSeconds: null, perMinute: null },
    starting: true,
    learnt: [],
    described: [],
    suggests: false,
    explains: false,
    rounds: [],
    targetReached: false,
    notices,
    problems: [],
    problemCount: 0,
    canUndo: false,
    nextUndoSize: 0,
    nextUndoIsFar: false,
    canRedo: false,
  };
}
