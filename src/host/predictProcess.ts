import { removePart } from '../adapters/files/replaceFile.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { PredictRequest } from '../core/predict/predictRequest.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import type { PredictOptions } from '../vscode/ports.ts';
import { inOwnProcess } from './ownProcess.ts';

/** Predicts for an open window, in a separate process. */
export interface PredictApi {
  /** @param params.file path of the file to write */
  predict(params: PredictRequest & { readonly file: string }): Promise<PredictSummary>;
}

export interface PredictFor extends Pick<
  PredictRequest,
  'path' | 'modelsDir' | 'servers' | 'trusted'
> {
  readonly cliModule: string;
  /** Whether a file belongs to the project and must not be overwritten. */
  readonly isProjectFile: (path: string) => boolean;
}

/**
 * Predicts the pool of an open project in a separate process, so that labelling can go on. The file gets its
 * final name only when complete; a failure leaves nothing.
 * @throws UserError if nothing is trained or the file cannot be written; CancelledError
 */
export async function predictInChildProcess(
  { to, file, signal, onProgress, ...options }: PredictOptions,
  { cliModule, isProjectFile, ...project }: PredictFor,
): Promise<PredictSummary> {
  if (isProjectFile(file)) throw new UserError(message('export.ownFile', { path: file }));
  const request = { ...project, ...options, to, file };
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  return inOwnProcess<PredictApi, PredictSummary>(
    { cliModule, command: 'predict', onEnd: (id) => removePart(file, id) },
    (remote, on) => remote.predict(request, on),
    work,
  );
}
