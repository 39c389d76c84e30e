import { createHook, type AsyncHook } from 'node:async_hooks';

/**
 * Callbacks less than this many milliseconds apart count as one: promises continue right after their event.
 */
const together = 0.02;

/**
 * Measures the main thread's busy stretches in milliseconds: a callback with everything in the same turn.
 * Work run by `time` is excluded and recorded in `apart`.
 */
export class BusyTimes {
  readonly busy: number[] = [];
  readonly apart: number[] = [];
  readonly #hook: AsyncHook;
  #depth = 0;
  #begin = 0;
  #end = -Infinity;
  #apartNow = 0;

  constructor() {
    this.#hook = createHook({
      before: () => {
        if (this.#depth++ > 0) return;
        const now = performance.now();
        if (now - this.#end < together) return;
        this.#close();
        this.#begin = now;
      },
      after: () => {
        this.#depth = Math.max(0, this.#depth - 1);
        if (this.#depth === 0) this.#end = performance.now();
      },
    });
    this.#hook.enable();
  }

  /** Times a piece of work separately from the rest of its callback. */
  time<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      const took = performance.now() - began;
      this.apart.push(took);
      this.#apartNow += took;
    }
  }

  stop(): void {
    this.#hook.disable();
    this.#close();
  }

  #close(): void {
    if (this.#end > this.#begin && this.#begin > 0) {
      this.busy.push(Math.max(0, this.#end - this.#begin - this.#apartNow));
    }
    this.#apartNow = 0;
    this.#begin = 0;
  }
}
