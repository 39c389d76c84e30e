import type { PredictApi } from './predictProcess.ts';
import { serveParent } from './ownProcess.ts';
import { predictRecords } from './predictRecords.ts';
import { writeFile } from './writeFile.ts';

/** Serves the parent process until it disconnects. */
export function servePredictions(): void {
  serveParent<PredictApi>({
    predict: ({ file, ...request }, work) =>
      predictRecords(request, work, (content) => writeFile(file, content)),
  });
}
