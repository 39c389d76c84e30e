import type { Frame, Page } from 'playwright-core';

/** A webview's page. VS Code nests it twice: its own outer frame with the extension's document inside. */
export class Panel {
  /** The extension's document, the root of locators, `evaluate` and the like. */
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /** Focuses the panel like a click into it, without clicking anything. */
  async focus(): Promise<void> {
    const element = await this.frame.frameElement();
    await element.focus();
    await this.frame.evaluate(() => {
      if (document.activeElement === document.body) document.body.focus();
      window.focus();
    });
  }

  /** Presses a key in the panel, such as '1', 'Space', 'Backspace' or 'Shift+Tab'. */
  async press(key: string): Promise<void> {
    await this.focus();
    await this.frame.page().keyboard.press(key);
  }

  /** The visible text. */
  async text(): Promise<string> {
    return this.frame.locator('body').innerText();
  }

  /** Waits until a function of the panel's document is true; it runs in the page on every frame. */
  async until(predicate: () => boolean, timeout: number): Promise<void> {
    await this.frame.waitForFunction(predicate, undefined, { timeout });
  }
}

/**
 * Waits for a webview by its title.
 * @param patience timeout in milliseconds
 */
export async function findPanel(
  page: Page,
  title: string | RegExp,
  patience: number,
): Promise<Panel> {
  const matches = (name: string): boolean =>
    typeof title === 'string' ? name === title : title.test(name);
  const deadline = Date.now() + patience;
  for (;;) {
    const titles = new Map<string, Frame>();
    for (const frame of page.frames()) {
      const name = await titleOf(frame);
      if (name !== undefined) titles.set(name, frame);
    }
    for (const [name, frame] of titles) {
      if (matches(name)) return new Panel(frame);
    }
    const left = deadline - Date.now();
    if (left <= 0) {
      throw new Error(
        `No webview is titled ${title}; there are: ${[...titles.keys()].join(', ') || 'none'}.`,
      );
    }
    await nextFrameEvent(page, left);
  }
}

/** The title of the webview with this inner frame, once its document is written; undefined for others. */
async function titleOf(frame: Frame): Promise<string | undefined> {
  if (frame.name() !== 'active-frame' && frame.parentFrame()?.parentFrame() == null)
    return undefined;
  try {
    const element = await frame.frameElement();
    const id = await element.getAttribute('id');
    if (id !== 'active-frame') return undefined;
    if (!(await frame.evaluate(() => document.body?.childElementCount > 0))) return undefined;
    return (await element.getAttribute('title')) ?? '';
  } catch {
    // The frame was detached in the meantime.
    return undefined;
  }
}

/** Resolves when a frame is added, navigates or the page draws; after `left` milliseconds at the latest. */
async function nextFrameEvent(page: Page, left: number): Promise<void> {
  const drawn = page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())),
  );
  const navigated = page.waitForEvent('framenavigated', { timeout: left }).then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([drawn, navigated]);
}
