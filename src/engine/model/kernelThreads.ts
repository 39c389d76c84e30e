import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ThreadPool, StartThreads } from '../../core/math/kernels/threadPool.ts';
import type { WasmInstance } from '../../core/math/kernels/wasmAssembler.ts';
import { maxThreads } from '../../core/math/kernels/quantizedVectors.ts';

/**
 * Layout of the memory shared with a thread: ready flag, numbers of the requested and the finished
 * call, function index, arguments.
 */
const [readySlot, requestedSlot, finishedSlot, functionSlot, argumentsSlot] = [
  0, 1, 2, 3, 4,
] as const;
const maxArguments = 16;
/** Milliseconds of one wait for a thread. */
const waitMs = 100;
/** After this many waits a thread counts as dead. */
const maxWaits = 100;

/** Sleeps between calls outside any event loop, so that a call begins within microseconds. */
const threadSource = `
const { module, memory, shared } = require('node:worker_threads').workerData;
const functions = Object.values(new WebAssembly.Instance(module, { host: { memory } }).exports);
Atomics.store(shared, ${readySlot}, 1);
for (let last = 0; ; ) {
  Atomics.wait(shared, ${requestedSlot}, last);
  const call = Atomics.load(shared, ${requestedSlot});
  if (call === last) continue;
  last = call;
  functions[shared[${functionSlot}]](...shared.subarray(${argumentsSlot}));
  Atomics.store(shared, ${finishedSlot}, call);
  Atomics.notify(shared, ${finishedSlot});
}`;

/** One thread for every further core, at most three. */
export const startKernelThreads: StartThreads = (instance) =>
  new KernelThreads(instance, Math.min(availableParallelism(), maxThreads) - 1);

/** Threads that share the memory of a kernel; each runs one call at a time. */
export class KernelThreads implements ThreadPool {
  readonly #names: readonly string[];
  readonly #functions: readonly ((...args: readonly number[]) => void)[];
  readonly #waits: number;
  #threads: KernelThread[];

  /** @param waits of 100 ms before a thread counts as dead; not a time, since the machine may sleep */
  constructor(instance: WasmInstance<object>, threads: number, waits = maxWaits) {
    this.#waits = waits;
    this.#names = Object.keys(instance.kernel);
    this.#functions = Object.values(instance.kernel) as (() => void)[];
    this.#threads = Array.from({ length: threads }, () => new KernelThread(instance));
  }

  get size(): number {
    return 1 + this.#threads.filter((thread) => thread.ready).length;
  }

  run(name: string, calls: readonly (readonly number[])[]): boolean {
    const number = this.#names.indexOf(name);
    const threads = this.#threads.filter((thread) => thread.ready).slice(0, calls.length - 1);
    threads.forEach((thread, i) => thread.begin(number, calls[i]!));
    for (const call of calls.slice(threads.length)) this.#functions[number]!(...call);
    const finished = threads.map((thread) => thread.finish(this.#waits));
    if (finished.every(Boolean)) return true;
    this.close();
    return false;
  }

  close(): void {
    for (const thread of this.#threads) thread.close();
    this.#threads = [];
  }
}

class KernelThread {
  readonly #shared = new Int32Array(new SharedArrayBuffer(4 * (argumentsSlot + maxArguments)));
  readonly #worker: Worker;
  #calls = 0;

  constructor({ module, memory }: WasmInstance<object>) {
    const workerData = { module, memory, shared: this.#shared };
    this.#worker = new Worker(threadSource, { eval: true, workerData });
    this.#worker.unref();
    // A thread that cannot start never becomes ready and gets no calls.
    this.#worker.on('error', () => this.close());
  }

  get ready(): boolean {
    return Atomics.load(this.#shared, readySlot) === 1;
  }

  begin(number: number, call: readonly number[]): void {
    this.#shared[functionSlot] = number;
    this.#shared.set(call, argumentsSlot);
    Atomics.store(this.#shared, requestedSlot, ++this.#calls);
    Atomics.notify(this.#shared, requestedSlot);
  }

  /** @returns false if the call has not ended after `waits` waits */
  finish(waits: number): boolean {
    for (let waited = 0; ;) {
      const finished = Atomics.load(this.#shared, finishedSlot);
      if (finished === this.#calls) return true;
      if (waited === waits) return false;
      if (Atomics.wait(this.#shared, finishedSlot, finished, waitMs) === 'timed-out') waited++;
    }
  }

  close(): void {
    Atomics.store(this.#shared, readySlot, 0);
    void this.#worker.terminate();
  }
}
