import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { FormatName, RowProblem } from '../core/interchange/formats/format.ts';
import { message } from '../core/messages/messages.ts';
import type { Decision } from '../core/predict/decide.ts';
import {
  predictionLines,
  type PredictedRow,
  type PredictionFormat,
} from '../core/predict/predictionRows.ts';
import type { Predictor } from '../core/predict/predictor.ts';
import type { OnProgress } from '../core/progress.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import { isLabelled } from '../core/store/isAnswered.ts';
import type { Store } from '../core/store/store.ts';
import { openExchangeFile } from './exchangeFile.ts';
import { fileRows } from './fileRows.ts';
import { inPieces } from './inPieces.ts';
import { poolRows, type KnownRecords } from './poolRows.ts';
import { openProjectPredictor, type ModelAccess } from './projectPredictor.ts';
import { openProjectPool } from './projectPool.ts';
import { openProjectToRead } from './projectToRead.ts';

export interface PredictRequest extends ModelAccess {
  /** Of a project file. */
  readonly path: string;
  /** The file whose texts are predicted; the project's pool by default. */
  readonly input?: InputFile;
  readonly to: PredictionFormat;
  /** Whether to leave out records that are labelled. */
  readonly onlyUnlabelled: boolean;
  /** Whether to write the texts. */
  readonly texts: boolean;
  /** See `decider`. */
  readonly least?: number;
  /** The newest by default. */
  readonly round?: number;
}

export interface InputFile {
  readonly location: string;
  readonly name?: string;
  readonly from?: FormatName;
  readonly encoding?: string;
  readonly maxUnpacked?: number;
  /** The field with the text, where it could be several. */
  readonly textField?: string;
}

export interface PredictWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** What was predicted. */
export interface PredictSummary extends Pick<Predictor, 'task' | 'labels'> {
  readonly rows: number;
  /** Number of rows that each label was given to. */
  readonly byLabel: readonly number[];
  /** Rows without a label. */
  readonly without: number;
  /** Of a project: rows that are labelled, and rows of the hold-out. */
  readonly isLabelled?: number;
  readonly holdout?: number;
  readonly round?: number;
  /** Rows of the file that have no text, and the first of them. */
  readonly problems: number;
  readonly firstProblem?: RowProblem;
}

/**
 * Predicts the records of a project's pool, or the texts of a file, some at a time. Only reads the
 * project.
 * @param write receives the lines of the file of predictions
 * @throws NotYetError if nothing is trained, or not on the present vectors; UserError if something
 * cannot be read; CancelledError
 */
