import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parquetBytes } from '../adapters/parquet/parquetBytes.ts';
import { blocksOf } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import { isProblem, type ReadItem, type RowProblem } from '../core/interchange/formats/format.ts';
import { message } from '../core/messages/messages.ts';
import { isDamaged } from '../core/pool/damagedTexts.ts';
import type { Decision } from '../core/predict/decide.ts';
import {
  predictionLines,
  predictionTable,
  type PredictedRow,
} from '../core/predict/predictionRows.ts';
import type { Predictor } from '../core/predict/predictor.ts';
import type { InputFile, PredictRequest } from '../core/predict/predictRequest.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import type { OnProgress } from '../core/progress.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import { isLabelled } from '../core/store/isAnswered.ts';
import type { Store } from '../core/store/store.ts';
import { fileRows } from './fileRows.ts';
import { openInputs, type InputTexts } from './inputTexts.ts';
import type { Content } from './contentOf.ts';
import { chunked } from './chunked.ts';
import { openPassedPool } from './passedPool.ts';
import { openModelFolder } from './openModelFolder.ts';
import { poolRows, type KnownRecords } from './poolRows.ts';
import { openProjectPredictor } from './projectPredictor.ts';
import { presentVectors } from './predictingRound.ts';
import { openProjectToRead } from './projectToRead.ts';

export interface PredictWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Predicts the records of a project's pool, or the texts of a file, in batches. Only reads the project or the
 * model folder.
 * @param write receives the lines of the predictions file
 * @throws NotYetError if nothing is trained, or not on the current vectors; UserError if something cannot be
 * read; CancelledError
 */
