import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CancelledError } from '../../core/errors.ts';
import type { NpmCommand } from './findNpm.ts';

export interface NpmRun {
  /** Working directory; npm reads its settings, besides the user's own. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal: AbortSignal;
  /** Called with each line of output. */
  readonly onLine: (line: string) => void;
}

export interface NpmResult {
  readonly code: number;
  readonly lines: readonly string[];
}

/**
 * Runs npm to completion.
 * @throws CancelledError on abort, after npm and all its child processes have ended.
 */
export async function runNpm(
  { file, args }: NpmCommand,
  wanted: readonly string[],
  { folder, env = process.env, signal, onLine }: NpmRun,
): Promise<NpmResult> {
  if (signal.aborted) throw new CancelledError();
  const child = spawn(file, [...args, ...wanted], {
    cwd: folder,
    env,
    // A process group, so that child processes end with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const end = (): void => endTree(child);
  signal.addEventListener('abort', end, { once: true });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (line.trim() === '') return;
      lines.push(line);
      onLine(line);
    });
  }
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit) => resolve(exit ?? 1));
    });
    if (signal.aborted) throw new CancelledError();
    return { code, lines };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Kills without a grace period: the folder is deleted anyway. */
function endTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}
