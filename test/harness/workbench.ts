/**
 * A VS Code window in a headless Chromium, driven as a user would: palette, quick picks, keys, panels.
 *
 * Every function waits for an event, never for a time to pass, and fails after `PATIENCE`, naming what it
 * waited for. With MARGINALIA_SCREENSHOTS=1 screenshots go to test/output/.
 *
 *     await workbench.runCommand('Marginalia: New Project from File…');
 *     await workbench.pick('text');                  // the quick pick that comes up
 *     await workbench.answer('reviews');             // an input box
 *     const panel = await workbench.panel('reviews'); // a webview by its title
 *     await panel.press('1');                        // a key in it
 *     await panel.frame.getByText('Saved').waitFor();
 *     await workbench.screenshot('labelled');
 */
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/setup/browser.mjs';
import { findPanel } from './panel.ts';
import type { Panel } from './panel.ts';
import { writeScreenshot } from './screenshots.ts';
import type { TestServer } from './server.ts';

/** Milliseconds until something counts as hung: far more than a busy machine needs. */
export const PATIENCE = 300_000;
/** Milliseconds without a response until the palette is closed and reopened. */
const REOPEN_AFTER = 10_000;

export interface WindowSize {
  readonly width: number;
  readonly height: number;
  /** Screenshot pixels per window pixel; 1 by default. */
  readonly scale?: number;
}

/**
 * A toast hides after ten seconds, which a busy machine may miss; the notification center keeps it and
 * shows later ones.
 */
const toastPatienceMs = 60_000;

/**
 * Opens a local folder in a new browser window and waits until VS Code is drawn.
 * @param folder absolute path
 */
