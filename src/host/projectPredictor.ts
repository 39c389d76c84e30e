import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyToEnd } from '../adapters/files/copyToEnd.ts';
import { openMatrixOps } from '../adapters/onnx/openMatrixOps.ts';
import type { OpenedTensorflow } from '../adapters/tensorflow/backend.ts';
import { dropoutKind } from '../adapters/tensorflow/dropoutBytes.ts';
import { DropoutHead } from '../adapters/tensorflow/dropoutHead.ts';
import { weighed } from '../core/embed/blocks.ts';
import type { EmbedParams } from '../core/engine/embeddingApi.ts';
import { NotYetError, throwIfAborted } from '../core/errors.ts';
import type { Head } from '../core/heads/head.ts';
import { headFromBytes } from '../core/heads/headBytes.ts';
import { OneVsRestHead } from '../core/heads/oneVsRestHead.ts';
import { calibrated, thresholdsWithTemperature } from '../core/heads/temperature.ts';
import { labelNames } from '../core/labels.ts';
import type { Matrix } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import type { Predictor } from '../core/predict/predictor.ts';
import type { ModelAccess } from '../core/predict/predictRequest.ts';
import type { OnProgress } from '../core/progress.ts';
import { requestedBlocks, openBlock } from '../engine/embedding/openBlock.ts';
import type { PassedPool } from './passedPool.ts';
import { PoolVectors, type WeightedBlock } from './poolVectors.ts';
import { minAnswersForThresholds } from '../engine/model/labelPredictions.ts';
import { remapColumns, remapLabels } from '../engine/model/remapColumns.ts';
import { embedders } from './embedders.ts';
import {
  areBundled,
  otherVectors,
  predictingRound,
  presentVectors,
  type PredictingRound,
} from './predictingRound.ts';
import type { ProjectToRead } from './projectToRead.ts';
import { poolSpecOf } from './resolvePoolSpec.ts';

/** A round of a project that can also predict records of the project's pool. */
export interface ProjectPredictor extends Predictor {
  readonly round: PredictingRound;
  /**
   * Scores records of the pool by their cached vectors, if any.
   * @param textsOf reads the texts of records without one
   */
  scoreRecords(
    rows: readonly number[],
    textsOf: (rows: readonly number[]) => Promise<readonly string[]>,
    signal?: AbortSignal,
  ): Promise<Matrix>;
}