export async function predictRecords(
  request: PredictRequest,
  work: PredictWork,
  write: (content: Content) => Promise<void>,
): Promise<PredictSummary> {
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-predict-'));
  try {
    return (await isFolder(request.path))
      ? await predictByModel(request, work, tempFolder, write)
      : await predictByProject(request, work, tempFolder, write);
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}

type Write = Parameters<typeof predictRecords>[2];

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** Predicts with a model folder, which knows no records. */
async function predictByModel(
  request: PredictRequest,
  work: PredictWork,
  tempFolder: string,
  write: Write,
): Promise<PredictSummary> {
  const { input, path, round, onlyUnlabelled } = request;
  if (!input) throw new UserError(message('predict.noInput', {}));
  const option = round === undefined ? '--only' : '--round';
  if (round !== undefined || onlyUnlabelled) {
    throw new UserError(message('predict.ofProject', { option }));
  }
  const predictor = await openModelFolder(path);
  try {
    const texts = await openInputs(input, undefined, { tempFolder, ...work });
    try {
      return await predictFile(texts, { ...request, input }, predictor, work, write);
    } finally {
      await texts.close();
    }
  } finally {
    await predictor.close();
  }
}

async function predictByProject(
  request: PredictRequest,
  work: PredictWork,
  tempFolder: string,
  write: Write,
): Promise<PredictSummary> {
  const { input, path, round: roundNumber, modelsDir, servers, trusted, exact = false } = request;
  const opened = await openProjectToRead(path);
  const { project, store } = opened;
  const toClose: (() => Promise<void>)[] = [opened.close];
  try {
    // The user's own vectors are found by the ids of the pool's rows.
    const usesOwnVectors = blocksOf(presentVectors(store, project).embedding).some(
      ({ source }) => source !== undefined && 'vectors' in source,
    );
    const pool = await openPassedPool(opened, { findById: usesOwnVectors, ...work });
    toClose.push(pool.close);
    const predictor = await openProjectPredictor(opened, {
      pool,
      tempFolder,
      modelsDir,
      trusted,
      exact,
      ...(servers && { servers }),
      ...(roundNumber !== undefined && { round: roundNumber }),
      ...work,
    });
    toClose.push(() => predictor.close());
    const known = knownRecords(store);
    const { number: round } = predictor.round;
    if (input) {
      const { text, id } = project;
      const fields = { text, ...(id !== undefined && { id }) };
      const texts = await openInputs(input, fields, { tempFolder, ...work });
      toClose.push(texts.close);
      return {
        ...(await predictFile(texts, { ...request, input, known }, predictor, work, write)),
        round,
      };
    }
    const rows = poolRows(pool, predictor, { ...known, ...request, ...work });
    return { ...(await writeRows(rows, request, { predictor, known }, work, write)), round };
  } finally {
    for (const close of toClose.reverse()) await close();
  }
}

async function predictFile(
  texts: InputTexts,
  {
    input,
    known,
    ...request
  }: Pick<PredictRequest, 'onlyUnlabelled' | 'to' | 'texts' | 'threshold'> & {
    readonly input: InputFile;
    readonly known?: KnownRecords;
  },
  predictor: Predictor,
  work: PredictWork,
  write: Write,
): Promise<Omit<PredictSummary, 'round'>> {
  let read = 0;
  let damaged = 0;
  let problems = 0;
  let firstProblem: RowProblem | undefined;
  async function* countedItems(): AsyncGenerator<ReadItem> {
    for await (const item of texts.items()) {
      if (isProblem(item)) {
        problems++;
        firstProblem ??= item;
      } else {
        read++;
        if (isDamaged(item.text)) damaged++;
      }
      yield item;
    }
    // Thrown before the file is complete, so that none is created.
    if (read === 0) throw nothingReadError(input, texts, firstProblem);
  }
  const { onlyUnlabelled } = request;
  const rows = fileRows(countedItems(), predictor, {
    onlyUnlabelled,
    ...(known && { known }),
    ...work,
  });
  const summary = await writeRows(
    rows,
    request,
    { predictor, ...(known && { known }) },
    work,
    write,
  );
  return {
    ...summary,
    reading: texts.reading,
    ...(damaged > 0 && { damaged }),
    problems,
    ...(firstProblem && { firstProblem }),
  };
}

function nothingReadError(
  { location, name = basename(location) }: InputFile,
  { title: format }: InputTexts,
  first: RowProblem | undefined,
): UserError {
  return new UserError(
    first
      ? message('interchange.nothingRead', {
          file: name,
          format,
          line: first.line,
          why: first.problem,
        })
      : message('interchange.noRows', { file: name }),
  );
}

type RowCounts = Omit<PredictSummary, 'round' | 'firstProblem'>;

async function writeRows(
  rows: AsyncIterable<readonly PredictedRow[]>,
  { to, texts, threshold }: Pick<PredictRequest, 'to' | 'texts' | 'threshold'>,
  {
    predictor,
    known: projectRecords,
  }: { readonly predictor: Predictor; readonly known?: KnownRecords },
  { signal }: PredictWork,
  write: Write,
): Promise<RowCounts> {
  const { task, labels, thresholds } = predictor;
  const indexOf = new Map(labels.map((label, j) => [label, j]));
  const byLabel = labels.map(() => 0);
  const counts = { rows: 0, without: 0 };
  const projectCounts = { isLabelled: 0, holdout: 0 };
  const count = ({ known }: PredictedRow, decision: Decision): void => {
    counts.rows++;
    if (known?.isLabelled) projectCounts.isLabelled++;
    if (known?.isHeldOut) projectCounts.holdout++;
    const predicted =
      decision.task === 'multi' ? decision.labels : decision.label === null ? [] : [decision.label];
    if (predicted.length === 0) counts.without++;
    for (const label of predicted) byLabel[indexOf.get(label)!]!++;
  };
  const columns = {
    task,
    labels,
    ...(thresholds && { thresholds }),
    ofProject: projectRecords !== undefined,
    texts,
    ...(threshold !== undefined && { threshold }),
  };
  await write(
    to === 'parquet'
      ? parquetBytes(predictionTable(rows, columns, count), signal)
      : chunked(predictionLines(rows, to, columns, count), signal),
  );
  return { task, labels, byLabel, ...counts, ...(projectRecords && projectCounts), problems: 0 };
}

/** Looks each record up in the store: there may be an answer for each record of a large pool. */
function knownRecords(store: Store): KnownRecords {
  const heldOut = new Set(holdoutIds(store));
  return {
    isLabelled: (id) => isLabelled(store.answer(id)),
    isHeldOut: (id) => heldOut.has(id),
  };
}
