import type { ImportRequest } from '../core/interchange/answersPlan.ts';
import type { ImportKey, ImportUndone } from '../core/store/importsFound.ts';
import type { Handlers, Remote } from '../protocol/rpc.ts';
import {
  importAnswers,
  planImport,
  undoImport,
  type ImportResult,
  type ImportWork,
} from './importToProject.ts';
import { inOwnProcess, serveParent } from './ownProcess.ts';

/** Imports for an open window, in a separate process. */
export interface ImportApi {
  plan(params: ImportParams): Promise<ImportResult>;
  run(params: ImportParams & ImportBy): Promise<ImportResult>;
  undo(
    params: ImportBy & { readonly path: string; readonly key: ImportKey },
  ): Promise<ImportUndone>;
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
  undo: ({ path, key, annotator, window }) => undoImport(path, key, { annotator, window }),
};

/** Serves the parent process until it disconnects. */
export function serveImports(): void {
  serveParent(handlers);
}

/**
 * Starts a process for one call. An abort ends the process, which rolls back its open transaction.
 * @param cliModule `dist/cli.js`
 * @throws CancelledError; UnreachableError if the process ends early
 */
export function inImportProcess<T>(
  cliModule: string,
  call: (remote: Remote<ImportApi>, work: ImportWork) => Promise<T>,
  work: ImportWork,
): Promise<T> {
  return inOwnProcess({ cliModule, command: 'import' }, call, work);
}
