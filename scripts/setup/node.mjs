import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun, run } from './command.mjs';
import { cacheDir } from './paths.mjs';
import { logStep } from './terminal.mjs';

/** Required by the VS Code server; also runs TypeScript tests directly. */
const REQUIRED_MAJOR = 24;

const executable = process.platform === 'win32' ? 'node.exe' : 'node';

/** @param {number} major */
const homeOf = (major) => join(cacheDir, major === REQUIRED_MAJOR ? 'node' : `node${major}`);

/** @param {number} major */
const binaryOf = (major) => join(homeOf(major), 'node_modules/node/bin', executable);

/**
 * A Node of a major version: the first on the PATH, or else one fetched into `.vscode-test`.
 * @param {number} major
 * @returns {Promise<string>} its path
 */
export async function ensureNode(major) {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const binary = join(folder, executable);
    if (!existsSync(binary)) continue;
    const { output } = await run(binary, ['--version']);
    if (output.startsWith(`v${major}.`)) return binary;
  }
  if (!existsSync(binaryOf(major))) await fetchNode(major);
  return binaryOf(major);
}

/** @param {number} major */
async function fetchNode(major) {
  logStep(`Fetching Node ${major} into .vscode-test`);
  // The `node` package installs its binary by an install script.
  await mustRun(`fetch Node ${major}`, 'npm', [
    'install',
    '--prefix',
    homeOf(major),
    `node@${major}`,
    '--ignore-scripts=false',
    '--no-audit',
    '--no-fund',
  ]);
}

/**
 * Runs the rest of the script on a recent enough Node: this one, or, if it is too old, one fetched
 * from the package registry into `.vscode-test/node`. Call it first, with `import.meta.url`.
 * @param {string} script the running script's URL
 * @returns {Promise<boolean>} false if another process has done the work and this one should exit.
 */
export async function onRecentNode(script) {
  if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) return true;
  const binary = binaryOf(REQUIRED_MAJOR);
  if (!existsSync(binary)) {
    logStep(`Node ${process.versions.node} is older than ${REQUIRED_MAJOR}`);
    await fetchNode(REQUIRED_MAJOR);
  }
  const child = spawn(binary, [fileURLToPath(script), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  // Ctrl+C reaches both processes of the terminal; this one waits until the other has exited
  // cleanly.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${binary} did not start: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  return false;
}
