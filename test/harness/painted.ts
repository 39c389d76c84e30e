import type { Frame, Page } from 'playwright-core';

/** One more than a page needs that waits for its own paint: one frame draws, the next comes after it. */
const FRAMES = 3;

/**
 * Waits until what is drawn now is on screen. A page may ignore keys that were pressed before its
 * question was.
 */
export async function painted(page: Page | Frame): Promise<void> {
  await page.evaluate(
    (count) =>
      new Promise<void>((resolve) => {
        const next = (left: number): void => {
          if (left === 0) resolve();
          else requestAnimationFrame(() => next(left - 1));
        };
        next(count);
      }),
    FRAMES,
  );
}
