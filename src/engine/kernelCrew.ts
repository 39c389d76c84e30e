import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Crew, GatherCrew } from '../core/math/crew.ts';
import type { WasmRoom } from '../core/math/wasm.ts';
import { mostParts } from '../core/math/wordVectors.ts';

/** What this thread and a helper share: whether it is there, the numbers of calls, and the call. */
const [ready, asked, done, which, argumentsFrom] = [0, 1, 2, 3, 4] as const;
const mostArguments = 16;
/** Milliseconds after which a helper is given up: its part is done here. */
const patience = 1000;

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
  #helpers: Helper[];

  constructor(room: WasmRoom<object>, helpers: number) {
    this.#names = Object.keys(room.kernel);
    this.#functions = Object.values(room.kernel) as (() => void)[];
    this.#helpers = Array.from({ length: helpers }, () => new Helper(room));
  }

  get size(): number {
    return 1 + this.#helpers.filter((helper) => helper.ready).length;
  }

  run(name: string, calls: readonly (readonly number[])[]): void {
    const number = this.#names.indexOf(name);
    const helpers = this.#helpers.filter((helper) => helper.ready);
    const own: (readonly number[])[] = [];
    const given: [Helper, readonly number[]][] = [];
    calls.forEach((call, i) => {
      const free = i > 0 ? helpers[i - 1] : undefined;
      if (!free) return own.push(call);
      free.begin(number, call);
      return given.push([free, call]);
    });
    for (const call of own) this.#functions[number]!(...call);
    for (const [helper, call] of given) {
      if (helper.finish()) continue;
      this.#functions[number]!(...call);
      helper.close();
      this.#helpers = this.#helpers.filter((other) => other !== helper);
    }
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

  /** @returns false if it did not within its time */
  finish(): boolean {
    const until = performance.now() + patience;
    for (;;) {
      const ended = Atomics.load(this.#shared, done);
      if (ended === this.#calls) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#shared, done, ended, left);
    }
  }

  close(): void {
    Atomics.store(this.#shared, ready, 0);
    void this.#worker.terminate();
  }
}
