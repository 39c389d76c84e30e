import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Crew, GatherCrew } from '../core/math/crew.ts';
import type { WasmRoom } from '../core/math/wasm.ts';
import { mostParts } from '../core/math/wordVectors.ts';

/** What this thread and a helper share: whether it is there, the numbers of calls, and the call. */
const [ready, asked, done, which, argumentsFrom] = [0, 1, 2, 3, 4] as const;
const mostArguments = 16;
/** Milliseconds of one wait for a helper, and so many of them before it is given up: it must have died. */
const wait = 100;
const patience = 100;

/** A helper sleeps between calls; no event loop takes part, so that a call begins within microseconds. */
const helper = `
const { module, memory, shared } = require('node:worker_threads').workerData;
const functions = Object.values(new WebAssembly.Instance(module, { host: { memory } }).exports);
Atomics.store(shared, ${ready}, 1);
for (let last = 0; ; ) {
  Atomics.wait(shared, ${asked}, last);
  const call = Atomics.load(shared, ${asked});
  if (call === last) continue;
  last = call;
  functions[shared[${which}]](...shared.subarray(${argumentsFrom}));
  Atomics.store(shared, ${done}, call);
  Atomics.notify(shared, ${done});
}`;

/** A helper for every further core, three at the most; none where there is no further core. */
export const gatherCrew: GatherCrew = (room) =>
  new KernelCrew(room, Math.min(availableParallelism(), mostParts) - 1);

/** Threads that share a memory, each of them at one call at a time. */
export class KernelCrew implements Crew {
  readonly #names: readonly string[];
  readonly #functions: readonly ((...args: readonly number[]) => void)[];
  readonly #waits: number;
  #helpers: Helper[];

  /** @param waits of a tenth of a second for a helper. Not a time: the machine may sleep meanwhile */
  constructor(room: WasmRoom<object>, helpers: number, waits = patience) {
    this.#waits = waits;
    this.#names = Object.keys(room.kernel);
    this.#functions = Object.values(room.kernel) as (() => void)[];
    this.#helpers = Array.from({ length: helpers }, () => new Helper(room));
  }

  get size(): number {
    return 1 + this.#helpers.filter((helper) => helper.ready).length;
  }

  run(name: string, calls: readonly (readonly number[])[]): boolean {
    const number = this.#names.indexOf(name);
    const helpers = this.#helpers.filter((helper) => helper.ready).slice(0, calls.length - 1);
    helpers.forEach((helper, i) => helper.begin(number, calls[i]!));
    for (const call of calls.slice(helpers.length)) this.#functions[number]!(...call);
    const finished = helpers.map((helper) => helper.finish(this.#waits));
    if (finished.every(Boolean)) return true;
    this.close();
    return false;
  }

  close(): void {
    for (const helper of this.#helpers) helper.close();
    this.#helpers = [];
  }
}

class Helper {
  readonly #shared = new Int32Array(new SharedArrayBuffer(4 * (argumentsFrom + mostArguments)));
  readonly #worker: Worker;
  #calls = 0;

  constructor({ module, memory }: WasmRoom<object>) {
    const workerData = { module, memory, shared: this.#shared };
    this.#worker = new Worker(helper, { eval: true, workerData });
    this.#worker.unref();
    // One that cannot be had never gets ready, and nobody waits for it.
    this.#worker.on('error', () => this.close());
  }

  get ready(): boolean {
    return Atomics.load(this.#shared, ready) === 1;
  }

  begin(number: number, call: readonly number[]): void {
    this.#shared[which] = number;
    this.#shared.set(call, argumentsFrom);
    Atomics.store(this.#shared, asked, ++this.#calls);
    Atomics.notify(this.#shared, asked);
  }

  /** @returns false if it did not within so many waits */
  finish(waits: number): boolean {
    for (let waited = 0; ;) {
      const ended = Atomics.load(this.#shared, done);
      if (ended === this.#calls) return true;
      if (waited === waits) return false;
      if (Atomics.wait(this.#shared, done, ended, wait) === 'timed-out') waited++;
    }
  }

  close(): void {
    Atomics.store(this.#shared, ready, 0);
    void this.#worker.terminate();
  }
}
