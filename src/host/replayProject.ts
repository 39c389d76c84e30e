import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStoreCopy } from '../adapters/sqlite/openStoreCopy.ts';
import { replay, type DifferentBatch, type ReplayReport } from '../core/loop/replay.ts';
import { DrawLog } from '../core/loop/training/drawLog.ts';
import { identityVersion } from '../core/record.ts';
import { EngineClient } from './engineClient.ts';
import { databaseOf } from './projectToRead.ts';
import { readProjectFile, requireValidProject } from './readProjectFile.ts';
import { poolSpecOf } from './resolvePoolSpec.ts';

export interface ReplayOptions {
  /** The engine's bundle, `dist/engine.mjs`. */
  readonly engineModule: string;
  /** Folder of downloaded models. */
  readonly modelsDir: string;
  readonly signal?: AbortSignal;
  /** Called after every batch. */
  readonly onBatch?: (number: number) => void;
}

/**
 * Redraws every recorded batch of a project and compares the picks. Works on a copy of the database and
 * computes vectors in a separate folder.
 * @param path of `NAME.marginalia.json`
 * @throws UserError if the project, its database or its pool cannot be read; CancelledError
 */
export async function replayProject(
  path: string,
  { engineModule, modelsDir, signal, onBatch }: ReplayOptions,
): Promise<ReplayReport> {
  const file = await readProjectFile(path);
  const project = requireValidProject(file);
  const { folder, name } = file;
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-replay-'));
  const work = signal ? { signal } : {};
  try {
    const options = { project: name, identityVersion };
    const { store, close } = await openStoreCopy(databaseOf(file), options);
    const engine = new EngineClient({
      modulePath: engineModule,
      args: [join(tempFolder, 'backends')],
      log: () => undefined,
    });
    try {
      const pool = await poolSpecOf(project, folder, { store, storeSetting: () => undefined });
      const { seed, dimensions } = project;
      await engine.remote.openPool({ pool, folder, name, cacheDir: tempFolder, seed }, work);
      const stored = store
        .answers()
        .map(({ recordId: id, sourceId }) => (sourceId === undefined ? { id } : { id, sourceId }));
      const { changed, missing } = await engine.remote.rematch({ stored });
      const unconfirmed = new Set([...changed.map(({ id }) => id), ...missing]);
      const embed = { dimensions, seed, modelsDir, allowDownload: false };
      // Batches from before vectors were recorded used those of the project file.
      const first = [...DrawLog.read(store)].find(({ settings }) => settings !== undefined);
      if (first && first.vectors === undefined) {
        await engine.remote.embed({ ...embed, embedding: project.embedding }, work);
      }
      const different: DifferentBatch[] = [];
      let batches = 0;
      let given = 0;
      const replaying = { store, project, engine: engine.remote, embed, unconfirmed, ...work };
      for await (const { number, logged, identical, fit } of replay(replaying)) {
        batches = number;
        if (logged.given) given++;
        const recorded = logged.fits.at(-1)?.kernel;
        const isOther = fit && recorded !== undefined && recorded !== fit.kernel;
        const kernels = isOther && { recorded, now: fit.kernel };
        if (!identical) different.push({ number, ...(kernels && { kernels }) });
        onBatch?.(number);
      }
      return { batches, given, different };
    } finally {
      engine.dispose();
      close();
    }
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}
