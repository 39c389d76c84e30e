import type { Page } from 'playwright-core';
import { encodeGif, type Picture } from './encodeGif.ts';

/** Screenshots of a window, each with the time for which it is shown. */
export class Film {
  readonly #page: Page;
  readonly #shots: { readonly png: Buffer; readonly ms: number }[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  /** Adds a screenshot of the window, shown for `ms` milliseconds. */
  async frame(ms: number): Promise<void> {
    this.#shots.push({ png: await this.#page.screenshot({ caret: 'hide' }), ms });
  }

  /** The film as an animated GIF. */
  async gif(): Promise<Uint8Array> {
    const pictures: Picture[] = [];
    for (const { png, ms } of this.#shots) {
      pictures.push({ ...(await decodePng(this.#page, png)), ms });
    }
    return encodeGif(pictures);
  }
}

/** Decodes in the browser, which saves a PNG library. */
async function decodePng(page: Page, png: Buffer): Promise<Omit<Picture, 'ms'>> {
  const { width, height, base64 } = await page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let text = '';
    for (let from = 0; from < data.length; from += 0x8000) {
      text += String.fromCharCode(...data.subarray(from, from + 0x8000));
    }
    return { width: bitmap.width, height: bitmap.height, base64: btoa(text) };
  }, png.toString('base64'));
  return { width, height, rgba: Buffer.from(base64, 'base64') };
}
