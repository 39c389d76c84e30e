import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CancelledError } from '../../core/errors.ts';
import type { NpmCommand } from './findNpm.ts';

export interface NpmRun {
  /** npm reads its settings here, beside the user's own. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal: AbortSignal;
  /** Each line of its output as it comes. */
  readonly onLine: (line: string) => void;
}

export interface NpmResult {
  readonly code: number;
  readonly lines: readonly string[];
}

/**
 * Runs npm to its end.
 * @throws CancelledError when the signal is aborted, after npm and everything that it started have ended.
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
    // A group of its own, so that what npm starts can be ended with it.
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

/** There is nothing in the folder that would be worth ending gently for: it is deleted. */
function endTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
