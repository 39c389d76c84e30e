import type { Store } from '../store/store.ts';
import type { LearnerPhase, Notice } from './learnerView.ts';

/** The engine process ended: by itself it starts again, unless it keeps ending. */
export function engineNotice(kind: 'restarted' | 'gaveUp', why: string): Notice {
  if (kind === 'gaveUp') {
    return {
      id: 'engine-stopped',
      severity: 'error',
      message: `The engine keeps ending (${why}). Your labels are safe; records already here can still be answered. See the log, then try again.`,
      action: 'retry',
    };
  }
  return {
    id: 'engine-stopped',
    severity: 'warning',
    message: `The engine ended (${why}) and is being started again. Your labels are safe; go on with the records already here.`,
  };
}

/** The lexical embedder serves in place of the model that the project asks for. */
export function fallbackNotice(why: string, offerDownload = false): Notice {
  return {
    id: offerDownload ? 'model-not-downloaded' : 'embedding-fell-back',
    severity: 'info',
    message: why,
    action: offerDownload ? 'downloadModel' : 'retry',
  };
}

/** There are no vectors at all, so chance goes on asking. */
export function embeddingFailed(why: string): Notice {
  return { id: 'embedding-fell-back', severity: 'error', message: why, action: 'retry' };
}

/** The strategy refuses; chance serves, so that labelling goes on. */
export function strategyNotice(why: string): Notice {
  return {
    id: 'strategy-failed',
    severity: 'warning',
    message: `${why} Until then records are asked at random.`,
    action: 'openProjectFile',
  };
}

/** What the store has to say of the disk it lies on. */
export function storeNotices({ notices }: Store): Notice[] {
  return notices.map((message) => ({ id: 'store-mode', severity: 'info', message }));
}

export const finished: LearnerPhase = {
  kind: 'finished',
  message: 'Nothing is left to ask: every record of the pool is answered.',
};

export const notEmbedded =
  'The records are not embedded, so there is nothing to train on. Resume the embedding from the status bar.';

export const nothingToTrainOn =
  'Training needs answers with at least two different labels outside the hold-out. Label a few more records, then retrain.';

/** Conditions that trying again does away with, or brings back. */
export const endedByResuming = [
  'engine-stopped',
  'embedding-fell-back',
  'model-not-downloaded',
] as const satisfies readonly Notice['id'][];
