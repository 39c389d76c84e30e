/**
 * Measurements behind the dropout head's defaults, and its times.
 *   node test/adapters/tensorflow/measure.ts quality [sms|ag …]   settings compared with the logistic head
 *   node test/adapters/tensorflow/measure.ts time [wasm|cpu]      fit and BALD sampling
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  fitDropoutHead,
  type DropoutOptions,
} from '../../../src/adapters/tensorflow/fitDropoutHead.ts';
import {
  openTensorflow,
  standardCandidates,
} from '../../../src/adapters/tensorflow/openTensorflow.ts';
import { fitLexical } from '../../../src/core/embed/fitLexical.ts';
import { chooseC } from '../../../src/core/heads/chooseC.ts';
import type { Head } from '../../../src/core/heads/head.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps as ops } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { bald } from '../../../src/core/acquisition/disagreement.ts';

const data = process.env.MARGINALIA_DATA ?? '../shared/data';
const [task = 'time', ...names] = process.argv.slice(2);
await (task === 'quality' ? quality(names.length > 0 ? names : ['sms', 'ag']) : time(names[0]));

interface Labelled {
  readonly texts: string[];
  readonly labels: number[];
}

/** Reads a data set without duplicates. */
function read(name: string): Labelled {
  const file = name === 'sms' ? 'sms_spam/sms.tsv' : 'ag_news/test.csv';
  const seen = new Map<string, number>();
  for (const line of readFileSync(join(data, file), 'utf8').split('\n')) {
    if (line === '') continue;
    if (name === 'sms') {
      const [label, text] = line.split('\t');
      seen.set(text!, label === 'spam' ? 1 : 0);
    } else {
      seen.set(line.slice(4), Number(line[1]) - 1);
    }
  }
  return { texts: [...seen.keys()], labels: [...seen.values()] };
}

async function quality(sets: string[]): Promise<void> {
  const { open } = await opened();
  // Settings are chosen on one run of seeds and reported on another.
  const firstSeed = Number(process.env.FIRST_SEED ?? 0);
  const settings: Record<string, Omit<DropoutOptions, 'rng'>> = JSON.parse(
    process.env.SETTINGS ?? '{"standard":{}}',
  ) as Record<string, Omit<DropoutOptions, 'rng'>>;
  for (const set of sets) {
    const { texts, labels } = read(set);
    const pool = {
      size: texts.length,
      texts: (from: number, to: number) => Promise.resolve(texts.slice(from, to)),
    };
    const embedder = await fitLexical(pool, { seed: 1, pause: setImmediate });
    const x = {
      rows: texts.length,
      cols: embedder.dimensions,
      data: await embedder.embed(texts),
    } as Matrix;
    for (const count of [50, 200, 500]) {
      const scores = new Map<string, number[][]>();
      for (let seed = firstSeed; seed < firstSeed + 4; seed++) {
        const rows = new Rng(seed).sample(texts.length, count + 2000);
        const training = rows.subarray(0, count);
        const test = rows.subarray(count);
        const y = Array.from(training, (row) => labels[row]!);
        const truth = Array.from(test, (row) => labels[row]!);
        const [xTraining, xTest] = [takeRows(x, training), takeRows(x, test)];
        const add = async (name: string, head: Head, epochs: number, ms: number): Promise<void> => {
          const p = await head.predictProba(xTest);
          const row = [macroF1(p, head.labels, truth), logLoss(p, head.labels, truth), epochs, ms];
          scores.set(name, [...(scores.get(name) ?? []), row]);
        };
        let begun = performance.now();
        const { c } = await chooseC(xTraining, y, ops, { rng: new Rng(seed) });
        const logistic = await fitLogisticHead(xTraining, y, ops, { c });
        await add('logistic', logistic.head, logistic.iterations, performance.now() - begun);
        for (const [name, options] of Object.entries(settings)) {
          begun = performance.now();
          const fit = await fitDropoutHead(xTraining, y, open, { rng: new Rng(seed), ...options });
          await add(name, fit.head, fit.epochs, performance.now() - begun);
        }
      }
      for (const [name, rows] of scores) {
        const mean = rows[0]!.map(
          (_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length,
        );
        const [f1, loss, epochs, ms] = mean as [number, number, number, number];
        console.log(
          `${set} ${count} ${name.padEnd(28)} macro-F1 ${f1.toFixed(3)}  log-loss ${loss.toFixed(3)}  ` +
            `epochs ${epochs.toFixed(0)}  ${ms.toFixed(0)} ms`,
        );
      }
    }
  }
}

async function time(name = 'wasm'): Promise<void> {
  const begun = performance.now();
  const { open, version } = await opened(name);
  console.log(
    `${name}, TensorFlow.js ${version}: opened in ${(performance.now() - begun).toFixed(0)} ms`,
  );
  const rng = new Rng(1);
  const points = (n: number, d: number): Matrix =>
    matrix(
      n,
      d,
      Float32Array.from({ length: n * d }, () => rng.normal() / Math.sqrt(d)),
    );
  const x = points(500, 256);
  const y = Array.from({ length: 500 }, (_, i) => i % 5);
  y.forEach((label, i) => (x.data[i * 256 + label]! += 0.3));
  const pool = points(20_000, 256);
  const runs: number[][] = [];
  for (let run = 0; run < 5; run++) {
    const from = performance.now();
    const { head, epochs } = await fitDropoutHead(x, y, open, { rng: new Rng(run) });
    const fitted = performance.now();
    const samples = await head.sampleProba(pool);
    const sampled = performance.now();
    bald(samples);
    const scored = performance.now();
    await head.predictProba(pool);
    const predicted = performance.now();
    runs.push([epochs, fitted - from, sampled - fitted, scored - sampled, predicted - scored]);
  }
  ['epochs', 'fit ms', 'sample 20 × 20,000 ms', 'bald ms', 'predict ms'].forEach((what, j) => {
    const sorted = runs.map((run) => run[j]!).sort((a, b) => a - b);
    console.log(`${what.padEnd(24)} ${sorted.map((value) => value.toFixed(0)).join(' ')}`);
  });
}

async function opened(
  name?: string,
): Promise<{ open: Parameters<typeof fitDropoutHead>[2]; version: string }> {
  const candidates = standardCandidates({}).filter(
    (one) => name === undefined || one.name === name,
  );
  const backend = await openTensorflow({ candidates, log: console.log });
  return { open: () => Promise.resolve(backend), version: backend.version };
}

function macroF1({ cols, data: p }: Matrix, labels: Int32Array, truth: number[]): number {
  const predicted = truth.map((_, i) => {
    const row = p.subarray(i * cols, (i + 1) * cols);
    return labels[row.indexOf(Math.max(...row))]!;
  });
  const classes = [...new Set(truth)];
  const f1 = classes.map((label) => {
    const hits = truth.filter((t, i) => t === label && predicted[i] === label).length;
    const said = predicted.filter((one) => one === label).length;
    return (2 * hits) / (said + truth.filter((t) => t === label).length);
  });
  return f1.reduce((sum, value) => sum + value, 0) / classes.length;
}

function logLoss({ cols, data: p }: Matrix, labels: Int32Array, truth: number[]): number {
  const losses = truth.map((t, i) => {
    const column = labels.indexOf(t);
    return -Math.log(Math.max(1e-6, column < 0 ? 0 : p[i * cols + column]!));
  });
  return losses.reduce((sum, value) => sum + value, 0) / losses.length;
}
