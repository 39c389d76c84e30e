import type { Message } from '../../messages/message.ts';
import { Signal } from '../loopEvents.ts';
import { watchedEngine } from './watchedEngine.ts';
import type { EmbedParams } from '../../engine/embeddingApi.ts';
import type { Engine } from '../../engine/engineApi.ts';
import { unavailableEngine } from '../../engine/unavailableEngine.ts';

/** The vectors that queries are drawn by. */
export interface PresentVectors {
  /** Fingerprint of the embedding. */
  readonly embedding: string;
  /** Journal position of the event that names them. */
  readonly position: number;
  /** Whether the weight of their lexical block is chosen by cross-validation. */
  readonly weighs: boolean;
  /** How they were made where models embedded a part of the pool; undefined where it is all of it. */
  readonly partOf: EmbedParams | undefined;
}

/** How far the engine is with the pool. */
export type EnginePhase =
  /** Nothing can be asked about the pool. */
  | { readonly kind: 'indexing' }
  /** A large pool is still being indexed; its first records can be read and drawn at random. */
  | { readonly kind: 'readable' }
  /** All of it is indexed, and there are no vectors. */
  | { readonly kind: 'opened' }
  | { readonly kind: 'embedded'; readonly vectors: PresentVectors }
  /** The project is closed; no other phase follows. */
  | { readonly kind: 'closed' };

/** What can be asked of the engine at present. */
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

  /** The engine, or its stand-in while nothing can be asked about the pool. */
  readonly engine = (): Engine => (this.canAsk ? this.#watched : unavailableEngine);

  /** Whether all of the pool is indexed. */
  get isOpen(): boolean {
    return this.#phase.kind === 'opened' || this.#phase.kind === 'embedded';
  }

  /** Whether there are records to ask. */
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
