import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun } from './command.mjs';
import { UserError, logStep } from './terminal.mjs';

const EXECUTABLES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const INSTALL_PATHS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * @returns {string | undefined} the path of an installed Chromium; MARGINALIA_CHROMIUM takes
 * precedence
 */
export function findChromium() {
  const named = process.env['MARGINALIA_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new UserError(`MARGINALIA_CHROMIUM names ${named}, which does not exist.`);
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = EXECUTABLES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...INSTALL_PATHS].find((path) => existsSync(path));
}

/**
 * The path of a Chromium; installs one from Debian's archive if necessary and permitted.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    logStep('Installing Chromium (apt-get install chromium)');
    await mustRun('refresh the list of packages', 'apt-get', ['update']);
    await mustRun(
      'install Chromium',
      'apt-get',
      ['install', '-y', '--no-install-recommends', 'chromium'],
      { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
    );
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new UserError(
    'The browser tests need Chromium, and none was found. Install it (on Debian and Ubuntu: ' +
      '`sudo apt-get install chromium`), or set MARGINALIA_CHROMIUM to the path of a Chromium or Chrome.',
  );
}
