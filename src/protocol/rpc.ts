import type { Message as UserMessage } from '../core/messages/message.ts';
import type { OnProgress, Progress } from '../core/progress.ts';
import {
  IncomingLists,
  longListsIn,
  partSize,
  withList,
  type ListPath,
  type LongList,
} from './longLists.ts';

/**
 * A request/reply protocol for every boundary: host and engine process, host and webview. A call
 * carries an id; its reply carries the value or the error, so that errors keep their name and
 * message across the boundary. Calls can be cancelled and can report progress. When the other side
 * closes, all pending calls are rejected, so that no caller hangs.
 */

/** A two-way channel of structured-cloneable messages. */
export interface Channel {
  send(message: unknown): void;
  /** Sets the only listener. */
  onMessage(listener: (message: unknown) => void): void;
  /** @param listener called with the error that rejects all further calls. */
  onClose(listener: (gone: Error) => void): void;
  /**
   * Yields to pending events. Present on channels that copy a message when it is sent: long lists are then
   * sent in parts with turns in between, and other messages may overtake them. A list must not be changed
   * until its call is answered.
   */
  readonly turn?: () => Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Passed to a handler in addition to its parameters. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** An API is an interface whose members are functions of one parameter that return a promise. */
type Method = (params: never, options?: never) => Promise<unknown>;

/** The caller's side of an API. */
export type Remote<Api> = {
  readonly [K in keyof Api]: Api[K] extends (params: infer P, ...rest: never[]) => Promise<infer R>
    ? (params: P, options?: CallOptions) => Promise<R>
    : never;
};

/** The callee's side of an API. */
export type Handlers<Api> = {
  readonly [K in keyof Api]: Api[K] extends (params: infer P, ...rest: never[]) => Promise<infer R>
    ? (params: P, context: CallContext) => Promise<R> | R
    : never;
};

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** What caused it, for the log. */
  readonly cause?: string;
  /** Further own enumerable properties of the error, e.g. `problem` of a UserError. */
  readonly details?: Readonly<Record<string, string | number | boolean | UserMessage>>;
}

type Message =
  | { kind: 'call'; id: number; method: string; params: unknown; lists?: ListPath[] }
  | { kind: 'part'; id: number; of: 'call' | 'result'; list: number; items: readonly unknown[] }
  | { kind: 'cancel'; id: number }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'result'; id: number; value: unknown; lists?: ListPath[] }
  | { kind: 'error'; id: number; error: WireError };

type CallOrResult = Extract<Message, { kind: 'call' | 'result' }>;

/** An error thrown on the other side. `name` is the original's name. */
export class RemoteError extends Error {
  readonly details: NonNullable<WireError['details']>;
  readonly remoteStack: string | undefined;
  constructor(error: WireError) {
    super(error.message, error.cause === undefined ? undefined : { cause: error.cause });
    this.name = error.name;
    this.details = error.details ?? {};
    this.remoteStack = error.stack;
  }
}

type RawHandlers = Partial<Record<string, (params: unknown, context: CallContext) => unknown>>;

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress: OnProgress | undefined;
  release(): void;
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'kind' in message && 'id' in message;
}

function isUserMessage(value: unknown): value is UserMessage {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value;
}

function cancelled(): RemoteError {
  return new RemoteError({ name: 'CancelledError', message: 'Cancelled.' });
}

function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const details: Record<string, string | number | boolean | UserMessage> = {};
  // An error forwarded from a third process keeps its details.
  const own = error instanceof RemoteError ? error.details : error;
  for (const [key, value] of Object.entries(own)) {
    if (key === 'name' || key === 'message' || key === 'stack') continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      details[key] = value;
    } else if (isUserMessage(value)) {
      details[key] = value;
    }
  }
  return {
    name: error.name,
    message: error.message,
    details,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error || typeof error.cause === 'string'
      ? { cause: String(error.cause) }
      : {}),
  };
}

/** One end of a channel: calls the API of the other side and serves its own. */
export class Rpc<Theirs, Ours = Record<never, Method>> {
  readonly #channel: Channel;
  readonly #handlers: RawHandlers;
  readonly #pending = new Map<number, PendingCall>();
  readonly #running = new Map<number, AbortController>();
  /** Lists that arrive in parts, of calls by the other side and of results of own calls. */
  readonly #incoming = { call: new IncomingLists(), result: new IncomingLists() };
  #nextId = 1;
  #closed: Error | undefined;

  /** Calls the other side: `rpc.remote.fit(params, { signal, onProgress })`. */
  readonly remote: Remote<Theirs>;

