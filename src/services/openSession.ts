import { randomUUID } from 'node:crypto';
import { dirname, join, resolve, sep } from 'node:path';
import { openSqliteStore } from '../adapters/sqlite/sqliteStore.ts';
import type { AcquisitionRegistry } from '../core/acquisition/registry.ts';
import { ActiveLearner } from '../core/loop/activeLearner.ts';
import { identityVersion } from '../core/record.ts';
import { EngineClient } from '../engine/client.ts';
import type { Session, SessionRequest } from '../vscode/services.ts';
import { exportLabels } from './exportLabels.ts';
import { Mirror } from './mirror.ts';
import { poolSpecOf } from './poolSpec.ts';
import { planRereading } from './rereading.ts';
import { scoreHere } from './scoreHere.ts';

export interface SessionSurroundings {
  /** The engine's bundle. */
  readonly engineModule: string;
  /** Where downloaded models are kept: the extension's global storage. */
  readonly modelsDir: string;
  /** Where native TensorFlow backends are installed on request. */
  readonly backendsDir: string;
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
  /** Acquisition functions, those of other extensions among them. */
  readonly acquisitions: AcquisitionRegistry;
}

/** Opens a project: its store, an engine process of its own, and the loop between them. */
export async function openSession(
  request: SessionRequest,
  { engineModule, modelsDir, backendsDir, log, acquisitions }: SessionSurroundings,
): Promise<Session> {
  const { file, name, project, annotator, say, trusted, allowDownload, modelHub } = request;
  const folder = dirname(file);
  const data = join(folder, '.marginalia');
  const store = openSqliteStore(join(data, `${name}.sqlite`), {
    project: name,
    identityVersion,
    window: randomUUID(),
  });
  const pool = await poolSpecOf(project, folder, store).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const mirror = new Mirror({ store, project, folder, name, say, log });
  await mirror.merge({ id: randomUUID(), at: Date.now(), annotator });
  const engine = new EngineClient({
    modulePath: engineModule,
    args: [backendsDir],
    log,
    score: (params) => scoreHere(acquisitions, params),
  });
  const learner = new ActiveLearner({
    project,
    store,
    engine,
    pool: { pool, folder, name, cacheDir: join(data, 'cache'), seed: project.seed },
    embed: {
      // A model is code of a sort; a folder that is not trusted does not get to name one.
      embedding: trusted ? project.embedding : 'lexical',
      dimensions: project.dimensions,
      seed: project.seed,
      modelsDir,
      allowDownload,
      ...(modelHub === undefined ? {} : { remoteHost: modelHub }),
    },
    annotator,
    say,
    clock: () => Date.now(),
    newId: () => randomUUID(),
    onError: (error) => {
      log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  });
  const ownFiles = [file, mirror.file, ...pool.files.map(({ path }) => path)];
  const isOwn = (path: string): boolean =>
    ownFiles.some((own) => resolve(folder, own) === resolve(path)) ||
    resolve(path).startsWith(`${data}${sep}`);
  const stopMirroring = learner.onChange(() => mirror.answersChanged());
  return {
    learner,
    pool,
    planRereading: (path, format, { text }, options) =>
      planRereading(store, { spec: pool, folder, path, format, text, ...options }),
    mirror,
    exportLabels: (options) =>
      exportLabels(options, { store, engine: engine.remote, project, isOwn }),
    close: async () => {
      stopMirroring();
      await learner.dispose();
      await mirror.close();
      store.close();
    },
  };
}
