import { exitReason } from '../core/messages/exitReason.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { fork, type ChildProcess } from 'node:child_process';
import type { Embedder } from '../core/embed/embedder.ts';
import {
  UnreachableError,
  UserError,
  reasonOf,
  userMessageOf,
  throwIfAborted,
} from '../core/errors.ts';
import type { EmbedderApi, LoadedEmbedder } from '../protocol/embedderProtocol.ts';
import { Rpc, type Channel, type RemoteError } from '../protocol/rpc.ts';

export interface EmbedderProcessOptions {
  /** The process's bundle, `dist/embedder.mjs`. */
  readonly modulePath: string;
  /** Name and shape of a bundled model, known before it is loaded. */
  readonly model: LoadedEmbedder;
}

/** Starts for the same texts before giving up. */
const maxStarts = 3;

/**
 * Runs a sentence model in a separate process, which starts with the first texts: if all vectors
 * are cached, none starts. A process that dies is restarted and continues with its pending texts;
 * `close` ends it. `embed` throws a UserError if the model cannot be used or its process keeps
 * dying.
 */
export class EmbedderProcess implements Embedder {
  readonly #options: EmbedderProcessOptions;
  #child: ChildProcess | undefined;
  #rpc: Rpc<EmbedderApi> | undefined;
  /** The process with the model loaded. */
  #ready: Promise<Rpc<EmbedderApi>> | undefined;

  constructor(options: EmbedderProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.model.name;
  }

  get dimensions(): number {
    return this.#options.model.dimensions;
  }

  get fingerprint(): string {
    return this.#options.model.fingerprint;
  }

  get maxTokens(): number | undefined {
    return this.#options.model.maxTokens;
  }

  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    return this.#withRestarts(
      (rpc) => rpc.remote.embed({ texts }, signal ? { signal } : {}),
      signal,
    );
  }

  async close(): Promise<void> {
    this.#rpc?.close(new UnreachableError(message('process.ended', {})));
    this.#child?.kill();
    this.#ready = undefined;
    this.#rpc = undefined;
    this.#child = undefined;
  }

  async #withRestarts<T>(
    work: (rpc: Rpc<EmbedderApi>) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    for (let starts = 1; ; starts++) {
      throwIfAborted(signal);
      try {
        return await work(await this.#running(signal));
      } catch (error) {
        throwIfAborted(signal);
        if (error instanceof UnreachableError) {
          if (starts < maxStarts) continue;
          const problem = message('model.keepsEnding', { name: this.name, why: error.reason });
          throw new UserError(problem, { cause: error });
        }
        const problem = userMessageOf(error);
        if (problem !== undefined) {
          const { details = {} } = error as Partial<RemoteError>;
          throw Object.assign(new UserError(problem, { cause: error }), details);
        }
        throw error;
      }
    }
  }

  #running(signal: AbortSignal | undefined): Promise<Rpc<EmbedderApi>> {
    if (!this.#ready) {
      const ready = this.#start(signal);
      this.#ready = ready;
      // Drop a process that failed to load, so that the next caller tries again.
      ready.catch(() => this.#ready === ready && void this.close());
    }
    return this.#ready;
  }

  async #start(signal: AbortSignal | undefined): Promise<Rpc<EmbedderApi>> {
    const child = fork(this.#options.modulePath, [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const rpc = new Rpc<EmbedderApi>(channelTo(child));
    const handleEnd = (why: Message): void => {
      rpc.close(new UnreachableError(why));
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#ready = undefined;
    };
    child.once('exit', (code, exitSignal) => handleEnd(exitReason(code, exitSignal)));
    child.on('error', (error) => handleEnd(reasonOf(error)));
    this.#child = child;
    this.#rpc = rpc;
    const { name, dimensions } = this;
    const loaded = await rpc.remote.load({ name }, signal ? { signal } : {});
    if (loaded.dimensions !== dimensions) {
      throw new Error(`${name} gives ${loaded.dimensions} numbers a text, not ${dimensions}`);
    }
    return rpc;
  }
}

function channelTo(child: ChildProcess): Channel {
  return {
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    // `#start` handles the exit of the process.
    onClose: () => undefined,
  };
}
