import type { Message } from '../messages/message.ts';

export type LearnerPhase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'asking' }
  /** The queue is empty for now; the next batch is on its way. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'finished'; readonly message: Message }
  /** `answersGone`: the database is not on the disk any more; restoring it is what helps. */
  | { readonly kind: 'failed'; readonly message: Message; readonly answersGone?: true };

/** A condition that lasts; what can be done about it is named, not done. */
export interface Notice {
  readonly id:
    | 'embedding-fell-back'
    | 'vectors-problem'
    | 'pool-language'
    | 'texts-cut'
    | 'part-embedded'
    | 'model-not-downloaded'
    | 'engine-stopped'
    | 'store-mode'
    | 'store-locked'
    | 'store-failed'
    | 'orphan'
    | 'store-damaged'
    | 'pool-changed'
    | 'pool-problems'
    | 'labels-passed-over'
    | 'strategy-failed';
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: Message;
  readonly action?:
    | 'retry'
    | 'downloadModel'
    | 'downloadAgain'
    | 'allowServer'
    | 'chooseEmbedding'
    | 'embedAll'
    | 'setServerKey'
    | 'openProjectFile'
    | 'showProblems'
    | 'showMetrics'
    | 'takeAnswers';
  /** It tells something once, and may be closed. */
  readonly closable?: true;
}
