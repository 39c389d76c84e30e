import { fork, type ChildProcess } from 'node:child_process';
import type { Embedder } from '../core/embed/embedder.ts';
import { HumanError, throwIfAborted } from '../core/errors.ts';
import type { EmbedderApi, LoadedEmbedder } from '../protocol/embedder.ts';
import { ChannelClosedError, Rpc, type Channel, type RemoteError } from '../protocol/rpc.ts';

export interface EmbedderProcessOptions {
  /** The process's bundle, `dist/embedder.mjs`. */
  readonly modulePath: string;
  /** A model that comes with the product. */
  readonly name: string;
  readonly signal?: AbortSignal;
}

/** A process that ends so many times over the same texts is given up. */
const mostStarts = 3;

/**
 * Opens a sentence model in a process of its own. One that ends is started again, and goes on with the texts
 * it was given; `close` ends it.
 * @throws HumanError where the model cannot be used, or its process keeps ending; CancelledError.
 */
export async function openEmbedderProcess(options: EmbedderProcessOptions): Promise<Embedder> {
  throwIfAborted(options.signal);
  const embedder = new EmbedderProcess(options);
  try {
    await embedder.load(options.signal);
  } catch (error) {
    await embedder.close();
    throw error;
  }
  return embedder;
}

class EmbedderProcess implements Embedder {
  readonly #options: EmbedderProcessOptions;
  #child: ChildProcess | undefined;
  #rpc: Rpc<EmbedderApi> | undefined;
  #loaded: LoadedEmbedder | undefined;

  constructor(options: EmbedderProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#loaded!.name;
  }

  get dimensions(): number {
    return this.#loaded!.dimensions;
  }

  get fingerprint(): string {
    return this.#loaded!.fingerprint;
  }

  get maxTokens(): number | undefined {
    return this.#loaded!.maxTokens;
  }

  load(signal?: AbortSignal): Promise<void> {
    return this.#try(async () => undefined, signal);
  }

  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    return this.#try((rpc) => rpc.remote.embed({ texts }, signal ? { signal } : {}), signal);
  }

  async close(): Promise<void> {
    this.#rpc?.close('The process of the model was ended.');
    this.#child?.kill();
    this.#rpc = undefined;
    this.#child = undefined;
  }

  async #try<T>(
    work: (rpc: Rpc<EmbedderApi>) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    for (let starts = 1; ; starts++) {
      try {
        return await work(await this.#running(signal));
      } catch (error) {
        throwIfAborted(signal);
        if (error instanceof ChannelClosedError) {
          if (starts < mostStarts) continue;
          throw new HumanError(
            `The process of the model ${this.#options.name} keeps ending (${error.message}).`,
            { cause: error },
          );
        }
        if (error instanceof Error && error.name === 'HumanError') {
          const { details = {} } = error as Partial<RemoteError>;
          throw Object.assign(new HumanError(error.message, { cause: error }), details);
        }
        throw error;
      }
    }
  }

  async #running(signal: AbortSignal | undefined): Promise<Rpc<EmbedderApi>> {
    if (this.#rpc) return this.#rpc;
    const { modulePath, name } = this.#options;
    const child = fork(modulePath, [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const rpc = new Rpc<EmbedderApi>(channelTo(child));
    const ended = (why: string): void => {
      rpc.close(why);
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#rpc = undefined;
    };
    child.once('exit', (code, by) => ended(by ?? `code ${code}`));
    child.on('error', (error) => ended(error.message));
    this.#child = child;
    this.#rpc = rpc;
    this.#loaded = await rpc.remote.load({ name }, signal ? { signal } : {});
    return rpc;
  }
}

function channelTo(child: ChildProcess): Channel {
  return {
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    // The exit is heard by whoever started it.
    onClose: () => undefined,
  };
}
