import type { Frame, Page } from 'playwright-core';

/** Time from a key press to the paint of the next record, in milliseconds. */
export interface KeyLatency {
  readonly keys: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  /**
   * Keys whose next record came later than the first frame after them; they are timed to the frame that
   * showed it.
   */
  readonly unchanged: number;
}

interface Measured {
  readonly ms: number;
  /** Frames painted before the one that showed the next record. */
  readonly late: number;
}

/** Frames after which a key counts as having had no effect. */
const LAST_FRAME = 120;

/**
 * Starts measuring in the page itself: from the browser's time stamp of a key press to the first task after
 * the frame that drew another record.
 */
export async function measureKeys(page: Page | Frame): Promise<void> {
  await page.evaluate((last) => {
    const known = (window as unknown as { measured?: Measured[] }).measured;
    if (known) {
      known.length = 0;
      return;
    }
    const measured: Measured[] = [];
    Object.assign(window, { measured });
    const shown = (): string => document.querySelector('.record .text')?.textContent ?? '';
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        const before = shown();
        const look = (late: number): void => {
          if (shown() === before && late < last) {
            requestAnimationFrame(() => look(late + 1));
            return;
          }
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => measured.push({ ms: performance.now() - timeStamp, late });
          port2.postMessage(undefined);
        };
        requestAnimationFrame(() => look(0));
      },
      true,
    );
  }, LAST_FRAME);
}

/** Measurements since `measureKeys`. */
export async function keyLatency(page: Page | Frame): Promise<KeyLatency> {
  const measured = await page.evaluate(async () => {
    // The frame of the last key may be still to come.
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    return (window as unknown as { measured: Measured[] }).measured;
  });
  const times = measured.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.ceil(share * times.length) - 1] ?? NaN;
  return {
    keys: times.length,
    median: at(0.5),
    p95: at(0.95),
    worst: at(1),
    unchanged: measured.filter(({ late }) => late > 0).length,
  };
}

export function latencyInWords({ keys, median, p95, worst, unchanged }: KeyLatency): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return `${keys} keys, key to paint: median ${ms(median)}, p95 ${ms(p95)}, worst ${ms(worst)}; not changed at once: ${unchanged}`;
}
