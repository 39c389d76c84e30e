import type { WasmInstance } from './wasmAssembler.ts';

/** Runs a kernel's functions on several threads, this one among them, in one shared memory. */
export interface ThreadPool {
  /** Calls that can run at once, one of them on this thread: 1 without other threads. */
  readonly size: number;
  /**
   * Calls one function once for each list of arguments, at most `size`; returns when all calls have ended.
   * @returns false if a thread did not answer; the pool is closed then
   */
  run(name: string, calls: readonly (readonly number[])[]): boolean;
  close(): void;
}

/** Starts threads for a kernel and its shared memory. */
export type StartThreads = (instance: WasmInstance<object>) => ThreadPool;