  constructor(channel: Channel, handlers?: Handlers<Ours>) {
    this.#channel = channel;
    this.#handlers = handlers ?? {};
    this.remote = new Proxy({} as Remote<Theirs>, {
      get: (_, method) =>
        // A proxy with `then` would be taken for a promise when returned from async code.
        typeof method === 'string' && method !== 'then'
          ? (params: unknown, options?: CallOptions) => this.#call(method, params, options)
          : undefined,
    });
    channel.onMessage((message) => this.#receive(message));
    channel.onClose((gone) => this.close(gone));
  }

  /** Rejects pending and future calls and aborts running handlers. */
  close(gone: Error): void {
    if (this.#closed !== undefined) return;
    this.#closed = gone;
    for (const pending of this.#pending.values()) {
      pending.release();
      pending.reject(gone);
    }
    this.#pending.clear();
    for (const running of this.#running.values()) running.abort();
    this.#running.clear();
  }

  #call(method: string, params: unknown, options: CallOptions = {}): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const { signal, onProgress } = options;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => this.#channel.send({ kind: 'cancel', id } satisfies Message);
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      signal?.addEventListener('abort', cancel, { once: true });
      const release = (): void => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, { resolve, reject, onProgress, release });
      const sent = this.#send({ kind: 'call', id, method, params }, signal);
      sent?.then((isSent) => {
        // The other side does not answer a call of which only parts have arrived.
        if (!isSent) this.#settle(id)?.reject(cancelled());
      }, reject);
    });
  }

  #settle(id: number): PendingCall | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    return pending;
  }

  /**
   * Sends a message, long lists first.
   * @returns a promise only if there are any: of false if it was cancelled before
   */
  #send(message: CallOrResult, signal?: AbortSignal): Promise<boolean> | undefined {
    const { turn } = this.#channel;
    const lists = turn ? longListsIn(message.kind === 'call' ? message.params : message.value) : [];
    if (turn && lists.length > 0) return this.#sendLists(message, lists, turn, signal);
    this.#channel.send(message);
    return undefined;
  }

  async #sendLists(
    message: CallOrResult,
    lists: readonly LongList[],
    turn: () => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { id, kind: of } = message;
    for (const [list, { items }] of lists.entries()) {
      for (let from = 0; from < items.length; from += partSize) {
        const part = items.slice(from, from + partSize);
        this.#channel.send({ kind: 'part', id, of, list, items: part } satisfies Message);
        await turn();
        // Its end rejects the call.
        if (this.#closed !== undefined) return true;
        if (signal?.aborted) return false;
      }
    }
    const paths = lists.map(({ path }) => path);
    const rest = (value: unknown): unknown =>
      paths.reduce<unknown>((whole, path) => withList(whole, path, []), value);
    this.#channel.send(
      message.kind === 'call'
        ? { ...message, params: rest(message.params), lists: paths }
        : { ...message, value: rest(message.value), lists: paths },
    );
    return true;
  }

  #receive(message: unknown): void {
    if (!isMessage(message)) return;
    switch (message.kind) {
      case 'call':
        void this.#serve(
          message.id,
          message.method,
          this.#incoming.call.complete(message.id, message.params, message.lists),
        );
        return;
      case 'part':
        this.#incoming[message.of].add(message.id, message.list, message.items);
        return;
      case 'cancel':
        this.#incoming.call.drop(message.id);
        this.#running.get(message.id)?.abort();
        return;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.progress);
        return;
      case 'result': {
        const { id, value, lists } = message;
        const whole = this.#incoming.result.complete(id, value, lists);
        this.#settle(id)?.resolve(whole);
        return;
      }
      case 'error':
        this.#settle(message.id)?.reject(new RemoteError(message.error));
    }
  }

  async #serve(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const onProgress: OnProgress = (progress) => {
      if (this.#closed === undefined) this.#channel.send({ kind: 'progress', id, progress });
    };
    let reply: CallOrResult | Extract<Message, { kind: 'error' }>;
    try {
      const handler = Object.hasOwn(this.#handlers, method) ? this.#handlers[method] : undefined;
      if (!handler) throw new Error(`There is no method "${method}" on this side.`);
      const value = await handler(params, { signal: controller.signal, onProgress });
      reply = { kind: 'result', id, value };
    } catch (error) {
      reply = { kind: 'error', id, error: toWire(error) };
    }
    this.#running.delete(id);
    if (this.#closed !== undefined) return;
    if (reply.kind === 'error') this.#channel.send(reply);
    else await this.#send(reply);
  }
}
