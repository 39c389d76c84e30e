/** Milliseconds per slice; short enough that typing does not lag. */
const budget = 5;

/**
 * Runs work in slices and yields to the event loop whenever the budget is used up. Resolves to
 * whether it completed: false after an abort.
 * @param work yields after each small step
 * @param now milliseconds from any origin
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
