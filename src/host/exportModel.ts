import { createHash } from 'node:crypto';
import { resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { scriptsFor } from '../adapters/modelFolder/scripts.ts';
import { targetState, writeFolder, type Content } from '../adapters/modelFolder/writeFolder.ts';
import { formatEmbedding } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import { JournalPast } from '../core/loop/training/journalPast.ts';
import { latestVectors } from '../core/loop/journal/vectorChanges.ts';
import { neverTrainedOn, trainingSet } from '../core/loop/training/trainingSet.ts';
import type { Matrix } from '../core/math/matrix.ts';
import { decider } from '../core/predict/decide.ts';
import { message } from '../core/messages/messages.ts';
import { headlineOf } from '../core/projectFile/judgedBy.ts';
import { exampleTexts } from '../core/modelFolder/exampleTexts.ts';
import type { ExportedModel } from '../core/modelFolder/exportedModel.ts';
import type { ModelExport, ModelWork, WrittenModel } from '../core/modelFolder/exportRequest.ts';
import { modelCard, type CardFacts } from '../core/modelFolder/modelCard.ts';
import { modelFiles, readStoredModel, storedModel } from '../core/modelFolder/modelConfig.ts';
import type { VectorsByBlock } from '../core/modelFolder/modelScorer.ts';
import { packageJson, requirements } from '../core/modelFolder/requirements.ts';
import { safetensorsPieces } from '../core/modelFolder/safetensors.ts';
import { encoderGraph } from './encoderGraph.ts';
import { vectorsForExamples } from './vectorsForExamples.ts';
import { modelOfRound, type ModelOfRound } from './modelOfRound.ts';
import { onnxContent, runOnnx, type OnnxRun } from './onnxContent.ts';
import { openScorer } from './openModelFolder.ts';
import { openProjectToRead, type ProjectToRead } from './projectToRead.ts';

/** Largest accepted difference from Marginalia's own probabilities. */
const exactTolerance = 1e-6;
const graphTolerance = 5e-6;
const encoderTolerance = 1e-4;

/**
 * Writes the model of a round into a folder that needs neither the project nor Marginalia. Does not change
 * the project.
 * @param path of `NAME.marginalia.json`
 * @throws NotYetError as `modelOfRound`; UserError if the folder must not or cannot be written;
 * CancelledError. Nothing is left behind then.
 */
export async function exportModel(
  path: string,
  request: ModelExport,
  work: ModelWork,
): Promise<WrittenModel> {
  const { signal, onProgress } = work;
  const opened = await openProjectToRead(path);
  try {
    await requireTarget(request, opened);
    onProgress?.({ what: message('modelFolder.gathering', {}), step: 0, steps: 3 });
    const { round } = request;
    const collected = await modelOfRound({
      opened,
      ...work,
      ...(round !== undefined && { round }),
    });
    try {
      onProgress?.({ what: message('modelFolder.checking', {}), step: 1, steps: 3 });
      const { blocks } = collected.model;
      const half = request.half === true && blocks.some(({ kind }) => kind === 'lexical');
      const verified = await (request.format === 'onnx'
        ? compareGraph(collected, half)
        : compare(collected, half));
      onProgress?.({ what: message('modelFolder.writing', {}), step: 2, steps: 3 });
      const files = await filesOf(opened, collected, verified);
      const bytes = await writeFolder(request.to, files, signal).catch((error: unknown) => {
        throw diskError(request.to, error);
      });
      const { difference } = verified;
      return { path: request.to, round: collected.round.number, bytes, difference };
    } finally {
      await collected.close();
    }
  } finally {
    await opened.close();
  }
}

async function requireTarget({ to, force }: ModelExport, { file }: ProjectToRead): Promise<void> {
  const projectFolders = [resolve(file.folder, '.marginalia'), resolve(file.folder)];
  const target = resolve(to);
  if (target === projectFolders[1] || `${target}${sep}`.startsWith(`${projectFolders[0]}${sep}`)) {
    throw new UserError(message('modelFolder.ownPlace', { path: to }));
  }
  const state = await targetState(target);
  if (state === 'file') throw new UserError(message('modelFolder.isFile', { path: to }));
  if (state === 'other') throw new UserError(message('modelFolder.notEmpty', { path: to }));
  if (state === 'model' && !force) {
    throw new UserError(message('modelFolder.ofEarlier', { path: to }));
  }
}

/** A model as its readers will load it, compared with Marginalia's own probabilities. */
interface VerifiedModel {
  /** As tensors for a folder, or as an ONNX graph. */
  readonly stored: ReturnType<typeof storedModel> | OnnxRun;
  readonly exampleVectors: VectorsByBlock;
  readonly expected: Matrix;
  readonly difference: number;
  readonly halfDifference?: number;
  readonly batchDifference?: number;
  /** The result of a graph in onnxruntime's browser build, if that could run it. */
  readonly browserBuild?: CardFacts['browserBuild'];
  readonly tolerance: number;
}

async function compareGraph({ model, score }: ModelOfRound, half: boolean): Promise<VerifiedModel> {
  const exampleVectors = vectorsForExamples(model.blocks, exampleTexts.length);
  const expected = await score(exampleTexts, exampleVectors);
  const encodes = model.blocks.some(({ kind }) => kind === 'encoder');
  const tolerance = encodes ? encoderTolerance : graphTolerance;
  const fullPrecision = await runOnnx(model, exampleTexts, exampleVectors);
  const difference = requireEqual(fullPrecision.probabilities, expected, tolerance);
  const stored = half ? await runOnnx(model, exampleTexts, exampleVectors, true) : fullPrecision;
  const browserBuild = await compareBrowserBuild(model, stored, expected);
  const base = {
    exampleVectors,
    expected,
    difference,
    stored,
    ...(browserBuild && { browserBuild }),
  };
  if (!half) return { ...base, tolerance };
  return {
    ...base,
    ...halfPrecision(stored.probabilities, fullPrecision.probabilities, tolerance),
  };
}

async function compareBrowserBuild(
  { task, labels, head }: ExportedModel,
  stored: OnnxRun,
  expected: Matrix,
): Promise<VerifiedModel['browserBuild']> {
  const measured = await stored.inBrowserBuild();
  if (!measured) return undefined;
  const { thresholds } = head;
  const decide = decider({ task, labels, ...(thresholds && { thresholds }) });
  const labelsOf = ({ data, cols }: Matrix, row: number): readonly (string | null)[] => {
    const decided = decide(data.subarray(row * cols, (row + 1) * cols));
    return decided.task === 'single' ? [decided.label] : decided.labels;
  };
  let otherLabels = 0;
  for (let row = 0; row < measured.rows; row++) {
    if (!isDeepStrictEqual(labelsOf(measured, row), labelsOf(expected, row))) otherLabels++;
  }
  return { difference: largestDifference(measured, expected), otherLabels };
}

async function compare({ model, score }: ModelOfRound, half: boolean): Promise<VerifiedModel> {
  const { blocks } = model;
  const exampleVectors = vectorsForExamples(blocks, exampleTexts.length);
  const expected = await score(exampleTexts, exampleVectors);
  const encoder = blocks.find((block) => block.kind === 'encoder');
  const limit = encoder ? encoderTolerance : exactTolerance;
  const paths: Readonly<Record<string, string>> = encoder
    ? {
        [modelFiles.encoder]: encoder.graph,
        [modelFiles.tokenizer]: encoder.tokenizer,
        [modelFiles.tokenizerConfig]: encoder.tokenizerConfig,
      }
    : {};
  const probabilities = async (stored: ReturnType<typeof storedModel>): Promise<Matrix> => {
    const scorer = await openScorer(readStoredModel(stored, (name) => paths[name]!));
    try {
      return await scorer.scoreWithVectors(exampleTexts, exampleVectors);
    } finally {
      await scorer.close();
    }
  };
  const fullPrecision = storedModel(model);
  const p = await probabilities(fullPrecision);
  const difference = requireEqual(p, expected, limit);
  const batched = encoder && (await score(exampleTexts, exampleVectors, { batched: true }));
  const batchDifference = batched && largestDifference(batched, expected);
  const base = {
    exampleVectors,
    expected,
    difference,
    ...(batchDifference !== undefined && batchDifference > limit && { batchDifference }),
  };
  if (!half) return { ...base, stored: fullPrecision, tolerance: limit };
  const stored = storedModel(model, true);
  return { ...base, stored, ...halfPrecision(await probabilities(stored), p, limit) };
}

/** The effect of half precision, and the tolerance that follows from it. */
function halfPrecision(
  measured: Matrix,
  fullPrecision: Matrix,
  limit: number,
): Pick<VerifiedModel, 'halfDifference' | 'tolerance'> {
  const halfDifference = largestDifference(measured, fullPrecision);
  return { halfDifference, tolerance: limit + 2 * halfDifference };
}

/** @returns the largest difference @throws UserError if it is above the limit */
function requireEqual(measured: Matrix, expected: Matrix, limit: number): number {
  const difference = largestDifference(measured, expected);
  if (difference <= limit) return difference;
  throw new UserError(message('modelFolder.differs', { difference }));
}

function largestDifference(a: Matrix, b: Matrix): number {
  return a.data.reduce((most, p, i) => Math.max(most, Math.abs(p - b.data[i]!)), 0);
}

async function filesOf(
  opened: ProjectToRead,
  collected: ModelOfRound,
  verified: VerifiedModel,
): Promise<Map<string, Content>> {
  const { model } = collected;
  const { stored, tolerance } = verified;
  const content =
    'inputs' in stored
      ? await onnxContent(model, stored, tolerance)
      : await folderContent(model, stored, tolerance);
  return new Map<string, Content>([
    ['README.md', modelCard(factsOf(opened, collected, verified))],
    ['examples.jsonl', exampleLines(model, verified)],
    ...content,
  ]);
}

async function folderContent(
  { blocks }: ExportedModel,
  { config, tensors, pieces }: ReturnType<typeof storedModel>,
  tolerance: number,
): Promise<Map<string, Content>> {
  const { python, javaScript } = await scriptsFor(blocks);
  const packages = packageJson(blocks);
  const files = new Map<string, Content>([
    [modelFiles.config, json({ ...config, tolerance })],
    [modelFiles.tensors, safetensorsPieces(tensors)],
    ['requirements.txt', requirements(blocks)],
    ['score.py', python],
    ['score.mjs', javaScript],
  ]);
  if (packages !== undefined) files.set('package.json', packages);
  if (pieces) files.set(modelFiles.vocabulary, pieces.join('\n'));
  for (const block of blocks) {
    if (block.kind !== 'encoder') continue;
    files.set(modelFiles.encoder, [encoderGraph(block)]);
    files.set(modelFiles.tokenizer, { copyOf: block.tokenizer });
    files.set(modelFiles.tokenizerConfig, { copyOf: block.tokenizerConfig });
  }
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Example texts with Marginalia's own probabilities. */
function exampleLines(
  { labels }: ExportedModel,
  { expected, exampleVectors }: VerifiedModel,
): string {
  const lines = exampleTexts.map((text, i) => {
    const vectorsByName = Object.entries(exampleVectors).map(([name, vectors]) => [
      name,
      [...(vectors[i]! as Float32Array)],
    ]);
    const probabilities = labels.map((label, j) => [label, expected.data[i * labels.length + j]]);
    return JSON.stringify({
      text,
      ...(vectorsByName.length > 0 && { vectors: Object.fromEntries(vectorsByName) as object }),
      probabilities: Object.fromEntries(probabilities) as object,
    });
  });
  return `${lines.join('\n')}\n`;
}

function factsOf(
  { store, project, file }: ProjectToRead,
  { model, round }: ModelOfRound,
  { stored, difference, halfDifference, batchDifference, browserBuild }: VerifiedModel,
): CardFacts {
  const { labels, blocks, task } = model;
  const { metrics, choices = {} } = round;
  const current = (label: string): string => store.currentLabel(label, round.seq);
  const past = new JournalPast(store)
    .answersAt(round.seq)
    .map(({ label, labels: set, ...rest }) => ({
      ...rest,
      ...(label !== undefined && { label: current(label) }),
      ...(set && { labels: new Map([...set].map(([name, applies]) => [current(name), applies])) }),
    }));
  const training = trainingSet(past, { labels, task }, neverTrainedOn(store));
  const applied =
    training.task === 'single' ? training.answers : training.answers.flatMap(({ yes }) => yes);
  const metric = headlineOf(project, metrics);
  const { poolFingerprint: pool } = store.meta();
  const vectors = latestVectors(store)?.blocks.map(({ use, weight }) => ({ use, weight }));
  return {
    form: 'inputs' in stored ? 'onnx' : 'folder',
    project: file.name,
    task,
    blocks,
    embedding: formatEmbedding(vectors ?? project.embedding),
    round: round.number,
    at: round.at,
    trainedOn: round.labels,
    counts: labels.map((label) => ({
      label,
      count: applied.filter((answer) => answer === label).length,
    })),
    ...(metric && { metric }),
    c: round.c,
    temperature: choices.temperature ?? 1,
    ...(choices.prior && { strength: choices.prior.strength }),
    seed: round.seed,
    journal: round.seq,
    data: createHash('sha256')
      .update(JSON.stringify([training.ids, training.answers]))
      .digest('hex')
      .slice(0, 16),
    ...(pool !== undefined && { pool }),
    members: model.head.members,
    examples: exampleTexts.length,
    difference,
    ...(halfDifference !== undefined && { halfDifference }),
    ...(batchDifference !== undefined && { batchDifference }),
    ...(browserBuild && { browserBuild }),
  };
}

function diskError(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const why = error.message;
  return new UserError(message('modelFolder.cannotWrite', { path, why }), { cause: error });
}