export async function predictRecords(
  request: PredictRequest,
  work: PredictWork,
  write: (content: AsyncIterable<string>) => Promise<void>,
): Promise<PredictSummary> {
  const scratch = await mkdtemp(join(tmpdir(), 'marginalia-predict-'));
  try {
    return await ofProject(request, work, scratch, write);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Write = Parameters<typeof predictRecords>[2];

async function ofProject(
  request: PredictRequest,
  work: PredictWork,
  scratch: string,
  write: Write,
): Promise<PredictSummary> {
  const { input, onlyUnlabelled, path, round: wanted, modelsDir, servers, trusted } = request;
  const opened = await openProjectToRead(path);
  try {
    const { pool, close } = await openProjectPool(opened, work.signal, work.onProgress);
    try {
      const predictor = await openProjectPredictor(opened, {
        pool,
        scratch,
        modelsDir,
        trusted,
        ...(servers && { servers }),
        ...(wanted !== undefined && { round: wanted }),
        ...work,
      });
      try {
        const known = knownRecords(opened.store);
        const { number: round } = predictor.round;
        if (input)
          return await ofFile(input, { request, work, scratch, predictor, known, round }, write);
        const rows = poolRows(pool, predictor, { ...known, onlyUnlabelled, ...work });
        return { ...(await writeRows(rows, request, predictor, true, work, write)), round };
      } finally {
        await predictor.close();
      }
    } finally {
      await close();
    }
  } finally {
    await opened.close();
  }
}

async function ofFile(
  { location, textField, ...input }: InputFile,
  {
    request,
    work,
    scratch,
    predictor,
    known,
    round,
  }: {
    readonly request: Pick<PredictRequest, 'onlyUnlabelled' | 'to' | 'texts' | 'least'>;
    readonly work: PredictWork;
    readonly scratch: string;
    readonly predictor: Predictor;
    readonly known?: KnownRecords;
    readonly round?: number;
  },
  write: Write,
): Promise<PredictSummary> {
  const { signal } = work;
  const options = { ...input, cacheFolder: scratch, ...(signal && { signal }) };
  const opened = await openExchangeFile(location, options);
  try {
    let problems = 0;
    let firstProblem: RowProblem | undefined;
    const rows = fileRows(opened, predictor, {
      onlyUnlabelled: request.onlyUnlabelled,
      ...(textField !== undefined && { textField }),
      ...(known && { known }),
      onProblem: (problem) => {
        problems++;
        firstProblem ??= problem;
      },
      ...work,
    });
    const some = (summary: Counted): void => {
      if (summary.rows > 0 || request.onlyUnlabelled) return;
      const file = input.name ?? location;
      const { title: format } = opened.format;
      throw new UserError(
        firstProblem
          ? message('interchange.nothingRead', {
              file,
              format,
              line: firstProblem.line,
              why: firstProblem.problem,
            })
          : message('interchange.noRows', { file }),
      );
    };
    const summary = await writeRows(
      rows,
      request,
      predictor,
      known !== undefined,
      work,
      write,
      some,
    );
    return {
      ...summary,
      problems,
      ...(firstProblem && { firstProblem }),
      ...(round !== undefined && { round }),
    };
  } finally {
    await opened.close();
  }
}

type Counted = Omit<PredictSummary, 'round' | 'firstProblem'>;

/** @param check called before the end of the content: what it throws leaves no file */
async function writeRows(
  rows: AsyncIterable<readonly PredictedRow[]>,
  { to, texts, least }: Pick<PredictRequest, 'to' | 'texts' | 'least'>,
  predictor: Predictor,
  isOfProject: boolean,
  { signal }: PredictWork,
  write: Write,
  check: (summary: Counted) => void = () => undefined,
): Promise<Counted> {
  const { task, labels, thresholds } = predictor;
  const places = new Map(labels.map((label, j) => [label, j]));
  const byLabel = labels.map(() => 0);
  const counts = { rows: 0, without: 0, isLabelled: 0, holdout: 0 };
  const count = ({ known }: PredictedRow, decision: Decision): void => {
    counts.rows++;
    if (known?.isLabelled) counts.isLabelled++;
    if (known?.isHeldOut) counts.holdout++;
    const given =
      decision.task === 'multi' ? decision.labels : decision.label === null ? [] : [decision.label];
    if (given.length === 0) counts.without++;
    for (const label of given) byLabel[places.get(label)!]!++;
  };
  const summary = (): Counted => {
    const { isLabelled: labelled, holdout, ...all } = counts;
    const known = isOfProject && { isLabelled: labelled, holdout };
    return { task, labels, byLabel, ...all, ...known, problems: 0 };
  };
  const columns = {
    task,
    labels,
    ...(thresholds && { thresholds }),
    ofProject: isOfProject,
    texts,
    ...(least !== undefined && { least }),
  };
  async function* content(): AsyncGenerator<string> {
    yield* inPieces(predictionLines(rows, to, columns, count), signal);
    check(summary());
  }
  await write(content());
  return summary();
}

function knownRecords(store: Store): KnownRecords {
  const labelled = new Set(
    store
      .answers()
      .filter(isLabelled)
      .map(({ recordId }) => recordId),
  );
  const heldOut = new Set(holdoutIds(store));
  return { isLabelled: (id) => labelled.has(id), isHeldOut: (id) => heldOut.has(id) };
}
