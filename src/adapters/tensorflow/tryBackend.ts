import type { Message } from '../../core/messages/message.ts';
import { exitReason } from '../../core/messages/exitReason.ts';
import { fork } from 'node:child_process';
import { CancelledError } from '../../core/errors.ts';
import type { NativePackage } from '../../core/heads/headBackend.ts';
import type { TrialReport } from './backendTrial.ts';

export type TrialOutcome =
  | { readonly kind: 'works'; readonly version: string }
  /** It loads, but would compute on the CPU: no card, or a CUDA library is missing. */
  | { readonly kind: 'noCard'; readonly missing?: string }
  | { readonly kind: 'failed'; readonly reason: Message }
  /** The process ended without a report: by a signal or with an exit code. */
  | { readonly kind: 'crashed'; readonly how: Message };

export interface TrialOptions {
  /** The bundle of `backendTrial.ts`. */
  readonly trialModule: string;
  /** Contains `node_modules` with the package. */
  readonly folder: string;
  readonly name: NativePackage;
  readonly signal: AbortSignal;
  /** Receives the library's output. */
  readonly log: (text: string) => void;
}

/** On first use a GPU compiles its kernels, which can take minutes. */
const timeoutMs = 5 * 60_000;

/**
 * Loads an installed backend in a separate process, as the engine would.
 * @throws CancelledError on abort.
 */
export function tryBackend(options: TrialOptions): Promise<TrialOutcome> {
  const { trialModule, folder, name, signal, log } = options;
  return new Promise((resolve, reject) => {
    const child = fork(trialModule, [folder, name], {
      // So that files left by a crash are deleted with the folder.
      cwd: folder,
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const end = (): void => void child.kill('SIGKILL');
    const late = setTimeout(end, timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    let report: TrialReport | undefined;
    let said = '';
    child.on('message', (message) => (report = message as TrialReport));
    child.stdout?.on('data', (data: Buffer) => log(data.toString().trimEnd()));
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
      log(data.toString().trimEnd());
    });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      clearTimeout(late);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new CancelledError());
      else resolve(outcomeOf(name, report, said, exitReason(code, killedBy)));
    });
    if (signal.aborted) end();
  });
}

function outcomeOf(
  name: NativePackage,
  report: TrialReport | undefined,
  said: string,
  how: Message,
): TrialOutcome {
  if (!report) return { kind: 'crashed', how };
  if (report.kind === 'failed') return report;
  if (name === 'tfjs-node-gpu' && !report.onCard) {
    const missing = /Could not load dynamic library '([^']+)'/.exec(said)?.[1];
    return { kind: 'noCard', ...(missing === undefined ? {} : { missing }) };
  }
  return { kind: 'works', version: report.version };
}
