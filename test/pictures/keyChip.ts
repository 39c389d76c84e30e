import type { Page } from 'playwright-core';

/** An overlay that shows the pressed key to the viewers of a film. */
export class KeyChip {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Adds the chip to the page, hidden. */
  static async on(page: Page): Promise<KeyChip> {
    await page.evaluate(() => {
      const chip = document.createElement('div');
      chip.id = 'pressed-key';
      const key = document.createElement('span');
      const meaning = document.createElement('span');
      chip.append(key, meaning);
      Object.assign(chip.style, {
        position: 'fixed',
        left: '300px',
        bottom: '52px',
        transform: 'translateX(-50%)',
        zIndex: '100000',
        display: 'none',
        alignItems: 'center',
        gap: '16px',
        padding: '12px 22px 12px 12px',
        borderRadius: '13px',
        background: '#f5f5f5',
        color: '#1b1b1b',
        font: '600 23px system-ui, sans-serif',
        boxShadow: '0 0 0 1px #00000080',
      });
      Object.assign(key.style, {
        minWidth: '30px',
        padding: '7px 12px 9px',
        borderRadius: '8px',
        background: '#ffffff',
        border: '1px solid #8a8a8a',
        borderBottomWidth: '4px',
        textAlign: 'center',
        fontSize: '26px',
      });
      document.body.append(chip);
    });
    return new KeyChip(page);
  }

  async show(key: string, meaning: string): Promise<void> {
    await this.#page.evaluate(
      (texts) => {
        const chip = document.querySelector<HTMLElement>('#pressed-key')!;
        texts.forEach((text, i) => (chip.children[i]!.textContent = text));
        chip.style.display = 'flex';
      },
      [key, meaning],
    );
  }

  async hide(): Promise<void> {
    await this.#page.evaluate(() => {
      document.querySelector<HTMLElement>('#pressed-key')!.style.display = 'none';
    });
  }
}
