import { UserError } from '../core/errors.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { maxFullCheckBytes } from '../adapters/sqlite/openDatabase.ts';
import { ownBlocks, type EmbeddingSetting } from '../core/embed/blocks.ts';
import type { EmbedParams } from '../core/engine/embeddingApi.ts';
import type { Acquisitions } from '../core/acquisition/acquisition.ts';
import { defaultsInEffect } from '../core/loop/journal/defaultsInEffect.ts';
import { buildLearner } from '../core/loop/buildLearner.ts';
import { suggestedImports } from '../core/loop/labels/importedSuggestions.ts';
import { WriteQueue } from '../core/loop/journal/writeQueue.ts';
import type { PoolSpec } from '../core/pool/poolSpec.ts';
import { taskOfAnswers } from '../core/store/taskOfAnswers.ts';
import { StoreDamagedError } from '../core/store/storeErrors.ts';
import { countedHoldout } from './countedHoldout.ts';
import { EngineClient } from './engineClient.ts';
import type { Session, SessionRequest } from '../vscode/ports.ts';
import { exportLabels } from './exportFile.ts';
import { modelChoices } from './modelChoices.ts';
import { exportModelInChildProcess } from './modelProcess.ts';
import { importAnswers, planImport, undoImport } from './importFile.ts';
import { AnswerPlaces, orphansBeside } from './savedAnswers.ts';
import { Mirror } from './labelMirror.ts';

import { savedAnswersMessage, openStore } from './openStore.ts';
import { poolSpecOf } from './resolvePoolSpec.ts';
import { predictInChildProcess } from './predictProcess.ts';
import { planRereading } from './rereading.ts';
import { scoreRegistered } from './registeredScorer.ts';
import { writeNewProject } from './writeNewProject.ts';
import { tryEmbeddings } from './embeddingTrials.ts';
import { StoreMaintenance } from './storeMaintenance.ts';

export interface SessionDependencies {
  /** The engine's bundle. */
  readonly engineModule: string;
  /** Folder of downloaded models: the extension's global storage. */
  readonly modelsDir: string;
  /** Folder of native TensorFlow backends installed on request. */
  readonly backendsDir: string;
  /** Folder of database copies outside the project, which survive its deletion. */
  readonly backupsDir: string;
  readonly log: (level: 'info' | 'warning' | 'error', message: Message | string) => void;
  /** Acquisition functions, including those of other extensions. */
  readonly acquisitions: Acquisitions;
}

