/** What a slice may take, in milliseconds: keys typed during it are not felt to wait. */
const budget = 5;

/**
 * Runs work piece by piece, giving the event loop its turn whenever the budget is used up.
 * Resolves with whether it came to its end: false after an abort.
 * @param work yields after each small piece
 * @param now milliseconds, from any origin
 */
export async function runInSlices(
  work: Generator<void>,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<boolean> {
  for (;;) {
    if (signal.aborted) return false;
    const began = now();
    let done: boolean | undefined;
    do {
      done = work.next().done;
    } while (!done && now() - began < budget);
    if (done) return true;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
