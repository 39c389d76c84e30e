import { spawn } from 'node:child_process';
import { killTree, usesProcessGroup, killOnExit } from './processTree.mjs';
import { UserError } from './terminal.mjs';

/**
 * Runs a command to completion.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string; env?: NodeJS.ProcessEnv; show?: boolean; timeoutMs?: number;
 *   signal?: AbortSignal }} [options]
 * `show`: let it write to this terminal instead of collecting its output; `signal` ends it as its time limit does.
 * @returns {Promise<{ code: number; output: string; timedOut: boolean }>} resolves for non-zero
 * codes too.
 */
export function run(command, args, { cwd, env, show = false, timeoutMs, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      detached: usesProcessGroup,
      // npm and code are .cmd files on Windows, which need a shell.
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    });
    killOnExit(child);
    let output = '';
    let timedOut = false;
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const end = () => {
      timedOut = true;
      killTree(child, 'SIGKILL');
    };
    const timer = timeoutMs ? setTimeout(end, timeoutMs) : undefined;
    signal?.addEventListener('abort', end);
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    };
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('close', (code) => {
      release();
      resolve({ code: code ?? 1, output, timedOut });
    });
  });
}

/**
 * As `run`, but a failure ends the script with a message and the command's output.
 * @param {string} what phrase for the message: "install the dependencies"
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function mustRun(what, command, args, options) {
  const { code, output } = await run(command, args, options).catch((error) => {
    throw new UserError(`Could not ${what}: ${command} did not start (${error.message}).`);
  });
  if (code !== 0) {
    throw new UserError(
      `Could not ${what}: \`${command} ${args.join(' ')}\` ended with code ${code}.\n${output}`,
    );
  }
  return output;
}
