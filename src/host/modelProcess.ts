import type { ModelExport, ModelWork, WrittenModel } from '../core/modelFolder/exportRequest.ts';
import { removeLeftovers } from '../adapters/modelFolder/writeFolder.ts';
import { inOwnProcess } from './ownProcess.ts';

/** Exports models for an open window, in a separate process. */
export interface ModelApi {
  exportModel(params: ModelParams): Promise<WrittenModel>;
}

interface ModelParams extends Pick<ModelWork, 'modelsDir' | 'trusted'> {
  /** Of the project file. */
  readonly path: string;
  readonly request: ModelExport;
}

/**
 * As `exportModel`, in a separate process.
 * @param cliModule `dist/cli.js`
 */
export function exportModelInChildProcess(
  cliModule: string,
  path: string,
  request: ModelExport,
  { signal, onProgress, ...sources }: ModelWork,
): Promise<WrittenModel> {
  const onEnd = (id: number): Promise<void> => removeLeftovers(request.to, id);
  return inOwnProcess<ModelApi, WrittenModel>(
    { cliModule, command: 'model', onEnd },
    (remote, work) => remote.exportModel({ path, request, ...sources }, work),
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
}
