import type { Panel } from './panel.ts';

/** An annotator who uses the panel by keyboard alone and sees only what is on screen. */
export class Annotator {
  readonly #panel: Panel;
  readonly #patience: number;

  /** @param patience timeout of every wait, in milliseconds */
  constructor(panel: Panel, patience: number) {
    this.#panel = panel;
    this.#patience = patience;
  }

  /** The text of the record on screen, once there is one. */
  async read(): Promise<string> {
    const text = this.#panel.frame.locator('.record .text');
    await text.waitFor();
    return (await text.textContent()) ?? '';
  }

  /**
   * Presses a key once the page takes answers, and waits for the next record.
   * @returns its text
   */
  async press(key: string): Promise<string> {
    const before = await this.read();
    // The page refuses answers while three are unsaved or an undo is pending.
    await this.#panel.frame
      .locator('.answers .label:not([aria-disabled]), .verdict:not([aria-disabled])')
      .filter({ visible: true })
      .first()
      .waitFor();
    await this.#panel.press(key);
    await this.#panel.frame.waitForFunction(
      (text) => {
        const shown = document.querySelector<HTMLElement>('.record .text');
        return shown?.checkVisibility() === true && shown.textContent !== text;
      },
      before,
      { timeout: this.#patience },
    );
    return this.read();
  }

  /**
   * Labels records by their texts.
   * @param keyOf the key of a text's true label
   * @returns the texts, in the order shown
   */
  async label(count: number, keyOf: (text: string) => string): Promise<string[]> {
    const texts: string[] = [];
    let text = await this.read();
    while (texts.length < count) {
      texts.push(text);
      text = await this.press(keyOf(text));
    }
    return texts;
  }

  /** Waits until the page shows every answer as saved. */
  async saved(): Promise<void> {
    await this.#panel.frame.waitForFunction(
      () => document.querySelector('.is-saving') === null,
      undefined,
      { timeout: this.#patience },
    );
  }
}
