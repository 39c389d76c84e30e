import type { WasmInstance } from './wasmAssembler.ts';

/** Runs a kernel's functions on several threads, including this one, in shared memory. */
export interface ThreadPool {
  /** Number of parallel calls, one of them on this thread: 1 without other threads. */
  readonly size: number;
  /**
   * Calls a function once per list of arguments, at most `size`; returns when all calls have ended.
   * @returns false if a thread did not respond; the pool is then closed
   */
  run(name: string, calls: readonly (readonly number[])[]): boolean;
  close(): void;
}

/** Starts threads for a kernel and its shared memory. */
export type StartThreads = (instance: WasmInstance<object>) => ThreadPool;
