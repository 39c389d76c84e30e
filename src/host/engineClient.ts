import { exitReason } from '../core/messages/exitReason.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { fork, type ChildProcess } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { UnreachableError, UserError, reasonOf } from '../core/errors.ts';
import type { EngineApi, EngineHostApi, ScoreParams } from '../protocol/engineProcess.ts';
import { Rpc, type Channel, type Remote } from '../protocol/rpc.ts';

export interface EngineClientOptions {
  /** The engine's bundle, `dist/engine.mjs`. */
  readonly modulePath: string;
  /** Command-line arguments; see `main.ts`. */
  readonly args?: readonly string[];
  readonly log: (level: 'info' | 'warning' | 'error', message: Message | string) => void;
  /** Scores by acquisition functions registered by extensions; omitted if there are none. */
  readonly score?: (params: ScoreParams) => Promise<Float32Array> | Float32Array;
}

function noFunction({ name }: ScoreParams): never {
  throw new UserError(message('acquisition.noneRegistered', { name }));
}

/** After more exits than this within a minute, the engine stays down until the user retries. */
const maxRestarts = 3;
const restartWindowMs = 60_000;
/** Exit code of an aborted process if no signal is reported. */
const abortCode = 134;

/**
 * The host's side of the engine process: starts it, calls it, and restarts it when it dies. Calls
 * that are pending or made while it is down are rejected with `UnreachableError`.
 */
export class EngineClient {
  readonly #options: EngineClientOptions;
  readonly #exits: number[] = [];
  #listener: (event: EngineEvent) => void = () => undefined;
  #process: ChildProcess | undefined;
  #rpc: Rpc<EngineApi, EngineHostApi> | undefined;
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#start();
  }

  /** The running engine. Do not store it: a restart replaces it. */
  get remote(): Remote<EngineApi> {
    if (!this.#rpc) throw new Error('The engine has been disposed of.');
    return this.#rpc.remote;
  }

  /** Process id, for tests and reports. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Sets the only listener. */
  onEvent(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
  }

  /** Starts a process if none is running. */
  restart(): void {
    if (this.#disposed || this.#process) return;
    this.#start();
  }

  dispose(): void {
    this.#disposed = true;
    this.#rpc?.close(new UnreachableError(message('engine.shutDown', {})));
    this.#process?.removeAllListeners();
    this.#process?.kill();
    this.#process = undefined;
  }

  #start(): void {
    const { log, modulePath, args = [], score = noFunction } = this.#options;
    const child = fork(modulePath, args, {
      serialization: 'advanced',
      execArgv: [],
      // The desktop's extension host is an Electron binary; this makes it run as plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    child.stdout?.on('data', (data: Buffer) => log('info', data.toString().trimEnd()));
    let outOfMemory = false;
    child.stderr?.on('data', (data: Buffer) => {
      const text = data.toString();
      outOfMemory ||= /out of memory/i.test(text);
      log('warning', text.trimEnd());
    });
    this.#rpc = new Rpc<EngineApi, EngineHostApi>(channelTo(child), {
      log: ({ level, message }) => log(level, message),
      score,
    });
    child.once('exit', (code, signal) => {
      const handleEnd = (): void =>
        this.#exited(
          child,
          outOfMemory ? message('process.outOfMemory', {}) : exitReason(code, signal),
        );
      // Its last output may still arrive and explain the abort.
      if (signal === 'SIGABRT' || code === abortCode) child.once('close', handleEnd);
      else handleEnd();
    });
    // Not `once`: a process that is ending may report an error for every undelivered message.
    child.on('error', (error) => this.#exited(child, reasonOf(error)));
  }

  #exited(child: ChildProcess, why: Message): void {
    if (this.#disposed || this.#process !== child) return;
    this.#process = undefined;
    // A process that fails to start emits an error but no exit.
    this.#rpc?.close(new UnreachableError(message('engine.ended', { why })));
    this.#options.log('error', message('engine.ended', { why }));
    const now = performance.now();
    this.#exits.push(now);
    const recentExits = this.#exits.filter((at) => now - at < restartWindowMs).length;
    if (recentExits > maxRestarts) {
      this.#listener({ kind: 'gaveUp', why });
      return;
    }
    this.#start();
    this.#listener({ kind: 'restarted', why });
  }
}

export type EngineEvent =
  /** It exited and was restarted without state: pool, embeddings and head must be reopened. */
  | { readonly kind: 'restarted'; readonly why: Message }
  /** It keeps exiting; it stays down until `restart`. */
  | { readonly kind: 'gaveUp'; readonly why: Message };

function channelTo(child: ChildProcess): Channel {
  return {
    turn: setImmediate,
    send: (message) => {
      // A process that exits closes its channel first, or the message is lost in transit: either
      // way the exit event rejects the call, so errors can be ignored here.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => {
      child.once('exit', (code, signal) => {
        listener(new UnreachableError(message('engine.ended', { why: exitReason(code, signal) })));
      });
    },
  };
}
