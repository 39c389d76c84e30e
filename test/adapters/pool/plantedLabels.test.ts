// Finds wrong labels planted into GoEmotions. Skipped without the data, which is not part of the repository.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setImmediate as pause } from 'node:timers/promises';
import { openMatrixOps } from '../../../src/adapters/onnx/openMatrixOps.ts';
import { fitLexical } from '../../../src/core/embed/fitLexical.ts';
import { crossFitOneVsRest } from '../../../src/core/heads/crossFit.ts';
import { indicators, NO, YES } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { findLabelSetErrors, type DoubtedLabel } from '../../../src/core/quality/labelSetErrors.ts';
import { Rng } from '../../../src/core/rng.ts';

const data = resolve(process.env.MARGINALIA_DATA ?? '../shared/data', 'goemotions');
const skip = existsSync(data) ? false : 'shared data absent';

const labels = 28;
const answered = 2000;
const planted = 100;
const top = 50;
/** Each seed draws records and wrong labels. */
const seeds = [1, 2, 3];

async function readPool(): Promise<{ texts: string[]; sets: number[][] }> {
  const files = ['dev.tsv', 'test.tsv'].map((name) => readFile(join(data, name), 'utf8'));
  const sets = new Map<string, number[]>();
  for (const line of (await Promise.all(files)).join('').trim().split('\n')) {
    const [text, ids] = line.split('\t');
    sets.set(text!, ids!.split(',').map(Number));
  }
  return { texts: [...sets.keys()], sets: [...sets.values()] };
}

test(
  'of 100 labels added to 2,000 answers and 100 taken away, suspects find many',
  { skip },
  async () => {
    const { texts, sets } = await readPool();
    assert.equal(texts.length, 10_834);
    const pool = {
      size: texts.length,
      texts: (from: number, to: number) => Promise.resolve(texts.slice(from, to)),
    };
    const embedder = await fitLexical(pool, { seed: 1, dimensions: 256, pause: () => pause() });
    const ops = await openMatrixOps();
    const found = { additions: 0, omissions: 0 };
    try {
      for (const seed of seeds) {
        const rng = new Rng(seed);
        const rows = Array.from(rng.sample(texts.length, answered));
        const vectors = await embedder.embed(rows.map((row) => texts[row]!));
        const given = indicators(answered, labels);
        rows.forEach((row, i) =>
          sets[row]!.forEach((label) => (given.data[i * labels + label] = YES)),
        );
        const cellsOf = (value: number): number[] =>
          [...given.data.keys()].filter((at) => given.data[at] === value);
        const drawn = (cells: readonly number[]): Set<number> =>
          new Set(Array.from(rng.sample(cells.length, planted), (at) => cells[at]!));
        const [added, omitted] = [drawn(cellsOf(NO)), drawn(cellsOf(YES))];
        for (const at of added) given.data[at] = YES;
        for (const at of omitted) given.data[at] = NO;
        const x = matrix(answered, embedder.dimensions, Float32Array.from(vectors));
        const options = { rng: rng.fork('folds'), folds: 5 };
        const fit = await crossFitOneVsRest(x, given, 10, ops, options);
        const { probabilities, labels: columns, folds } = fit;
        const told = findLabelSetErrors({ probabilities, columns, folds, given });
        const hits = (list: readonly DoubtedLabel[], cells: ReadonlySet<number>): number =>
          list.slice(0, top).filter(({ row, label }) => cells.has(row * labels + label)).length;
        found.additions += hits(told.additions, added);
        found.omissions += hits(told.omissions, omitted);
      }
    } finally {
      await ops.close();
    }
    const all = top * seeds.length;
    assert.ok(found.additions >= 0.2 * all, `${found.additions} of ${all} additions`);
    assert.ok(found.omissions >= 0.1 * all, `${found.omissions} of ${all} omissions`);
  },
);
