import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './command.mjs';
import { workshop } from './paths.mjs';
import { say } from './say.mjs';

/** Required by the VS Code server; also runs TypeScript tests directly. */
const WANTED = 24;

const home = join(workshop, 'node');
const binary =
  process.platform === 'win32'
    ? join(home, 'node_modules/node/bin/node.exe')
    : join(home, 'node_modules/node/bin/node');

/**
 * Runs the rest of the script on a recent enough Node: this one, or, if it is too old, one fetched
 * from the package registry into `.vscode-test/node`. Call it first, with `import.meta.url`.
 * @param {string} script the running script's URL
 * @returns {Promise<boolean>} false if another process has done the work and this one should exit.
 */
export async function onRecentNode(script) {
  if (Number(process.versions.node.split('.')[0]) >= WANTED) return true;
  if (!existsSync(binary)) {
    say(
      `Node ${process.versions.node} is older than ${WANTED}: fetching Node ${WANTED} into .vscode-test`,
    );
    // The `node` package installs its binary by an install script.
    await mustRun(`fetch Node ${WANTED}`, 'npm', [
      'install',
      '--prefix',
      home,
      `node@${WANTED}`,
      '--ignore-scripts=false',
      '--no-audit',
      '--no-fund',
    ]);
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
