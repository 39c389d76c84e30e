import type { Message } from '../messages/message.ts';

export type LearnerPhase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'asking' }
  /** The queue is empty for now; the next batch is being drawn. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'finished'; readonly message: Message }
  /** `answersGone`: the database is not on the disk any more; restoring it is what helps. */
  | { readonly kind: 'failed'; readonly message: Message; readonly answersGone?: true };

/** A lasting condition, with the action that may end it. */
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
    | 'strategy-failed'
    | 'imported-elsewhere';
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
  /** It says something once, and may be closed. */
  readonly closable?: true;
}
