import type { Message } from '../messages/message.ts';
import type { CutTexts } from '../embed/cutTexts.ts';
import type { LanguageShare } from '../embed/languages.ts';
import type { EmbeddingSetting } from '../embed/blocks.ts';
import type { RecordId } from '../record.ts';
import type { VectorBlock } from '../store/events.ts';
import type { RecordVectors } from '../store/holdoutVectors.ts';

/** The embedding of the whole pool. */
export interface EmbeddingApi {
  /** Updates the embeddings of the whole pool, from the cache if possible. */
  embed(params: EmbedParams): Promise<EmbeddingSummary>;
  /**
   * Computes the vectors of an embedding in advance, so that `embed` only reads them; the current vectors
   * stay in use. A later `embed` or `openPool` ends it.
   */
  prepareVectors(params: EmbedParams): Promise<PreparedVectors>;
  /** The present vectors of the records that the pool holds, in the order of `ids`. */
  vectorsOf(params: { readonly ids: readonly RecordId[] }): Promise<RecordVectors>;
}

/** The user's settings for an embedding server; kept in memory only. */
export interface ServerAccess {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The user has agreed to send this project's texts there. */
  readonly allowed: boolean;
  readonly key?: string;
}

export interface EmbedParams {
  readonly embedding: EmbeddingSetting;
  readonly dimensions: number;
  readonly seed: number;
  /** Folder of models that the user agreed to download (global storage). */
  readonly modelsDir: string;
  /** The user has agreed to download this model from this host. */
  readonly allowDownload: boolean;
  /** Downloads a hub model again although it is installed. */
  readonly downloadAgain?: boolean;
  /** Fails if a block is unavailable, instead of omitting it. */
  readonly exactly?: true;
  /** A mirror of the hub; default: the hub itself. */
  readonly remoteHost?: string;
  /** Whether to leave out the bundled English models if the pool is in another language. */
  readonly checkLanguage?: boolean;
  /** Access to the servers in the embedding. */
  readonly servers?: readonly ServerAccess[];
  /**
   * How many records of a large pool models embed, besides those of `order`; others are embedded on
   * demand. Default: the engine's start option.
   */
  readonly modelRecords?: number | 'all';
  /** Which vectors to compute first; default: pool order. */
  readonly order?: EmbeddingOrder;
  /** The pool's earlier lexical block; reused if possible. */
  readonly previousLexical?: PreviousLexical;
}

/** Records to embed first, in order, and last; all others come in between. */
export interface EmbeddingOrder {
  readonly first: readonly RecordId[];
  readonly last: readonly RecordId[];
}

/** A lexical embedder fitted on the first records of a pool. */
export interface PreviousLexical {
  readonly fingerprint: string;
  readonly fittedOn: number;
  /** Reuse it however many records have been added since. */
  readonly always?: boolean;
}

export type ModelDownload = Pick<EmbedParams, 'allowDownload' | 'downloadAgain'>;

export interface EmbeddingSummary {
  /** Display name: "lexical (256)", "Xenova/all-MiniLM-L6-v2 q8". */
  readonly name: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  /** Its blocks with the weights in effect. */
  readonly blocks: readonly VectorBlock[];
  /** Whether it can attribute a label to individual words without running a model for each word. */
  readonly explains: boolean;
  /** Number of records that models have embedded and queries draw from; absent for all. */
  readonly drawsFrom?: number;
  /** The languages of the pool, largest share first, if they were detected. */
  readonly languages?: readonly LanguageShare[];
  /** Texts that the models truncate. */
  readonly cut?: readonly CutTexts[];
  /** Problem with some of the vectors. */
  readonly problem?: Message;
  /** Why the lexical embedder replaces the requested one. */
  readonly fellBack?: Message;
  /** Whether a download that needs consent would avoid that. */
  readonly offerDownload?: boolean;
  /** Whether downloading the model again might avoid it. */
  readonly offerAgain?: boolean;
  /** Whether consent to a remote server, or an API key, would avoid it. */
  readonly offerServer?: boolean;
  readonly offerKey?: boolean;
}

export type PreparedVectors =
  | { readonly kind: 'ready' }
  /** The model does not support the pool's language. */
  | { readonly kind: 'otherLanguage' }
  /** The model is not bundled on this platform. */
  | { readonly kind: 'absent' };

/** Remedies that a model's error offers, also if it crossed between processes. */
export function offersOf(
  error: unknown,
): Pick<EmbeddingSummary, 'offerDownload' | 'offerAgain' | 'offerServer' | 'offerKey'> {
  const { details } = (error ?? {}) as { details?: object };
  const says = { ...details, ...(error as object | undefined) };
  return {
    ...('askDownload' in says ? { offerDownload: true } : {}),
    ...('downloadAgain' in says ? { offerAgain: true } : {}),
    ...('askServer' in says ? { offerServer: true } : {}),
    ...('askKey' in says ? { offerKey: true } : {}),
  };
}
