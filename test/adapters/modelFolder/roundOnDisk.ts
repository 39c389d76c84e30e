// Trains a round of a project on disk without an engine, for small pools and fixed choices.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { bundledModelsFolder } from '../../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { openStatic, staticFolder } from '../../../src/adapters/bundledModels/openStatic.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { openBundledModel } from '../../../src/adapters/transformers/bundledModel.ts';
import { openTransformer } from '../../../src/adapters/transformers/transformerEmbedder.ts';
import { bundledModel, joinedFingerprint, joinRows } from '../../../src/core/embed/blocks.ts';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { indicators, NO, YES } from '../../../src/core/heads/indicators.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { fitOneVsRestHead } from '../../../src/core/heads/oneVsRestHead.ts';
import { labelNames } from '../../../src/core/labels.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import type { HoldoutMetrics } from '../../../src/core/metrics/holdoutMetrics.ts';
import type { ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { identityVersion } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { holdoutIds } from '../../../src/core/store/holdoutIds.ts';
import type { VectorBlock } from '../../../src/core/store/events.ts';
import type { Store } from '../../../src/core/store/store.ts';
import type { RoundChoices } from '../../../src/core/store/storedRounds.ts';
import { openLexical } from '../../../src/engine/embedding/lexicalCache.ts';
import { openProjectPool, type ProjectPool } from '../../../src/host/projectPool.ts';
import { openProjectToRead } from '../../../src/host/projectToRead.ts';
import { databaseOf } from '../cli/projects.ts';

export interface RoundOnDisk {
  readonly blocks?: readonly Block[];
  readonly committee?: number;
  readonly c?: number;
  readonly choices?: RoundChoices;
  readonly metrics?: HoldoutMetrics;
  /** Replaces the fitted head. */
  readonly head?: Uint8Array;
}

export interface Block {
  /** A built-in block, or the path of a sentence model's folder. */
  readonly use: 'lexical' | 'static' | 'bge-small-en-v1.5' | 'server' | `/${string}`;
  readonly weight: number;
}

/** Length of the random vectors that replace those of a server. */
export const serverDimensions = 24;

/**
 * Fits a head on the project's answers outside the hold-out and stores it as a round. Writes the lexical
 * embedder to the cache.
 * @param path of the project file, in a folder made by `writeProject`
 */
export async function addRound(
  path: string,
  { blocks = [{ use: 'lexical', weight: 1 }], committee, c = 30, ...round }: RoundOnDisk = {},
): Promise<void> {
  const opened = await openProjectToRead(path);
  const { file, project } = opened;
  const pool = await openProjectPool(opened);
  const answered = await answersIn(opened.store, pool);
  const parts = [];
  for (const block of blocks) parts.push(await partOf(block, answered.texts, pool, path, project));
  const rows = answered.texts.length;
  const joined = parts.length === 1 ? parts[0]!.data : joinRows(parts, rows);
  const x = matrix(rows, joined.length / rows, joined);
  await pool.close();
  await opened.close();

  const labels = labelNames(project.labels);
  const head = await fit(x, answered.judged, labels, {
    committee,
    c,
    multi: project.task === 'multi',
  });
  const store = openSqliteStore(databaseOf(file.folder, file.name), {
    project: file.name,
    identityVersion,
  });
  const used = parts.map(({ block }) => block);
  const number = store.rounds().length + 1;
  store.changeVectors({ kind: 'vectors', id: `v${number}`, at: 1, annotator: 'ada', blocks: used });
  const { choices, metrics } = round;
  store.addRound({
    number,
    at: Date.UTC(2026, 0, 2),
    labels: rows,
    seq: store.lastSeq(),
    query: { strategy: 'margin' },
    ...(project.task === 'multi' && { task: project.task }),
    seed: project.seed,
    kernel: 'typescript',
    c,
    embedding: joinedFingerprint(used),
    head: {
      bytes: round.head ?? head.toBytes(),
      labels: Array.from(head.labels, (j) => labels[j]!),
    },
    ...(choices && { choices }),
    ...(metrics && { metrics }),
  });
  store.close();
}

interface Judged {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

async function answersIn(
  store: Store,
  { engine }: ProjectPool,
): Promise<{ readonly texts: string[]; readonly judged: Judged[] }> {
  const held = new Set(holdoutIds(store));
  const answers = store
    .answers()
    .filter(({ label, labels }) => label !== undefined || labels)
    .filter(({ recordId }) => !held.has(recordId));
  const records = await engine.read({ ids: answers.map(({ recordId }) => recordId) });
  const textOf = new Map(records.map(({ id, text }) => [id, text]));
  return {
    texts: answers.map(({ recordId }) => textOf.get(recordId)!),
    judged: answers.map(({ label, labels = new Map<string, boolean>() }) => ({
      yes:
        label === undefined ? [...labels].flatMap(([name, yes]) => (yes ? [name] : [])) : [label],
      no: [...labels].flatMap(([name, yes]) => (yes ? [] : [name])),
    })),
  };
}

interface Part {
  readonly block: VectorBlock;
  readonly data: Float32Array<ArrayBuffer>;
  readonly dimensions: number;
  readonly weight: number;
}

async function partOf(
  { use, weight }: Block,
  texts: readonly string[],
  { embeddable: pool }: ProjectPool,
  path: string,
  { seed, dimensions: wanted }: ProjectFile,
): Promise<Part> {
  if (use === 'server') {
    const rng = new Rng(7);
    const data = Float32Array.from({ length: texts.length * serverDimensions }, () => rng.normal());
    for (let row = 0; row < texts.length; row++) {
      const own = data.subarray(row * serverDimensions, (row + 1) * serverDimensions);
      const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
      own.forEach((value, j) => (own[j] = value / norm));
    }
    const source = { server: 'http://127.0.0.1:1/v1', model: 'far' };
    const block = { use: 'far', source, weight, fingerprint: 'server-1-far' };
    return { block, data, dimensions: serverDimensions, weight };
  }
  let embedder: Embedder;
  let fittedOn: number | undefined;
  if (use === 'lexical') {
    const file = join(path, '../.marginalia/cache/reviews.lexical.embedder');
    ({ embedder, fittedOn } = await openLexical({ pool, file, seed, dimensions: wanted }));
  } else if (use === 'static') {
    embedder = await openStatic(join(bundledModelsFolder(), staticFolder), setImmediate);
  } else if (use.startsWith('/')) {
    embedder = await openTransformer({ model: use, cacheDir: use, allowDownload: false });
  } else {
    embedder = await openBundledModel(bundledModel, bundledModelsFolder());
  }
  const data = new Float32Array(await embedder.embed(texts));
  const { dimensions, fingerprint } = embedder;
  await embedder.close?.();
  const block = { use, weight, fingerprint, ...(fittedOn !== undefined && { fittedOn }) };
  return { block, data, dimensions, weight };
}

async function fit(
  x: Matrix,
  judged: readonly Judged[],
  labels: readonly string[],
  { committee, c, multi }: { committee: number | undefined; c: number; multi: boolean },
) {
  if (multi) {
    const truth = indicators(judged.length, labels.length);
    judged.forEach(({ yes, no }, i) => {
      for (const name of yes) truth.data[i * labels.length + labels.indexOf(name)] = YES;
      for (const name of no) truth.data[i * labels.length + labels.indexOf(name)] = NO;
    });
    const { head } = await fitOneVsRestHead(x, truth, typeScriptOps, { c });
    return head.decidingBy(new Float32Array(head.classes).fill(0.4));
  }
  const columns = Int32Array.from(judged, ({ yes }) => labels.indexOf(yes[0]!));
  if (committee !== undefined) {
    const options = { c, rng: new Rng(3), members: committee };
    return fitCommitteeHead(x, columns, typeScriptOps, options);
  }
  return (await fitLogisticHead(x, columns, typeScriptOps, { c })).head;
}
