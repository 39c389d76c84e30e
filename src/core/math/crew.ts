import type { WasmRoom } from './wasm.ts';

/** Threads that run a kernel's functions in its memory beside this one. */
export interface Crew {
  /** Calls that go on at a time, this thread's own among them: 1 when there is nobody else. */
  readonly size: number;
  /**
   * Runs one function with several lists of arguments, no more than `size`; returns when all are done.
   * @returns false where somebody did not do their part, however long one waited: the crew is gone then
   */
  run(name: string, calls: readonly (readonly number[])[]): boolean;
  close(): void;
}

/** Gathers a crew for functions and the shared memory they work in. */
export type GatherCrew = (room: WasmRoom<object>) => Crew;
