import { serveParent } from './ownProcess.ts';
import { exportModel } from './exportModel.ts';
import type { ModelApi } from './modelProcess.ts';

/** Serves the parent process until it disconnects. */
export function serveModels(): void {
  serveParent<ModelApi>({
    exportModel: ({ path, request, ...sources }, work) =>
      exportModel(path, request, { ...sources, ...work }),
  });
}
