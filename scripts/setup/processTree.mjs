/** @import { ChildProcess } from 'node:child_process' */
import { spawn } from 'node:child_process';

/** Whether a child must be started `detached` for its tree to be ended as one: it then leads a process group. */
export const leadsGroup = process.platform !== 'win32';

/**
 * Ends a process and all that it started.
 * @param {ChildProcess} child started with `detached: leadsGroup`
 * @param {NodeJS.Signals} signal
 */
export function killTree(child, signal) {
  if (child.pid === undefined) return;
  if (!leadsGroup) {
    if (child.exitCode === null) {
      spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    }
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has just ended by itself.
  }
}

/**
 * Sees to it that a child's tree does not outlive this process, whatever ends it.
 * @param {ChildProcess} child
 */
export function tieToThisProcess(child) {
  const end = () => killTree(child, 'SIGKILL');
  process.on('exit', end);
  child.on('close', () => process.off('exit', end));
}

/** The signals that end a script, with the exit codes that a shell gives them. */
export const ENDINGS = /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]);

/** Makes Ctrl+C, `kill` and a closed terminal end this process through its exit listeners. */
export function exitOnSignals() {
  for (const [signal, code] of ENDINGS) process.on(signal, () => process.exit(code));
}
