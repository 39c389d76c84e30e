/** @import { Browser } from 'playwright-core' */
import { ensureChromium } from './chromium.mjs';

/**
 * Starts a headless Chromium that connects only to the page's own server.
 * @returns {Promise<Browser>}
 */
export async function launchBrowser() {
  const executablePath = await ensureChromium();
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
