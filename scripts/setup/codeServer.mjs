import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { cacheDir } from './paths.mjs';
import { logStep } from './terminal.mjs';

const VERSION = '4.139.1';
const home = join(cacheDir, 'code-server');
const packageFolder = join(home, 'node_modules/code-server');

/** The VS Code server inside code-server: its entry is `out/server-main.js`. */
export const serverFolder = join(packageFolder, 'lib/vscode');

function isPresent() {
  const manifest = join(packageFolder, 'package.json');
  return (
    existsSync(manifest) &&
    JSON.parse(readFileSync(manifest, 'utf8')).version === VERSION &&
    // npm writes this file as its last step, so an interrupted installation is repeated.
    existsSync(join(serverFolder, 'node_modules/.package-lock.json'))
  );
}

/**
 * Installs the VS Code server: the npm package `code-server` contains VS Code's own workbench and
 * extension host. None of its packages needs an install script.
 */
export async function ensureCodeServer() {
  if (isPresent()) return;
  logStep(`Fetching the VS Code server (code-server ${VERSION}), once; this takes a minute or two`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await mustRun('fetch the VS Code server', 'npm', [
    'install',
    '--prefix',
    home,
    `code-server@${VERSION}`,
    ...quiet,
  ]);
  await mustRun(
    "install the VS Code server's dependencies",
    'npm',
    ['install', '--omit=dev', ...quiet],
    { cwd: serverFolder },
  );
}
