import { cpSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../setup/browser.mjs';
import { buildHostTests } from '../setup/build.mjs';
import { root, cacheDir } from '../setup/paths.mjs';
import { freePort, prepareHome, startServer } from '../setup/server.mjs';
import { TEST_SETTINGS } from './testSettings.mjs';

/**
 * Runs test/vscode inside the extension host of a real VS Code: starts a server, and opens a page that names
 * the extension under development and its tests. VS Code reports the result to the page.
 * @param {{ grep?: string; timeoutMs: number }} options
 * @returns {Promise<import('./tiers.mjs').Outcome>}
 */
export async function runHostTier({ grep, timeoutMs }) {
  await buildHostTests();
  const scratch = mkdtempSync(join(tmpdir(), 'marginalia-host-'));
  const workspace = join(scratch, 'workspace');
  mkdirSync(workspace);
  const results = join(scratch, 'results.json');
  /** @type {NodeJS.ProcessEnv} */
  const env = { MARGINALIA_TEST_RESULTS: results };
  if (grep !== undefined) env['MARGINALIA_TEST_GREP'] = grep;

  const home = prepareHome(scratch, TEST_SETTINGS);
  // Another extension that uses Marginalia's API; installed, since only one can be under development.
  cpSync(
    join(root, 'test/fixtures/exampleExtension'),
    join(home.extensions, 'marginalia-tests.marginalia-example-1.0.0'),
    { recursive: true },
  );
  const server = await startServer({
    home,
    port: (await freePort()) ?? 0,
    testDriver: true,
    env,
  });
  try {
    const { code, log } = await watchRun(address(server.port, workspace), timeoutMs);
    if (!existsSync(results)) {
      throw new Error(`the tests did not run (exit code ${code})\n${log}\n${server.log()}`);
    }
    return JSON.parse(readFileSync(results, 'utf8'));
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Opens the page that runs the tests and waits until VS Code reports their end.
 * @param {string} url
 * @param {number} timeoutMs
 * @returns {Promise<{ code: number; log: string }>}
 */
async function watchRun(url, timeoutMs) {
  const browser = await launchBrowser();
  /** @type {PromiseWithResolvers<number>} */
  const ended = Promise.withResolvers();
  let log = '';
  const late = setTimeout(
    () =>
      ended.reject(new Error(`Not finished after ${timeoutMs / 1000} s, so it was ended.\n${log}`)),
    timeoutMs,
  );
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationExit', ended.resolve);
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
        log += `${args.join(' ')}\n`;
      },
    );
    await page.goto(url);
    return { code: await ended.promise, log };
  } finally {
    clearTimeout(late);
    await browser.close();
  }
}

/**
 * @param {number} port
 * @param {string} folder
 */
function address(port, folder) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const query = new URLSearchParams({
    folder,
    payload: JSON.stringify([
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(join(cacheDir, 'host/run.cjs'))],
    ]),
  });
  return `http://127.0.0.1:${port}/?${query}`;
}
