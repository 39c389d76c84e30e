import type { WasmRoom } from './wasm.ts';

/** Threads that run a kernel's functions in its memory beside this one. */
export interface Crew {
  /** Calls that go on at a time, this thread's own among them. */
  readonly size: number;
  /** Runs one function with several lists of arguments, no more than `size`; returns when all are done. */
  run(name: string, calls: readonly (readonly number[])[]): void;
  close(): void;
}

/** Gathers a crew for functions and the shared memory they work in. */
export type GatherCrew = (room: WasmRoom<object>) => Crew;
