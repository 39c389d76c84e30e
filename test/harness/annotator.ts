import type { Panel } from './panel.ts';

/** An annotator at the annotation panel: reads what is on screen and presses keys, nothing else. */
export class Annotator {
  readonly #panel: Panel;
  readonly #patience: number;

  /** @param patience for anything to come on screen, in milliseconds */
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

  /** Presses a key, once the page takes answers, and waits until another record is on screen. @returns its text */
  async press(key: string): Promise<string> {
    const before = await this.read();
    // With three answers on their way to the disk, or an undo, the page takes none.
    await this.#panel.frame.locator('.answers .label:not([aria-disabled])').first().waitFor();
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
   * @param keyOf the oracle: the key of a text's true label
   * @returns the texts, in the order in which they were shown
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

  /** Waits until every answer has been saved, as the page shows it. */
  async saved(): Promise<void> {
    await this.#panel.frame.waitForFunction(
      () => document.querySelector('.is-saving') === null,
      undefined,
      { timeout: this.#patience },
    );
  }
}
