import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkOptions } from '../core/engine/engineApi.ts';
import { CancelledError, reasonOf, throwIfAborted, UnreachableError } from '../core/errors.ts';
import { exitReason } from '../core/messages/exitReason.ts';
import { message } from '../core/messages/messages.ts';
import { Rpc, type Channel, type Handlers, type Remote } from '../protocol/rpc.ts';

export interface OwnProcess {
  /** `dist/cli.js` */
  readonly cliModule: string;
  /** The command that serves the parent. */
  readonly command: 'import' | 'model' | 'predict';
  /** Called with the process id after the process has ended for any reason. */
  readonly onEnd?: (id: number) => Promise<void>;
}

/** Serves the parent process until it disconnects. */
export function serveParent<Api>(handlers: Handlers<Api>): void {
  const channel: Channel = {
    send: (sent) => void process.send?.(sent),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) =>
      void process.once('disconnect', () =>
        listener(new UnreachableError(message('process.starterGone', {}))),
      ),
  };
  new Rpc<Record<never, never>, Api>(channel, handlers);
  process.once('disconnect', () => process.exit(0));
}

/**
 * Starts a process for one call. An abort ends the process and removes its temporary files.
 * @throws CancelledError; UnreachableError if the process ends early
 */
export async function inOwnProcess<Api, T>(
  { cliModule, command, onEnd }: OwnProcess,
  call: (remote: Remote<Api>, work: WorkOptions) => Promise<T>,
  { signal, onProgress }: WorkOptions,
): Promise<T> {
  throwIfAborted(signal);
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-process-'));
  const child = fork(cliModule, [command, '--serve'], {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=8192'],
    // The desktop's extension host is an Electron binary; this makes it run as plain Node.
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      // The folder for temporary files, on Unix and on Windows.
      TMPDIR: tempFolder,
      TEMP: tempFolder,
      TMP: tempFolder,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const rpc = new Rpc<Api>({
    send: (sent) => {
      if (child.connected) child.send(sent as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => {
      child.once('exit', (code, exitSignal) =>
        listener(
          new UnreachableError(message('engine.ended', { why: exitReason(code, exitSignal) })),
        ),
      );
      child.once('error', (error) =>
        listener(new UnreachableError(message('engine.ended', { why: reasonOf(error) }))),
      );
    },
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    throwIfAborted(signal);
    return await call(rpc.remote, onProgress ? { onProgress } : {});
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    child.kill('SIGKILL');
    await ended;
    if (child.pid !== undefined) await onEnd?.(child.pid);
    // Its own child processes may hold a file open for a moment.
    await rm(tempFolder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
