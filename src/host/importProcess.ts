import { fork } from 'node:child_process';
import { CancelledError, reasonOf, throwIfAborted, UnreachableError } from '../core/errors.ts';
import type { ImportRequest } from '../core/interchange/answersPlan.ts';
import { howEnded } from '../core/messages/howEnded.ts';
import { message } from '../core/messages/messages.ts';
import { Rpc, type Channel, type Handlers, type Remote } from '../protocol/rpc.ts';
import {
  importAnswers,
  planImport,
  undoImport,
  type Imported,
  type ImportWork,
} from './importToProject.ts';

/** Imports on behalf of an open window, in a process of their own. */
export interface ImportApi {
  plan(params: ImportParams): Promise<Imported>;
  run(params: ImportParams & ImportBy): Promise<Imported>;
  /** Whether the step was in effect. */
  undo(params: ImportBy & { readonly path: string; readonly step: number }): Promise<boolean>;
}

interface ImportParams {
  /** Of the project file. */
  readonly path: string;
  readonly request: ImportRequest;
}

interface ImportBy {
  readonly annotator: string;
  readonly window: string;
}

const handlers: Handlers<ImportApi> = {
  plan: ({ path, request }, work) => planImport(path, request, work),
  run: ({ path, request, annotator, window }, work) =>
    importAnswers(path, request, { annotator, window, ...work }),
  undo: ({ path, step, annotator, window }) => undoImport(path, step, { annotator, window }),
};

/** Serves the process that forked this one, and ends with it. */
export function serveImports(): void {
  const channel: Channel = {
    send: (told) => void process.send?.(told),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) =>
      void process.once('disconnect', () =>
        listener(new UnreachableError(message('process.starterGone', {}))),
      ),
  };
  new Rpc<Record<never, never>, ImportApi>(channel, handlers);
  process.once('disconnect', () => process.exit(0));
}

/**
 * Calls a process that is started for it, and that an abort ends: a transaction of it that is not
 * complete then never happened.
 * @param cliModule `dist/cli.js`
 * @throws CancelledError; UnreachableError if the process ends early
 */
export async function inImportProcess<T>(
  cliModule: string,
  call: (remote: Remote<ImportApi>, work: ImportWork) => Promise<T>,
  { signal, onProgress }: ImportWork,
): Promise<T> {
  throwIfAborted(signal);
  const child = fork(cliModule, ['import', '--serve'], {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=8192'],
    // The desktop's extension host is an Electron binary; this makes it run as plain Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const rpc = new Rpc<ImportApi>({
    send: (told) => {
      if (child.connected) child.send(told as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => {
      child.once('exit', (code, by) =>
        listener(new UnreachableError(message('engine.ended', { why: howEnded(code, by) }))),
      );
      child.once('error', (error) =>
        listener(new UnreachableError(message('engine.ended', { why: reasonOf(error) }))),
      );
    },
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await call(rpc.remote, onProgress ? { onProgress } : {});
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    child.kill('SIGKILL');
    await ended;
  }
}
