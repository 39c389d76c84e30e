import { message } from '../messages/messages.ts';
import type { Message } from '../messages/message.ts';
import type { CutTexts } from '../embed/cutTexts.ts';
import { isOtherThanEnglish, languagesToTell, type LanguageShare } from '../embed/languages.ts';
import type { Localize } from '../localize.ts';
import type { Store } from '../store/store.ts';
import type { EmbeddingSummary } from '../engine/embeddingApi.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';

/** The engine process ended; it is restarted, unless it keeps ending. */
export function engineNotice(kind: 'restarted' | 'gaveUp', why: Message): Notice {
  if (kind === 'gaveUp') {
    return {
      id: 'engine-stopped',
      severity: 'error',
      message: message('engine.gaveUp', { why }),
      action: 'retry',
    };
  }
  return {
    id: 'engine-stopped',
    severity: 'warning',
    message: message('engine.restarted', { why }),
  };
}

/** The lexical embedder is used in place of the model that the project asks for. */
export function fallbackNotice(why: Message, offers: Offers = {}): Notice {
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

/** A model's vectors cannot be made; the present ones stay in use. */
export function vectorsFailed(why: Message, offers: Offers): Notice {
  return {
    id: 'embedding-fell-back',
    severity: 'warning',
    message: message('vectors.failed', { why }),
    action: actionOf(offers),
  };
}

/** Some vectors of the user's own are missing, or may be of other records. */
export function vectorsProblem(message: Message): Notice {
  return { id: 'vectors-problem', severity: 'warning', message, action: 'retry' };
}

/** The models that come with the product are for English, and the pool is in other languages, or has no words. */
export function languageNotice(
  languages: readonly LanguageShare[],
  localize: Localize,
): Notice | undefined {
  const told = languagesToTell(languages);
  if (told.length === 0) return undefined;
  const shares = told
    .map(({ code, share }) => `${languageName(code, localize)} ${Math.round(100 * share)} %`)
    .join(', ');
  return {
    id: 'pool-language',
    severity: 'info',
    message: languageMessage(languages, shares, localize),
    action: 'chooseEmbedding',
    closable: true,
  };
}

function languageMessage(
  languages: readonly LanguageShare[],
  shares: string,
  localize: Localize,
): string {
  if (languages[0]?.code === 'zxx') {
    return localize(
      'Most of the texts have no words, and the models that come with Marginalia read English. Lexical vectors serve, which tell signs apart.',
    );
  }
  return isOtherThanEnglish(languages)
    ? localize(
        'The texts are mostly not English ({0}), and the models that come with Marginalia are for English. Lexical vectors serve; a multilingual model usually learns from fewer labels.',
        shares,
      )
    : localize(
        'The texts are in several languages ({0}), and the models that come with Marginalia are for English. Lexical vectors stand beside them for the others; a multilingual model usually learns from fewer labels.',
        shares,
      );
}

/** "German", in the language of the sentences. */
function languageName(code: string, localize: Localize): string {
  if (code === 'zxx') return localize('no words');
  // Translated as the name of the language that sentences are translated to.
  return new Intl.DisplayNames([localize('en')], { type: 'language' }).of(code) ?? code;
}

/** Models have embedded a part of a large pool. */
export function partNotice(records: number, of: number, localize: Localize): Notice {
  return {
    id: 'part-embedded',
    severity: 'info',
    message: localize(
      'The pool is large: the model has embedded {0} of {1} records, and what is asked is chosen from these. That teaches about as much. “Embed All” has the others embedded behind your work.',
      records,
      of,
    ),
    action: 'embedAll',
    closable: true,
  };
}

/** Models read the beginnings of long texts only. */
export function cutNotice(cut: readonly CutTexts[], localize: Localize): Notice | undefined {
  const [most] = [...cut].sort((a, b) => b.share - a.share);
  if (!most) return undefined;
  return {
    id: 'texts-cut',
    severity: 'info',
    message: localize(
      'About {0} % of the texts are longer than what {1} reads of each ({2} tokens, some {3} words). What follows counts only in lexical vectors, which read all of it.',
      Math.max(1, Math.round(100 * most.share)),
      most.model,
      most.tokens,
      Math.round((0.75 * most.tokens) / 10) * 10,
    ),
    closable: true,
  };
}

/** There are no vectors at all, so records are drawn at random. */
export function embeddingFailed(why: Message): Notice {
  return { id: 'embedding-fell-back', severity: 'error', message: why, action: 'retry' };
}

/** The strategy fails; records are drawn at random, so that labelling goes on. */
export function strategyNotice(why: Message): Notice {
  return {
    id: 'strategy-failed',
    severity: 'warning',
    message: message('strategy.failed', { why }),
    action: 'openProjectFile',
  };
}

/** Notices of the store about the disk that it lies on. */
export function storeNotices({ notices }: Store): Notice[] {
  return notices.map((message) => ({ id: 'store-mode', severity: 'info', message }));
}

/** @param between records that are not asked, whatever else is */
export function finished(between: number, localize: Localize): LearnerPhase {
  const message =
    between === 0
      ? localize('Nothing is left to ask: every record of the pool is answered.')
      : localize(
          'Nothing is left to ask. Not asked, since they are near-duplicates of both hold-out and training records: {0}.',
          between,
        );
  return { kind: 'finished', message };
}

/** All records are answered that models have embedded. */
export function finishedPart(records: number, localize: Localize): LearnerPhase {
  const message = localize(
    'Nothing is left to ask of the {0} records that the model has embedded. “Embed All” (in the status bar’s menu) brings the others.',
    records,
  );
  return { kind: 'finished', message };
}

/** Another window or program keeps the database locked. */
export function locked(): Notice {
  return { id: 'store-locked', severity: 'warning', message: message('store.locked', {}) };
}

/** The same before anything is asked. */
export function lockedAtOpening(): Notice {
  const told = message('store.lockedAtOpening', {});
  return { id: 'store-locked', severity: 'warning', message: told };
}

/** No batch can be written down, so none is asked. */
export function cannotAsk(why: Message): Notice {
  return { id: 'store-failed', severity: 'error', message: message('store.cannotAsk', { why }) };
}

/** The database is not where it was, so nothing is acknowledged. */
export function answersGone(why: Message): LearnerPhase {
  return { kind: 'failed', message: message('store.answersGone', { why }), answersGone: true };
}

export function notEmbedded(localize: Localize): string {
  return localize(
    'The records are not embedded, so there is nothing to train on. Resume the embedding from the status bar.',
  );
}

export function nothingToTrainOn(localize: Localize): string {
  return localize(
    'Training needs answers with at least two different labels outside the hold-out. Label a few more records, then retrain.',
  );
}

/** Notices about the present vectors; they end when others are made. */
export const ofVectors = [
  'embedding-fell-back',
  'vectors-problem',
  'pool-language',
  'texts-cut',
  'part-embedded',
] as const satisfies readonly Notice['id'][];

/** Conditions that trying again does away with, or brings back. */
export const endedByResuming = [
  'engine-stopped',
  'model-not-downloaded',
  ...ofVectors,
] as const satisfies readonly Notice['id'][];
