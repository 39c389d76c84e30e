import type { Message } from '../messages/message.ts';

export type LearnerPhase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'asking' }
  /** The queue is empty while the next batch is drawn. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'finished'; readonly message: Message }
  /** `answersGone`: the database has disappeared; the user must restore it. */
  | { readonly kind: 'failed'; readonly message: Message; readonly answersGone?: true };

/** A persistent condition, with the action that may resolve it. */
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
  /** A one-time message; the user may close it. */
  readonly closable?: true;
}
