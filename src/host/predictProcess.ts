import { removePart } from '../adapters/files/replaceFile.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { PredictRequest } from '../core/predict/predictRequest.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import type { PredictOptions } from '../vscode/ports.ts';
import { inOwnProcess } from './ownProcess.ts';

/** Predicts on behalf of an open window, in a process of its own. */
export interface PredictApi {
  /** @param params.file what to write */
  predict(params: PredictRequest & { readonly file: string }): Promise<PredictSummary>;
}

export interface PredictFor extends Pick<
  PredictRequest,
  'path' | 'modelsDir' | 'servers' | 'trusted'
> {
  readonly cliModule: string;
  /** Whether a file belongs to the project, so that it must not be written over. */
  readonly isOwn: (path: string) => boolean;
}

/**
 * Predicts the pool of an open project beside it, so that labelling goes on. The file gets its name
 * only when it is complete; nothing of it is left otherwise.
 * @throws UserError if nothing is trained, or the file cannot be written; CancelledError
 */
export async function predictApart(
  { to, file, signal, onProgress, ...options }: PredictOptions,
  { cliModule, isOwn, ...project }: PredictFor,
): Promise<PredictSummary> {
  if (isOwn(file)) throw new UserError(message('export.ownFile', { path: file }));
  const request = { ...project, ...options, to, file };
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  return inOwnProcess<PredictApi, PredictSummary>(
    { cliModule, command: 'predict', onEnd: (id) => removePart(file, id) },
    (remote, on) => remote.predict(request, on),
    work,
  );
}
