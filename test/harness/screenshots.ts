import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const output = resolve(dirname(fileURLToPath(import.meta.url)), '../output');

/** Off by default, since screenshots take a quarter of the time of the browser tests. */
export const writesScreenshots = process.env['MARGINALIA_SCREENSHOTS'] === '1';

/**
 * Writes test/output/NAME.png with MARGINALIA_SCREENSHOTS=1, and without it where a test has failed (NAME
 * ends with `failed`).
 */
export async function writeScreenshot(page: Page, name: string): Promise<void> {
  if (!writesScreenshots && !name.endsWith('failed')) return;
  const path = `${output}/${name}.png`;
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
