import { message } from '../messages/messages.ts';
import type { Message } from '../messages/message.ts';
import type { CutTexts } from '../embed/cutTexts.ts';
import { isOtherThanEnglish, reportedLanguages, type LanguageShare } from '../embed/languages.ts';
import type { Store } from '../store/store.ts';
import type { EmbeddingSummary } from '../engine/embeddingApi.ts';
import type { ImportElsewhere } from './journal/otherWindows.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';

/** The engine process exited; it is restarted, unless it keeps exiting. */
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

/** The lexical embedder replaces the model that the project asks for. */
export function fallbackNotice(why: Message, offers: Offers = {}): Notice {
  return {
    id: offers.offerDownload ? 'model-not-downloaded' : 'embedding-fell-back',
    severity: offers.offerAgain || offers.offerKey ? 'warning' : 'info',
    message: why,
    action: actionOf(offers),
  };
}

/** What the user may do about vectors that cannot be computed. */
type Offers = Pick<EmbeddingSummary, 'offerDownload' | 'offerAgain' | 'offerServer' | 'offerKey'>;

function actionOf(offers: Offers): NonNullable<Notice['action']> {
  if (offers.offerDownload) return 'downloadModel';
  if (offers.offerAgain) return 'downloadAgain';
  if (offers.offerServer) return 'allowServer';
  return offers.offerKey ? 'setServerKey' : 'retry';
}

/** A model's vectors cannot be computed; the current ones stay in use. */
export function vectorsFailed(why: Message, offers: Offers): Notice {
  return {
    id: 'embedding-fell-back',
    severity: 'warning',
    message: message('vectors.failed', { why }),
    action: actionOf(offers),
  };
}

/** Some of the user's own vectors are missing, or may belong to other records. */
export function vectorsProblem(message: Message): Notice {
  return { id: 'vectors-problem', severity: 'warning', message, action: 'retry' };
}

/** The bundled models are for English, but the pool is in other languages or has no words. */
export function languageNotice(all: readonly LanguageShare[]): Notice | undefined {
  const languages = reportedLanguages(all).map(({ code, share }) => ({
    code,
    share: rounded(share),
  }));
  if (languages.length === 0) return undefined;
  const others = isOtherThanEnglish(all) ? 'notEnglish' : 'several';
  const texts = all[0]?.code === 'zxx' ? 'withoutWords' : others;
  return {
    id: 'pool-language',
    severity: 'info',
    message: message('opening.languages', { texts, languages }),
    action: 'chooseEmbedding',
    closable: true,
  };
}

/** Rounds to whole per cent, as displayed: a closed notice stays closed while its text is the same. */
function rounded(share: number): number {
  return Math.round(100 * share) / 100;
}

/** Models have embedded only a part of a large pool. */
export function partNotice(records: number, of: number): Notice {
  return {
    id: 'part-embedded',
    severity: 'info',
    message: message('opening.part', { records, of }),
    action: 'embedAll',
    closable: true,
  };
}

/** Models read only the beginning of long texts. */
export function cutNotice(cut: readonly CutTexts[]): Notice | undefined {
  const [worst] = [...cut].sort((a, b) => b.share - a.share);
  if (!worst) return undefined;
  const { model, tokens } = worst;
  const share = Math.max(0.01, rounded(worst.share));
  return {
    id: 'texts-cut',
    severity: 'info',
    message: message('opening.cut', { model, tokens, share }),
    closable: true,
  };
}

/** There are no vectors at all, so records are drawn at random. */
export function embeddingFailed(why: Message): Notice {
  return { id: 'embedding-fell-back', severity: 'error', message: why, action: 'retry' };
}

/** The strategy fails; records are drawn at random so that labelling can continue. */
export function strategyNotice(why: Message): Notice {
  return {
    id: 'strategy-failed',
    severity: 'warning',
    message: message('strategy.failed', { why }),
    action: 'openProjectFile',
  };
}

/** The store's notices about its disk. */
export function storeNotices({ notices }: Store): Notice[] {
  return notices.map((message) => ({ id: 'store-mode', severity: 'info', message }));
}

/** @param between number of unanswered `between` records, which are never asked */
export function finished(between: number): LearnerPhase {
  return { kind: 'finished', message: message('loop.finished', { between }) };
}

/** All records that models have embedded are answered. */
export function finishedPart(records: number): LearnerPhase {
  return { kind: 'finished', message: message('loop.finishedPart', { records }) };
}

/** Another window or program imported answers. The step distinguishes two imports of the same file. */
export function importedElsewhere({ step, from, records }: ImportElsewhere): Notice {
  return {
    id: 'imported-elsewhere',
    severity: 'info',
    message: message('answer.importedElsewhere', { step, from, records }),
    closable: true,
  };
}

/** Another window or program has locked the database. */
export function locked(): Notice {
  return { id: 'store-locked', severity: 'warning', message: message('store.locked', {}) };
}

/** As `locked`, while the project opens. */
export function lockedAtOpening(): Notice {
  const locked = message('store.lockedAtOpening', {});
  return { id: 'store-locked', severity: 'warning', message: locked };
}

/** A batch cannot be logged, so none is asked. */
export function cannotAsk(why: Message): Notice {
  return { id: 'store-failed', severity: 'error', message: message('store.cannotAsk', { why }) };
}

/** The database has disappeared, so no answer is confirmed. */
export function answersGone(why: Message): LearnerPhase {
  return { kind: 'failed', message: message('store.answersGone', { why }), answersGone: true };
}

/** Notices about the current vectors; cleared when new ones are computed. */
export const vectorNotices = [
  'embedding-fell-back',
  'vectors-problem',
  'pool-language',
  'texts-cut',
  'part-embedded',
] as const satisfies readonly Notice['id'][];

/** Notices that a retry clears or raises again. */
export const clearedByRetry = [
  'engine-stopped',
  'model-not-downloaded',
  ...vectorNotices,
] as const satisfies readonly Notice['id'][];
