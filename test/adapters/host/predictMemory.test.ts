// What a pass over a project's pool keeps in memory does not depend on the number of records.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { EmbeddingFile } from '../../../src/engine/embedding/embeddingFile.ts';
import { openPassedPool } from '../../../src/host/passedPool.ts';
import { poolRows } from '../../../src/host/poolRows.ts';
import { PoolVectors } from '../../../src/host/poolVectors.ts';
import { openProjectToRead } from '../../../src/host/projectToRead.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-predict-memory-'));
after(() => rmSync(root, { recursive: true, force: true }));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of objects and of array buffers that something refers to. */
function held(): number {
  // Array memory freed by the first collection is still counted until the second.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const textOf = (i: number): string => `text ${i} of the pool`;

/** One vector of one dimension for every text. */
const embedder: Embedder = {
  name: 'ones',
  dimensions: 1,
  fingerprint: 'ones',
  embed: async (texts) => new Float32Array(texts.length).fill(1),
};

const rowsOf = (records: number): number => records + records / 10;

interface WrittenProject {
  readonly file: string;
  readonly vectors: string;
}

/** A project whose pool has this many records, and a tenth more rows; half of the vectors are cached. */
async function writeProject(records: number): Promise<WrittenProject> {
  const folder = join(root, `${records}`);
  mkdirSync(folder);
  const rows = Array.from({ length: rowsOf(records) }, (_, i) => {
    return JSON.stringify({ id: i, text: textOf(i % records) });
  });
  writeFileSync(join(folder, 'pool.jsonl'), `${rows.join('\n')}\n`);
  const file = join(folder, 'p.marginalia.json');
  const labels = ['good', 'bad'];
  const project = { version: 1, pool: 'pool.jsonl', text: 'text', id: 'id', labels };
  writeFileSync(file, JSON.stringify(project));
  const vectors = join(folder, 'p.vectors');
  const cache = await EmbeddingFile.open(vectors, embedder.fingerprint, embedder.dimensions);
  for (let from = 0; from < records; from += 1000) {
    const ids = Array.from({ length: 500 }, (_, i) => recordIdOf(textOf(from + i)));
    await cache.append(Buffer.from(ids.join(''), 'hex'), new Float32Array(500).fill(1));
  }
  await cache.close();
  return { file, vectors };
}

/** What a pass keeps at least, in bytes: compiled code and other garbage only add to it. */
async function leastHeld(records: number): Promise<number> {
  const project = await writeProject(records);
  // What writing it left is freed during the first pass.
  await mostHeld(project, records);
  let least = Infinity;
  for (let pass = 0; pass < 3; pass++) least = Math.min(least, await mostHeld(project, records));
  return least;
}

/** The most that one pass keeps, in bytes. */
async function mostHeld(project: WrittenProject, records: number): Promise<number> {
  const { file, vectors: cached } = project;
  const before = held();
  const opened = await openProjectToRead(file);
  const pool = await openPassedPool(opened, { findById: false });
  const blocks = [{ embedder, weight: 1, file: cached }];
  const vectors = await PoolVectors.open(blocks, pool, { exact: false, tempFolder: root });
  const predictor = {
    scoreRecords: (
      rows: readonly number[],
      textsOf: (rows: readonly number[]) => Promise<readonly string[]>,
    ) => vectors.take(rows, textsOf, undefined),
  };
  const known = { isLabelled: () => false, isHeldOut: () => false };
  let most = held();
  let rows = 0;
  let scored = 0;
  const marks = [0.25, 0.5, 0.95, 1.05].map((share) => share * records);
  for await (const part of poolRows(pool, predictor, { ...known, onlyUnlabelled: false })) {
    rows += part.length;
    for (const { probabilities } of part) scored += probabilities[0]!;
    if (rows < (marks[0] ?? Infinity)) continue;
    marks.shift();
    most = Math.max(most, held());
  }
  assert.deepEqual([rows, scored, marks], [rowsOf(records), rowsOf(records), []]);
  await vectors.close();
  await pool.close();
  await opened.close();
  return most - before;
}

test('a pass over ten times the records keeps no more', { timeout: 600_000 }, async (context) => {
  // Code and shared buffers are loaded with the first pass.
  await mostHeld(await writeProject(5_000), 5_000);
  const [few, many] = [await leastHeld(20_000), await leastHeld(200_000)];
  context.diagnostic(`${few} bytes for 20,000 records, ${many} for 200,000`);
  const perRecord = (many - few) / 180_000;
  assert.ok(perRecord < 4, `${perRecord} bytes a record`);
});
