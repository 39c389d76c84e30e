/** @import { ChildProcess } from 'node:child_process' */
import { spawn } from 'node:child_process';

/**
 * Whether to start children `detached`, as leaders of a process group, so that their tree can be
 * killed.
 */
export const usesProcessGroup = process.platform !== 'win32';

/**
 * Kills a process and all its descendants.
 * @param {ChildProcess} child started with `detached: usesProcessGroup`
 * @param {NodeJS.Signals} signal
 */
export function killTree(child, signal) {
  if (child.pid === undefined) return;
  if (!usesProcessGroup) {
    if (child.exitCode === null) {
      spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    }
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already exited.
  }
}

/**
 * Kills a child's tree when this process exits for any reason.
 * @param {ChildProcess} child
 */
export function killOnExit(child) {
  const end = () => killTree(child, 'SIGKILL');
  process.on('exit', end);
  child.on('close', () => process.off('exit', end));
}

/** The signals that end a script, with the shell's exit codes. */
export const EXIT_SIGNALS = /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]);

/** Makes Ctrl+C, `kill` and a closed terminal run this process's exit listeners. */
export function exitOnSignals() {
  for (const [signal, code] of EXIT_SIGNALS) process.on(signal, () => process.exit(code));
}
