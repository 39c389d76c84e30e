// GoEmotions with lexical vectors, in random order. The data is not part of the repository.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { fitLexical } from '../../src/core/embed/fitLexical.ts';
import { indicators, takeIndicators, YES } from '../../src/core/heads/indicators.ts';
import { matrix, takeRows } from '../../src/core/math/matrix.ts';
import type { Rng } from '../../src/core/rng.ts';
import type { SeveralLabelledRecords } from './comparisonPools.ts';

const folder = resolve(process.env['MARGINALIA_DATA'] ?? '../shared/data', 'goemotions');
const labels = 28;

export const noGoEmotions = existsSync(folder) ? false : 'shared data absent';

/** All 10,834 texts, embedded once. */
export async function readGoEmotions(dimensions = 256): Promise<SeveralLabelledRecords> {
  const files = ['dev.tsv', 'test.tsv'].map((name) => readFile(join(folder, name), 'utf8'));
  const sets = new Map<string, number[]>();
  for (const line of (await Promise.all(files)).join('').trim().split('\n')) {
    const [text, ids] = line.split('\t');
    sets.set(text!, ids!.split(',').map(Number));
  }
  const texts = [...sets.keys()];
  const pool = {
    size: texts.length,
    texts: (from: number, to: number) => Promise.resolve(texts.slice(from, to)),
  };
  const embedder = await fitLexical(pool, { seed: 1, dimensions, pause: () => pause() });
  const vectors = await embedder.embed(texts);
  const truth = indicators(texts.length, labels);
  [...sets.values()].forEach((own, i) => {
    for (const label of own) truth.data[i * labels + label] = YES;
  });
  return { x: matrix(texts.length, dimensions, Float32Array.from(vectors)), truth };
}

/** The records in random order. */
export function shuffled({ x, truth }: SeveralLabelledRecords, rng: Rng): SeveralLabelledRecords {
  const order = rng.shuffle(Int32Array.from({ length: x.rows }, (_, row) => row));
  return { x: takeRows(x, order), truth: takeIndicators(truth, order) };
}
