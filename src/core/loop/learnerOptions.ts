import type { Message } from '../messages/message.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { Store } from '../store/store.ts';
import type { WriteQueue } from './journal/writeQueue.ts';
import type { Orphan } from './answers/orphanedAnswers.ts';
import type { EmbedParams } from '../engine/embeddingApi.ts';
import type { Engine } from '../engine/engineApi.ts';
import type { OpenPoolParams } from '../engine/poolApi.ts';

/** The engine process as its owner sees it. */
export interface EngineHandle {
  /** The engine that runs now; throws when it was given up. */
  readonly remote: Engine;
  onEvent(listener: (event: { kind: 'restarted' | 'gaveUp'; why: Message }) => void): void;
  restart(): void;
  dispose(): void;
}

export interface ActiveLearnerOptions {
  readonly project: ProjectFile;
  readonly store: Store;
  /** What writes into the store. */
  readonly writeQueue: WriteQueue;
  readonly engine: EngineHandle;
  readonly pool: OpenPoolParams;
  readonly embed: EmbedParams;
  readonly annotator: string;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
  /** A fresh unique id. */
  readonly newId: () => string;
  /** The language of what people read. */
  /** Databases in the same folder whose project files are gone, while this one has no answers. */
  readonly orphans?: readonly Orphan[];
  /** Called once when the store's file is not on the disk any more. */
  readonly onLost?: () => void;
  /** Called with every error of the background work, besides what the view shows. */
  readonly onError: (error: unknown) => void;
}
