/** Calls back after `ms` milliseconds; returns a function that cancels. */
export type Timer = (ms: number, callback: () => void) => () => void;

/** Longer work is shown. */
const slowMs = 1000;

/**
 * Shows work that takes longer than a second until it ends.
 * @param show returns a function that hides it
 */
export function whenSlow(work: Promise<unknown>, show: () => () => void, timer: Timer): void {
  let hide: (() => void) | undefined;
  const stop = timer(slowMs, () => (hide = show()));
  const ended = (): void => {
    stop();
    hide?.();
  };
  work.then(ended, ended);
}
