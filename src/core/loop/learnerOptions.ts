import type { Message } from '../messages/message.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { Store } from '../store/store.ts';
import type { Turn } from './journal/knownAnswers.ts';
import type { WriteQueue } from './journal/writeQueue.ts';
import type { Orphan } from './answers/orphanedAnswers.ts';
import type { EmbedParams } from '../engine/embeddingApi.ts';
import type { Engine } from '../engine/engineApi.ts';
import type { OpenPoolParams } from '../engine/poolApi.ts';

/** The engine process as its owner sees it. */
export interface EngineHandle {
  /** The running engine; throws if it was given up. */
  readonly remote: Engine;
  onEvent(listener: (event: { kind: 'restarted' | 'gaveUp'; why: Message }) => void): void;
  restart(): void;
  dispose(): void;
}

export interface ActiveLearnerOptions {
  readonly project: ProjectFile;
  readonly store: Store;
  readonly writeQueue: WriteQueue;
  readonly engine: EngineHandle;
  readonly pool: OpenPoolParams;
  readonly embed: EmbedParams;
  readonly annotator: string;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
  /** Yields to pending events. */
  readonly turn: Turn;
  /** Creates a unique id. */
  readonly newId: () => string;
  /** Databases in the same folder with missing project files; only while this project has no answers. */
  readonly orphans?: readonly Orphan[];
  /** Called once, when the store's file has disappeared. */
  readonly onLost?: () => void;
  /** Called with every error in background work, in addition to what the view shows. */
  readonly onError: (error: unknown) => void;
}
