/** What a slice may take, in milliseconds: keys typed meanwhile are not felt to wait. */
const budget = 5;

/** How long single turns took, for tests and reports. */
export interface SliceClock {
  longestMs: number;
}

/**
 * Runs work piece by piece, giving the event loop its turn whenever the budget is used up.
 * Resolves with whether it came to its end: false after an abort.
 * @param work yields after each small piece
 */
export async function inSlices(
  work: Generator<void>,
  signal: AbortSignal,
  clock: SliceClock = { longestMs: 0 },
): Promise<boolean> {
  for (;;) {
    if (signal.aborted) return false;
    const began = performance.now();
    let done: boolean | undefined;
    let took = 0;
    while (!done && took < budget) {
      done = work.next().done;
      took = performance.now() - began;
    }
    clock.longestMs = Math.max(clock.longestMs, took);
    if (done) return true;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
