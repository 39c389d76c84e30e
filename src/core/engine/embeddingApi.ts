import type { Message } from '../messages/message.ts';
import type { CutTexts } from '../embed/cutTexts.ts';
import type { LanguageShare } from '../embed/languages.ts';
import type { EmbeddingSetting } from '../embed/blocks.ts';
import type { RecordId } from '../record.ts';
import type { VectorBlock } from '../store/events.ts';

/** The embedding of the whole pool. */
export interface EmbeddingApi {
  /** Brings the embeddings of the whole pool up to date, from the cache where possible. */
  embed(params: EmbedParams): Promise<EmbeddingSummary>;
  /**
   * Makes the vectors of an embedding ready, so that `embed` only has to read them; until it resolves,
   * everything else goes on with the present ones. A later `embed` or `openPool` ends it.
   */
  prepareVectors(params: EmbedParams): Promise<PreparedVectors>;
}

/** What the user gave a server of embeddings; kept in memory only. */
export interface ServerAccess {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The user has agreed that this project's texts are sent there. */
  readonly allowed: boolean;
  readonly key?: string;
}

export interface EmbedParams {
  readonly embedding: EmbeddingSetting;
  readonly dimensions: number;
  readonly seed: number;
  /** Where models that the user agreed to download are kept (global storage). */
  readonly modelsDir: string;
  /** The user has agreed to the download of this model from this host. */
  readonly allowDownload: boolean;
  /** A model of the hub is downloaded although it is here. */
  readonly downloadAgain?: boolean;
  /** A mirror of the hub; the hub itself when left out. */
  readonly remoteHost?: string;
  /** Whether what comes with the product, which is for English, is left out where the pool is in another language. */
  readonly checkLanguage?: boolean;
  /** Access to the servers that the embedding names. */
  readonly servers?: readonly ServerAccess[];
  /**
   * How many records of a large pool models embed, besides those of `order`; others when they are asked for.
   * By default what the engine was started with.
   */
  readonly modelRecords?: number | 'all';
  /** Whose vectors are made first; by default all of them come in the order of the pool. */
  readonly order?: EmbeddingOrder;
  /** The lexical block that the pool was embedded with before; it goes on serving where it can. */
  readonly lexicalBefore?: FittedBefore;
}

/** Records that the vectors are made of first, in their order, and last; all others come in between. */
export interface EmbeddingOrder {
  readonly first: readonly RecordId[];
  readonly last: readonly RecordId[];
}

/** A lexical embedder that was fitted on the first records of a pool. */
export interface FittedBefore {
  readonly fingerprint: string;
  readonly fittedOn: number;
  /** However many records are new since then. */
  readonly always?: boolean;
}

export type ModelDownload = Pick<EmbedParams, 'allowDownload' | 'downloadAgain'>;

export interface EmbeddingSummary {
  /** For people: "lexical (256)", "Xenova/all-MiniLM-L6-v2 q8". */
  readonly name: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  /** What it is made of, with the weights that are in effect. */
  readonly blocks: readonly VectorBlock[];
  /** Whether it can say which words of a text speak for a label, without a model's time for each word. */
  readonly explains: boolean;
  /** Models have embedded so many records of the pool, and queries draw from these; absent where it is all of them. */
  readonly drawsFrom?: number;
  /** The languages of the pool, the largest share first, where they were looked at. */
  readonly languages?: readonly LanguageShare[];
  /** What models do not read of it. */
  readonly cut?: readonly CutTexts[];
  /** What is wrong with some of the vectors. */
  readonly problem?: Message;
  /** Why the lexical embedder serves instead of what was asked for. */
  readonly fellBack?: Message;
  /** Whether a download that the user has not agreed to yet would change that. */
  readonly offerDownload?: boolean;
  /** Whether to download the model again might change it. */
  readonly offerAgain?: boolean;
  /** Whether to agree to a server elsewhere would change it, or to give it a key. */
  readonly offerServer?: boolean;
  readonly offerKey?: boolean;
}

export type PreparedVectors =
  | { readonly kind: 'ready' }
  /** The pool is in a language that the model does not know. */
  | { readonly kind: 'otherLanguage' }
  /** The model does not come with the product on this platform. */
  | { readonly kind: 'absent' };

/** What an error of a model, one that crossed between processes included, says may be done about it. */
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