export async function openWorkbench(
  server: Pick<TestServer, 'origin'>,
  folder: string,
  size: WindowSize = { width: 1280, height: 800 },
): Promise<Workbench> {
  const browser = await launchBrowser();
  try {
    const { scale: deviceScaleFactor = 1, ...viewport } = size;
    const context = await browser.newContext({ viewport, deviceScaleFactor });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const workbench = new Workbench(browser, page);
    await page.goto(`${server.origin}/?${new URLSearchParams({ folder })}`);
    await workbench.drawn();
    return workbench;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #console: string[] = [];

  constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('console', (message) => this.#console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.#console.push(`error: ${error.message}`));
  }

  /** Console output of the window and its panels, for failure messages. */
  consoleLines(): readonly string[] {
    return this.#console;
  }

  /** Waits until the window is drawn and connected to its extension host. */
  async drawn(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    // The remote indicator leaves its "opening" state once connected.
    await this.page
      .locator('.part.statusbar [id="status.host"]')
      .filter({ hasNotText: /opening/i })
      .waitFor();
  }

  /**
   * Runs a command by its full palette title: "Marginalia: Open Panel". Waits for the extension host, which registers
   * the commands of extensions.
   */
  async runCommand(title: string): Promise<void> {
    const row = this.quickPickRow(title);
    // Without a match the palette may offer similar commands.
    const unknown = this.quickInput
      .getByText('No matching commands')
      .or(this.quickInput.getByText('similar commands'));
    const deadline = Date.now() + PATIENCE;
    // The palette lists the commands registered when it opens, so it is reopened until the command appears.
    while (Date.now() < deadline) {
      await this.#openPalette(title);
      // The list may neither contain the command nor report that it is missing.
      const shown = row.or(unknown).filter({ visible: true }).first();
      await shown.waitFor({ timeout: REOPEN_AFTER }).catch(() => undefined);
      if (await row.isVisible()) return row.click();
      await this.page.keyboard.press('Escape');
      await this.quickInput.waitFor({ state: 'hidden' });
    }
    throw new Error(`The palette has no command "${title}".`);
  }

  async #openPalette(text: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.quickInput.locator('input[type="text"]');
    await input.waitFor();
    await input.fill(`>${text}`);
  }

  /** The open quick pick or input box. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /**
   * Waits for a quick pick with an entry of exactly this label, accepts it, and waits until the quick pick is gone
   * or shows something else: the next one may have entries of the same label.
   */
  async pick(label: string): Promise<void> {
    const row = this.quickPickRow(label);
    await row.waitFor();
    const before = await this.page.evaluate(quickInputContent, undefined);
    await row.click();
    await this.page.waitForFunction(quickInputContent, before);
  }

  /** Ticks entries of a multi-select quick pick, and accepts. Other entries keep their state. */
  async pickMany(labels: readonly string[]): Promise<void> {
    for (const label of labels) await this.quickPickRow(label).click();
    await this.accept();
  }

  /**
   * Presses Enter in the open quick pick or input box, and waits until it is gone or shows something else:
   * until then typed text would still go into this one.
   */
  async accept(): Promise<void> {
    const before = await this.page.evaluate(quickInputContent, undefined);
    await this.quickInput.locator('input[type="text"]').press('Enter');
    await this.page.waitForFunction(quickInputContent, before);
  }

  /** An entry of the open quick pick by its exact label. */
  quickPickRow(label: string): Locator {
    return this.quickInput
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) })
      .first();
  }

  /**
   * Fills the open input box (or the filter of a quick pick) and accepts.
   * @param prompt if given, waits until the box shows this prompt, title or placeholder
   */
  async answer(text: string, prompt?: string | RegExp): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]');
    await input.waitFor();
    if (prompt !== undefined) {
      const shown = this.quickInput
        .getByText(prompt)
        .or(this.quickInput.getByPlaceholder(prompt))
        .filter({ visible: true })
        .first();
      await shown.waitFor();
    }
    await input.fill(text);
    await this.accept();
  }

  /** Waits for a notification containing the text. Its buttons: `(await notification('…')).getByRole('button')`. */
  async notification(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notification-toast').filter({ hasText: text }).first();
    const isSeen = await toast.waitFor({ timeout: toastPatienceMs }).then(
      () => true,
      () => false,
    );
    if (isSeen) return toast;
    await this.runCommand('Notifications: Show Notifications');
    const listed = this.page
      .locator('.notifications-center .notification-list-item')
      .filter({ hasText: text })
      .first();
    await listed.waitFor();
    return listed;
  }

  /** A button of the open modal dialog. */
  dialogButton(name: string): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true });
  }

  /** Waits for a status bar item containing the text. */
  async statusBarItem(text: string | RegExp): Promise<Locator> {
    const item = this.page
      .locator('.part.statusbar .statusbar-item')
      .filter({ hasText: text })
      .first();
    await item.waitFor();
    return item;
  }

  /**
   * Waits for a webview, in an editor tab or a view, by its title, until its page has a body.
   * @throws Error after `PATIENCE`, listing the titles of the open webviews
   */
  async panel(title: string | RegExp): Promise<Panel> {
    return findPanel(this.page, title, PATIENCE);
  }

  /** Opens a file of the folder through Quick Open. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const input = this.quickInput.locator('input[type="text"]');
    await input.waitFor();
    await input.fill(name);
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: name }).first().waitFor();
    await this.accept();
    await this.page.getByRole('tab', { name: new RegExp(escapeRegExp(name)) }).waitFor();
  }

  /** Selects files in the open Explorer and chooses a command of their menu. */
  async inExplorer(files: readonly string[], command: string): Promise<void> {
    const { page } = this;
    const rowOf = (file: string): Locator =>
      page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: file }).first();
    if (files.length > 1) {
      for (const file of files) await rowOf(file).click({ modifiers: ['ControlOrMeta'] });
    }
    await this.chooseInMenu(rowOf(files.at(-1)!), command);
  }

  /**
   * Chooses an entry of a row's menu, reopening it until it has the entry: the extension may still be loading,
   * or the context of the last choice be on its way. Chooses by keyboard, since a click right after a menu opens
   * counts as the end of the opening click.
   */
  async chooseInMenu(row: Locator, entry: string): Promise<void> {
    const { page } = this;
    const menu = page.locator('.monaco-menu');
    const item = menu.getByRole('menuitem', { name: entry });
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      assert.ok(Date.now() < deadline, `the menu has no entry "${entry}"`);
      await row.click({ button: 'right' });
      await menu.getByRole('menuitem').first().waitFor();
      if (await item.isVisible()) break;
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    }
    await item.hover();
    await menu.locator('.action-item.focused').filter({ hasText: entry }).waitFor();
    await page.keyboard.press('Enter');
    await item.waitFor({ state: 'hidden' });
  }

  /** Reloads the window; panels found before become invalid. */
  async reload(): Promise<void> {
    // By command, which saves everything first; the browser's reload may be too early for that.
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.drawn();
  }

  /** Writes test/output/NAME.png; see `writeScreenshot` for when. */
  async screenshot(name: string): Promise<void> {
    await writeScreenshot(this.page, name);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** What the quick input shows, with its placeholders; undefined while that is `before`. Runs in the page. */
function quickInputContent(before: string | undefined): string | undefined {
  const widget = document.querySelector<HTMLElement>('.quick-input-widget');
  const placeholders = [...(widget?.querySelectorAll('input') ?? [])].map((one) => one.placeholder);
  const content =
    widget?.checkVisibility() === true ? [widget.innerText, ...placeholders].join('\n') : 'none';
  return content === before ? undefined : content;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
