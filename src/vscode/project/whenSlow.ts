/** Calls back after so many milliseconds; what it returns takes that back. */
export type Timer = (ms: number, then: () => void) => () => void;

/** Work that takes longer is shown. */
const slowMs = 1000;

/**
 * Shows work that takes longer than a second, until it has ended.
 * @param show what it returns takes away what is shown
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
