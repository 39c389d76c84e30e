import type { Message } from '../../messages/message.ts';
import { Signal } from '../loopEvents.ts';
import { watchedEngine } from './watchedEngine.ts';
import type { EmbedParams } from '../../engine/embeddingApi.ts';
import type { Engine } from '../../engine/engineApi.ts';
import { unavailableEngine } from '../../engine/unavailableEngine.ts';

/** The vectors that queries use. */
export interface PresentVectors {
  /** Fingerprint of the embedding. */
  readonly embedding: string;
  /** Journal position of their `vectors` event. */
  readonly position: number;
  /** Whether cross-validation chooses the weight of their lexical block. */
  readonly weighs: boolean;
  /**
   * The parameters they were computed with, if models embedded only a part of the pool; undefined otherwise.
   */
  readonly partOf: EmbedParams | undefined;
}

/** The engine's progress with the pool. */
export type EnginePhase =
  /** The engine cannot answer requests about the pool. */
  | { readonly kind: 'indexing' }
  /** A large pool is still being indexed; its first records can be read and drawn at random. */
  | { readonly kind: 'readable' }
  /** The whole pool is indexed; there are no vectors. */
  | { readonly kind: 'opened' }
  | { readonly kind: 'embedded'; readonly vectors: PresentVectors }
  /** The project is closed; final. */
  | { readonly kind: 'closed' };

/** Which engine requests are possible at present. */
export class EngineAccess {
  /** A read found a file of the pool changed; `mayRead` says whether to read it again. */
  readonly poolChanged = new Signal<[message: Message, mayRead: () => boolean]>();
  readonly #watched: Engine;
  #phase: EnginePhase = { kind: 'indexing' };

  constructor(handle: { readonly remote: Engine }, store: { lastSeq(): number }) {
    this.#watched = watchedEngine(handle, store, (...news) => this.poolChanged.emit(...news));
  }

  get phase(): EnginePhase {
    return this.#phase;
  }

  enter(phase: EnginePhase): void {
    if (this.#phase.kind !== 'closed') this.#phase = phase;
  }

  /** The engine, or a stand-in that rejects requests while the pool is unavailable. */
  readonly engine = (): Engine => (this.canAsk ? this.#watched : unavailableEngine);

  /** Whether the whole pool is indexed. */
  get isOpen(): boolean {
    return this.#phase.kind === 'opened' || this.#phase.kind === 'embedded';
  }

  /** Whether there are records to draw. */
  get canAsk(): boolean {
    return this.isOpen || this.#phase.kind === 'readable';
  }

  /** Undefined while there are none. */
  get vectors(): PresentVectors | undefined {
    return this.#phase.kind === 'embedded' ? this.#phase.vectors : undefined;
  }

  /** Fingerprint; undefined while there are no vectors. */
  get embedding(): string | undefined {
    return this.vectors?.embedding;
  }
}
