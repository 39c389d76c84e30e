// One-vs-rest heads against softmax heads on the same records: node test/bench/oneVsRest.ts
import { spawnSync } from 'node:child_process';
import { openOnnxOps } from '../../src/adapters/onnx/onnxOps.ts';
import { indicators, YES } from '../../src/core/heads/indicators.ts';
import { fitLogisticHead, LogisticHead } from '../../src/core/heads/logisticHead.ts';
import { fitOneVsRestHead, OneVsRestHead } from '../../src/core/heads/oneVsRestHead.ts';
import { matrix, takeRows, type Matrix } from '../../src/core/math/matrix.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import type { Embeddings } from '../../src/core/query/queryState.ts';
import { Rng } from '../../src/core/rng.ts';
import { PoolPredictions } from '../../src/engine/model/poolPredictions.ts';
import { poolThresholds } from '../../src/engine/model/poolThresholds.ts';
import { benchRecords, medianOf, timesOf, timesOfBoth } from './measure.ts';

export interface OneVsRestResult {
  /** Milliseconds, medians. */
  readonly softmaxFit: number;
  readonly coldFit: number;
  /** With 10 more records, starting at the solution without them. */
  readonly warmFit: number;
  /** Probabilities of a million records. */
  readonly softmaxScoring: number;
  /** Probabilities of a million records by one-vs-rest heads, with thresholds. */
  readonly scoring: number;
  /** Peak memory of a process that scores so, minus that of one that scores by softmax, in MB. */
  readonly moreMemory: number;
}

const classes = 28;

/** Fits of 2,000 × 256 × 28 at C = 10, and passes over 1,000,000 × 256 × 28. */
export async function benchOneVsRest(): Promise<OneVsRestResult> {
  const ops = await openOnnxOps();
  try {
    return { ...(await fits(ops)), ...(await passes(ops)), moreMemory: moreMemory() };
  } finally {
    await ops.close();
  }
}

async function fits(
  ops: MatrixOps,
): Promise<Pick<OneVsRestResult, 'softmaxFit' | 'coldFit' | 'warmFit'>> {
  const { x: all, y } = benchRecords(2010, 256, classes);
  const rng = new Rng(1);
  const judged = indicators(2010, classes);
  // Every fifth record has a second label.
  y.forEach((label, i) => {
    judged.data[i * classes + label] = YES;
    if (i % 5 === 0) judged.data[i * classes + rng.integer(classes)] = YES;
  });
  const x = takeRows(
    all,
    Array.from({ length: 2000 }, (_, i) => i),
  );
  const some = indicators(2000, classes, judged.data.slice(0, 2000 * classes));
  const options = { c: 10 };
  const { head } = await fitOneVsRestHead(x, some, ops, options);
  const [cold, softmax] = await timesOfBoth(
    () => fitOneVsRestHead(x, some, ops, options),
    () => fitLogisticHead(x, y.slice(0, 2000), ops, options),
    5,
  );
  const warm = await timesOf(
    () => fitOneVsRestHead(all, judged, ops, { ...options, warmStart: head }),
    5,
  );
  return { softmaxFit: medianOf(softmax), coldFit: medianOf(cold), warmFit: medianOf(warm) };
}

async function passes(
  ops: MatrixOps,
): Promise<Pick<OneVsRestResult, 'softmaxScoring' | 'scoring'>> {
  const pass = passOf(ops);
  const [own, other] = await timesOfBoth(
    () => pass('several'),
    () => pass('single'),
    3,
  );
  return { softmaxScoring: medianOf(other), scoring: medianOf(own) };
}

const passNames = ['single', 'several'] as const;
type PassName = (typeof passNames)[number];

/** Probabilities of a million records: of one label, or of several with their thresholds. */
function passOf(ops: MatrixOps): (name: PassName) => Promise<unknown> {
  const embeddings = repeated(benchRecords(50_000, 256, classes).x, 1_000_000);
  const rng = new Rng(2);
  const weights = matrix(256, classes);
  for (let p = 0; p < weights.data.length; p++) weights.data[p] = 3 * rng.normal();
  const bias = new Float32Array(classes).fill(-3);
  const labels = Int32Array.from({ length: classes }, (_, j) => j);
  const rows = Int32Array.from({ length: embeddings.size }, (_, row) => row);
  const predictionsOf = (head: LogisticHead | OneVsRestHead) =>
    new PoolPredictions({ head, embeddings, samples: 1 });
  const softmax = new LogisticHead(labels, weights, bias, ops);
  const oneVsRest = new OneVsRestHead(labels, weights, bias, ops);
  return (name) =>
    name === 'single'
      ? predictionsOf(softmax).visit(rows, () => {})
      : poolThresholds(predictionsOf(oneVsRest), rows, 'global', undefined);
}

function moreMemory(): number {
  const [single, several] = passNames.map((name) => {
    const { stdout } = spawnSync(process.execPath, [import.meta.filename, name], {
      encoding: 'utf8',
    });
    return Number(stdout);
  });
  return several! - single!;
}

/** Peak memory of this process, in MB, after one pass. */
async function peakMemory(name: PassName): Promise<number> {
  const ops = await openOnnxOps();
  try {
    await passOf(ops)(name);
    return process.resourceUsage().maxRSS / 1024;
  } finally {
    await ops.close();
  }
}

/** A pool that repeats the rows until it has `size` of them. */
function repeated(x: Matrix, size: number): Embeddings {
  const { cols } = x;
  const block = (from: number, to: number): Matrix => ({
    rows: to - from,
    cols,
    data: x.data.subarray(from * cols, to * cols),
  });
  return {
    size,
    dimensions: cols,
    all: () => undefined,
    async block(from, to) {
      const first = from % x.rows;
      if (first + to - from <= x.rows) return block(first, first + to - from);
      return this.take(Int32Array.from({ length: to - from }, (_, i) => from + i));
    },
    take: async (rows) =>
      takeRows(
        x,
        Int32Array.from(rows, (row) => row % x.rows),
      ),
  };
}

if (import.meta.main) {
  const name = passNames.find((one) => one === process.argv[2]);
  if (name) console.log(await peakMemory(name));
  else console.table([await benchOneVsRest()]);
}
