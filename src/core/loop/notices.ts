import type { Say } from '../say.ts';
import type { Store } from '../store/store.ts';
import type { EmbeddingSummary } from './embeddingPort.ts';
import type { LearnerPhase, Notice } from './learnerView.ts';

/** The engine process ended: by itself it starts again, unless it keeps ending. */
export function engineNotice(kind: 'restarted' | 'gaveUp', why: string, say: Say): Notice {
  if (kind === 'gaveUp') {
    return {
      id: 'engine-stopped',
      severity: 'error',
      message: say(
        'The engine keeps ending ({0}). Your labels are safe; records already here can still be answered. See the log, then try again.',
        why,
      ),
      action: 'retry',
    };
  }
  return {
    id: 'engine-stopped',
    severity: 'warning',
    message: say(
      'The engine ended ({0}) and is being started again. Your labels are safe; go on with the records already here.',
      why,
    ),
  };
}

/** The lexical embedder serves in place of the model that the project asks for. */
export function fallbackNotice(why: string, offers: Offers = {}): Notice {
  return {
    id: offers.offerDownload ? 'model-not-downloaded' : 'embedding-fell-back',
    severity: offers.offerAgain || offers.offerKey ? 'warning' : 'info',
    message: why,
    action: actionOf(offers),
  };
}

/** What the user may do about vectors that cannot be made. */
type Offers = Pick<EmbeddingSummary, 'offerDownload' | 'offerAgain' | 'offerServer' | 'offerKey'>;

function actionOf(offers: Offers): NonNullable<Notice['action']> {
  if (offers.offerDownload) return 'downloadModel';
  if (offers.offerAgain) return 'downloadAgain';
  if (offers.offerServer) return 'allowServer';
  return offers.offerKey ? 'setServerKey' : 'retry';
}

/** A model's vectors cannot be made; those that are there go on serving. */
export function vectorsFailed(why: string, offers: Offers, say: Say): Notice {
  return {
    id: 'embedding-fell-back',
    severity: 'warning',
    message: say('{0} The vectors that are there go on serving.', why),
    action: actionOf(offers),
  };
}

/** Some vectors of the user's own are missing, or may be of other records. */
export function vectorsProblem(message: string): Notice {
  return { id: 'vectors-problem', severity: 'warning', message, action: 'retry' };
}

/** The model that comes with the product would be of little use. @param language ISO 639-3 */
export function otherLanguage(language: string, say: Say): Notice {
  return {
    id: 'embedding-fell-back',
    severity: 'info',
    message: say(
      'The texts are mostly not English ({0}), and the sentence model that comes with Marginalia is. Lexical vectors go on serving; a multilingual model can be named as "embedding" in the project file.',
      language,
    ),
    action: 'openProjectFile',
  };
}

/** There are no vectors at all, so chance goes on asking. */
export function embeddingFailed(why: string): Notice {
  return { id: 'embedding-fell-back', severity: 'error', message: why, action: 'retry' };
}

/** The strategy refuses; chance serves, so that labelling goes on. */
export function strategyNotice(why: string, say: Say): Notice {
  return {
    id: 'strategy-failed',
    severity: 'warning',
    message: say('{0} Until then records are asked at random.', why),
    action: 'openProjectFile',
  };
}

/** What the store has to say of the disk it lies on. */
export function storeNotices({ notices }: Store): Notice[] {
  return notices.map((message) => ({ id: 'store-mode', severity: 'info', message }));
}

/** @param between records that are not asked, whatever else is */
export function finished(between: number, say: Say): LearnerPhase {
  const message =
    between === 0
      ? say('Nothing is left to ask: every record of the pool is answered.')
      : say(
          'Nothing is left to ask. Not asked, since they are near-duplicates of both hold-out and training records: {0}.',
          between,
        );
  return { kind: 'finished', message };
}

/** Another window or program keeps the database locked. */
export function locked(say: Say): Notice {
  return {
    id: 'store-locked',
    severity: 'warning',
    message: say(
      'Another program has the database locked. Answers are saved as soon as it lets go; until then they wait here.',
    ),
  };
}

/** No batch can be written down, so none is asked. @param why a sentence */
export function cannotAsk(why: string, say: Say): Notice {
  return {
    id: 'store-failed',
    severity: 'error',
    message: say('{0} Until then no further records are asked; they come by themselves.', why),
  };
}

/** The database is not where it was, so nothing is acknowledged. */
export function answersGone(why: string, say: Say): LearnerPhase {
  const message = say(
    '{0} Restore Answers brings back what this window, the mirror and the backups still hold; Start Empty begins a new database.',
    why,
  );
  return { kind: 'failed', message, answersGone: true };
}

export function notEmbedded(say: Say): string {
  return say(
    'The records are not embedded, so there is nothing to train on. Resume the embedding from the status bar.',
  );
}

export function nothingToTrainOn(say: Say): string {
  return say(
    'Training needs answers with at least two different labels outside the hold-out. Label a few more records, then retrain.',
  );
}

/** Conditions that trying again does away with, or brings back. */
export const endedByResuming = [
  'engine-stopped',
  'embedding-fell-back',
  'model-not-downloaded',
  'vectors-problem',
] as const satisfies readonly Notice['id'][];