/** Opens a project: its store, its own engine process, and the loop between them. */
export async function openSession(
  request: SessionRequest,
  { engineModule, modelsDir, backendsDir, backupsDir, log, acquisitions }: SessionDependencies,
): Promise<Session> {
  const {
    file,
    name,
    project,
    annotator,
    trusted,
    allowDownload,
    modelHub,
    servers,
    exactVectors,
    recover,
    onLock,
  } = request;
  const folder = dirname(file);
  const data = join(folder, '.marginalia');
  const places = new AnswerPlaces(file, name, backupsDir);
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  const window = randomUUID();
  const { store, restored } = await openStore({
    name,
    folder,
    places,
    window,
    now: Date.now(),
    pause,
    ...(recover && { recover }),
    ...(onLock && { onLock }),
  });
  const writeQueue = new WriteQueue(store, pause);
  if (onLock) writeQueue.onWait(onLock);
  const readingStore = { store, storeSetting: writeQueue.storeSetting };
  const mirror = new Mirror({ store, writeQueue, project, folder, name, log });
  const prepare = async (): Promise<PoolSpec> => {
    const task = taskOfAnswers(store);
    if (task !== undefined && task !== project.task) {
      throw new UserError(message('projectFile.taskFixed', { task }));
    }
    const spec = await poolSpecOf(project, folder, readingStore);
    await mirror.merge({ id: randomUUID(), at: Date.now(), annotator });
    return spec;
  };
  const pool = await prepare().catch((error: unknown) => {
    store.close();
    throw error;
  });
  const engine = new EngineClient({
    modulePath: engineModule,
    args: [backendsDir],
    log,
    score: (params) => scoreRegistered(acquisitions, params),
  });
  // Models can execute code, so an untrusted folder may use only bundled ones.
  const allowedEmbedding = (embedding: EmbeddingSetting): EmbeddingSetting =>
    trusted ? embedding : ownBlocks(embedding, defaultsInEffect(store));
  const embed: EmbedParams = {
    embedding: allowedEmbedding(project.embedding),
    dimensions: project.dimensions,
    seed: project.seed,
    modelsDir,
    allowDownload,
    ...(servers && { servers }),
    ...(exactVectors && { exactly: true }),
    ...(modelHub === undefined ? {} : { remoteHost: modelHub }),
  };
  const learner = buildLearner({
    project,
    store,
    writeQueue,
    engine,
    pool: { pool, folder, name, cacheDir: join(data, 'cache'), seed: project.seed },
    embed,
    annotator,
    clock: () => Date.now(),
    turn: () => setImmediate(),
    newId: () => randomUUID(),
    onLost: () => storeMaintenance.rescue(),
    orphans: store.lastSeq() === 0 ? await orphansBeside(file, name) : [],
    onError: (error) => {
      log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  });
  const projectFiles = [file, mirror.file, ...pool.files.map(({ path }) => path)];
  const isProjectFile = (path: string): boolean =>
    projectFiles.some((projectFile) => resolve(folder, projectFile) === resolve(path)) ||
    resolve(path).startsWith(`${data}${sep}`);
  const storeMaintenance = new StoreMaintenance({
    store,
    writeQueue,
    places,
    log,
    poll: () => learner.poll(),
    sizeOf: () => statSync(places.database).size,
  });
  if (statSync(places.database).size > maxFullCheckBytes) {
    storeMaintenance.check().catch((error: unknown) => {
      if (!(error instanceof StoreDamagedError)) return log('info', String(error));
      learner.showNotice({ id: 'store-damaged', severity: 'error', message: error.problem });
    });
  }
  const stopMirroring = learner.onChange(({ phase }) => {
    if (phase.kind === 'failed' && phase.answersGone) return;
    mirror.answersChanged();
    storeMaintenance.changed();
  });
  const cliModule = join(dirname(engineModule), 'cli.js');
  const imports = {
    store,
    writeQueue,
    // A getter, because a restart replaces the remote.
    get engine() {
      return engine.remote;
    },
    task: project.task,
    idField: project.id,
    learner,
    path: file,
    annotator,
    window,
    cliModule,
    stamp: () => ({ id: randomUUID(), at: Date.now(), annotator }),
  };
  return {
    learner,
    pool,
    ...(restored && { restored: savedAnswersMessage(restored) }),
    planRereading: (path, format, { text }, options) =>
      planRereading(store, { spec: pool, folder, path, format, text, ...options }),
    mirror,
    tryEmbeddings: (embeddings, options) =>
      tryEmbeddings(
        embeddings.map(allowedEmbedding),
        { store, engine: engine.remote, project, embed },
        options,
      ),
    backUp: (to) => store.maintenance.backUp(to),
    exportLabels: async (options) => {
      const { size } = learner.view.pool;
      const holdout = { store, project, engine: engine.remote, size };
      const counted = options.split === 'holdout' && { counted: await countedHoldout(holdout) };
      return exportLabels({ ...options, ...counted }, { ...holdout, isProjectFile });
    },
    predict: (options) =>
      predictInChildProcess(options, {
        path: file,
        modelsDir,
        trusted,
        ...(servers && { servers }),
        cliModule,
        isProjectFile,
      }),
    modelChoices: () => modelChoices(store, project),
    exportModel: (modelRequest, work) =>
      exportModelInChildProcess(imports.cliModule, file, modelRequest, {
        modelsDir,
        trusted,
        ...work,
      }),
    planImport: (request, work) => planImport(request, work, imports),
    importAnswers: (request, work) => importAnswers(request, work, imports),
    suggestedImports: () => suggestedImports(store),
    undoImport: (key) => undoImport(key, imports),
    newFromAnswers: (options) =>
      writeNewProject(options, {
        store,
        files: pool.files,
        from: name,
        places: new AnswerPlaces(options.file, options.name, backupsDir),
        stamp: { id: randomUUID(), at: Date.now(), annotator },
      }),
    close: async () => {
      stopMirroring();
      writeQueue.close();
      await learner.dispose();
      await mirror.close();
      await storeMaintenance.close();
      store.close();
    },
  };
}