export interface ProjectPredictorOptions extends ModelAccess {
  /** Defaults to the newest. */
  readonly round?: number;
  /** See `PoolVectors.open`; false by default. */
  readonly exact?: boolean;
  readonly pool: Pick<PassedPool, 'embeddable' | 'records' | 'rowsOfIds'>;
  /** A folder for temporary files; the caller deletes it. */
  readonly tempFolder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Opens a round's head on the project's vectors without changing the project or its cache.
 * @throws NotYetError if nothing is trained, or not on the current vectors; UserError if a model is missing;
 * CancelledError
 */
export async function openProjectPredictor(
  { store, project, file }: ProjectToRead,
  options: ProjectPredictorOptions,
): Promise<ProjectPredictor> {
  const { signal } = options;
  const round = predictingRound(store, project, options.round);
  const vectors = await openVectors({ store, project, file }, round, options);
  try {
    if (vectors.fingerprint !== round.embedding) throw otherVectors(round.number);
    const ops = await openMatrixOps();
    const head = headFromBytes(round.head.bytes, ops, decoders);
    const labelSet = labelNames(project.labels);
    const { labels, thresholds, remap } = columnsFor(head, round, labelSet);
    if (labels.length === 0) {
      throw new NotYetError(message('predict.noLabels', { round: round.number }));
    }
    const predict = async (x: Matrix, aborted: AbortSignal | undefined): Promise<Matrix> => {
      const p = await head.predictProba(x, aborted);
      throwIfAborted(aborted);
      return remap(p);
    };
    return {
      round,
      task: head instanceof OneVsRestHead ? 'multi' : 'single',
      labels,
      ...(thresholds && { thresholds }),
      score: async (texts, aborted) => predict(await vectors.embed(texts, aborted), aborted),
      scoreRecords: async (rows, textsOf, aborted) =>
        predict(await vectors.take(rows, textsOf, aborted), aborted),
      close: async () => {
        await vectors.close();
        await ops.close();
      },
    };
  } catch (error) {
    await vectors.close();
    throwIfAborted(signal);
    throw error;
  }
}

/** The probabilities of a head at the round's temperature, in the columns of the current labels. */
function columnsFor(
  head: Head,
  { choices, columns: names, labels: trainedOn }: PredictingRound,
  labelSet: readonly string[],
): Pick<Predictor, 'labels' | 'thresholds'> & { readonly remap: (p: Matrix) => Matrix } {
  const { temperature } = choices ?? {};
  const emptyMatrix: Matrix = { rows: 0, cols: names.length, data: new Float32Array() };
  const namesOf = (columns: Int32Array): string[] =>
    Array.from(columns, (index) => labelSet[index]!);
  if (!(head instanceof OneVsRestHead)) {
    return {
      labels: namesOf(remapColumns(labelSet, names, emptyMatrix).columns),
      remap: (p) => remapColumns(labelSet, names, calibrated(p, temperature, false)).probabilities,
    };
  }
  const calibratedThresholds =
    head.thresholds && thresholdsWithTemperature(head.thresholds, temperature ?? 1);
  const { columns, thresholds } = remapLabels(labelSet, names, emptyMatrix, calibratedThresholds);
  return {
    labels: namesOf(columns),
    ...(calibratedThresholds && trainedOn >= minAnswersForThresholds && { thresholds }),
    remap: (p) =>
      remapLabels(labelSet, names, calibrated(p, temperature, true), calibratedThresholds)
        .probabilities,
  };
}

/**
 * Opens the blocks of the current vectors. Cached embedders are read from a copy, cached vectors in place.
 */
async function openVectors(
  { store, project, file }: Pick<ProjectToRead, 'store' | 'project' | 'file'>,
  { number }: Pick<PredictingRound, 'number'>,
  {
    pool,
    tempFolder,
    modelsDir,
    servers,
    trusted,
    exact = false,
    signal,
    onProgress,
  }: ProjectPredictorOptions,
): Promise<PoolVectors> {
  const { folder, name } = file;
  const cache = join(folder, '.marginalia', 'cache');
  await copyEmbedders(cache, tempFolder, name);
  const { embedding, previousLexical } = presentVectors(store, project);
  if (!trusted && !areBundled(embedding)) throw otherVectors(number);
  const { dimensions, seed } = project;
  const params: EmbedParams = {
    embedding,
    dimensions,
    seed,
    modelsDir,
    allowDownload: false,
    ...(servers && { servers }),
    ...(previousLexical && { previousLexical }),
  };
  const spec = await poolSpecOf(project, folder, { store, storeSetting: () => undefined });
  const blocks: WeightedBlock[] = [];
  try {
    for (const block of weighed(requestedBlocks(params))) {
      const { embedder, file: path } = await openBlock(block, {
        ...embedders,
        poolParams: { pool: spec, folder, name, cacheDir: tempFolder, seed },
        pool: pool.embeddable,
        records: () => pool.records(),
        params,
        work: { ...(signal && { signal }), ...(onProgress && { onProgress }) },
      });
      const { weight } = block;
      blocks.push({ embedder, weight, file: join(cache, path.slice(tempFolder.length + 1)) });
    }
    return await PoolVectors.open(blocks, pool, { exact, tempFolder, ...(signal && { signal }) });
  } catch (error) {
    for (const { embedder } of blocks) await embedder.close?.();
    throw error;
  }
}

async function copyEmbedders(cache: string, tempFolder: string, name: string): Promise<void> {
  const names = await readdir(cache).catch(() => []);
  for (const file of names) {
    if (!file.startsWith(`${name}.`) || !/\.(embedder|seen|json)$/.test(file)) continue;
    // A file that cannot be copied is computed again.
    await copyToEnd(join(cache, file), join(tempFolder, file)).catch(() => undefined);
  }
}

let backend: Promise<OpenedTensorflow> | undefined;

function openBackend(): Promise<OpenedTensorflow> {
  backend ??= import('../adapters/tensorflow/openTensorflow.ts').then(({ openTensorflow }) =>
    openTensorflow({ log: () => undefined }),
  );
  return backend;
}

const decoders = new Map([
  [dropoutKind, (bytes: Uint8Array): Head => DropoutHead.fromBytes(bytes, openBackend)],
]);
