import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { AcquisitionRegistry } from '../core/acquisition/registry.ts';
import { NotYetError, throwIfAborted, UserError, userMessageOf } from '../core/errors.ts';
import type { Learner } from '../core/loop/learner.ts';
import type { RoundSummary } from '../core/loop/learnerView.ts';
import type { FitOverrides } from '../core/loop/training/trainer.ts';
import type { Message } from '../core/messages/message.ts';
import { message, type MessageCode } from '../core/messages/messages.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import { checkProject } from './checkProject.ts';
import { openSession } from './openSession.ts';
import { databaseOf, mirrorOf } from './projectToRead.ts';
import { readProjectFile, requireValidProject, type ReadProjectFile } from './readProjectFile.ts';
import { requireSchema } from './requireSchema.ts';

export interface TrainOptions {
  /** The engine's bundle, `dist/engine.mjs`. */
  readonly engineModule: string;
  /** Folder of downloaded models. */
  readonly modelsDir: string;
  /** Recorded as annotator of answers from the label column or the mirror. */
  readonly annotator: string;
  /** Whether to migrate the database of an earlier version. */
  readonly migrate: boolean;
  /** Replaces the project file's settings of the fit. */
  readonly overrides?: FitOverrides;
  readonly signal: AbortSignal;
  readonly onProgress: (what: Message) => void;
}

export interface TrainingResult {
  readonly project: ProjectFile;
  /** The newest round. */
  readonly round: RoundSummary;
  /** False if there are no answers since that round. */
  readonly isNew: boolean;
  /** Name of the embedding. */
  readonly embedding: string;
  readonly warnings: readonly Message[];
}

/**
 * Opens a project as a window would, trains its model and adds a round. May run beside open windows, which
 * show the round at their next check for changes.
 * @param path of `NAME.marginalia.json`
 * @throws NotYetError if there is too little to train on; UserError if the project cannot be opened or
 * embedded; CancelledError
 */
export async function trainProject(path: string, options: TrainOptions): Promise<TrainingResult> {
  try {
    return await train(path, options);
  } catch (error) {
    if (userMessageOf(error)?.code !== 'loop.nothingToTrainOn') throw error;
    throw await withCheckFinding(path, error, options);
  }
}

async function train(path: string, options: TrainOptions): Promise<TrainingResult> {
  const { signal, migrate, overrides } = options;
  const file = await readProjectFile(path);
  const project = requireValidProject(file);
  requireSchema(databaseOf(file), migrate);
  requireAnswers(file, project);
  const scratch = await mkdtemp(join(tmpdir(), 'marginalia-train-'));
  try {
    const session = await openSession(requestOf(file, project, options), {
      engineModule: options.engineModule,
      modelsDir: options.modelsDir,
      backendsDir: join(scratch, 'backends'),
      backupsDir: join(scratch, 'backups'),
      log: () => undefined,
      acquisitions: new AcquisitionRegistry(),
    });
    const { learner } = session;
    const cancel = (): void => learner.cancel();
    signal.addEventListener('abort', cancel);
    learner.onChange(({ busy }) => busy && options.onProgress(busy.what));
    try {
      throwIfAborted(signal);
      const before = learner.view.rounds.at(-1)?.round ?? 0;
      await learner.start();
      throwIfAborted(signal);
      await learner.retrain(overrides).catch((error: unknown) => {
        throw withNotice(error, learner);
      });
      const { rounds, embedding = '', notices } = learner.view;
      const round = rounds.at(-1)!;
      const warnings = notices.flatMap((notice) =>
        notice.severity === 'info' ? [] : [notice.message],
      );
      return { project, round, isNew: round.round > before, embedding, warnings };
    } catch (error) {
      // The engine's process reports a cancellation as a different error.
      throwIfAborted(signal);
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      await session.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function requestOf(
  { path, name }: ReadProjectFile,
  project: ProjectFile,
  { annotator }: Pick<TrainOptions, 'annotator'>,
): Parameters<typeof openSession>[0] {
  const file = resolve(path);
  return {
    file,
    name,
    project,
    annotator,
    trusted: true,
    allowDownload: false,
    exactVectors: true,
  };
}

/** Refuses a project that was never labelled, because opening would create its database. */
function requireAnswers(file: ReadProjectFile, project: ProjectFile): void {
  if (existsSync(databaseOf(file)) || existsSync(mirrorOf(file))) return;
  if (project.labelField?.use === 'annotations') return;
  throw new NotYetError(message('loop.nothingToTrainOn', {}));
}

/** Problems that keep the labels in the pool's file from becoming answers. */
const labelCauses: ReadonlySet<string> = new Set([
  'pool.missingField',
  'opening.labelsPassedOver',
] satisfies MessageCode[]);

/**
 * The reason why there is nothing to train on: a mistake that `check` finds in the project file or in the
 * labels of the pool's file, otherwise missing answers.
 */
async function withCheckFinding(
  path: string,
  noTraining: unknown,
  { signal }: TrainOptions,
): Promise<unknown> {
  const { findings } = await checkProject(path, { pool: true, signal });
  const finding =
    findings.find(({ severity }) => severity === 'error') ??
    findings.find(({ problem: { code } }) => labelCauses.has(code));
  if (!finding) return noTraining;
  const { file, line, problem: why } = finding;
  const displayPath = relative(process.cwd(), file);
  return new UserError(message('train.mistake', { path: displayPath, line, why }), {
    cause: noTraining,
  });
}

/** Embedding runs in the background and reports a failure as a notice. */
function withNotice(error: unknown, { view }: Learner): unknown {
  if (userMessageOf(error)?.code !== 'loop.notEmbedded') return error;
  const notice = view.notices.find(({ severity }) => severity === 'error');
  return notice ? new UserError(notice.message) : error;
}
