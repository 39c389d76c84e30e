import type { Frame, Page } from 'playwright-core';

/** One more than a page needs to see its own paint, which takes the frame that draws and the one after. */
const FRAMES = 3;

/**
 * Waits until the present content is on screen: a page may ignore keys pressed before its question was
 * painted.
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
