import { setImmediate } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { serializeModel } from '../../src/core/onnxGraph/graph.ts';
import { openOnnxOps } from '../../src/adapters/onnx/onnxOps.ts';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import { fitCommitteeHead } from '../../src/core/heads/committeeHead.ts';
import type { Head } from '../../src/core/heads/head.ts';
import {
  fitLogisticHead,
  precomputeCurvature,
  type LogisticHead,
} from '../../src/core/heads/logisticHead.ts';
import { matrix, takeRows, type Matrix } from '../../src/core/math/matrix.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import { topK } from '../../src/core/math/topK.ts';
import { parseStrategy } from '../../src/core/query/parseStrategy.ts';
import type { QueryState } from '../../src/core/query/queryState.ts';
import { hashString, Rng } from '../../src/core/rng.ts';
import { minPrepared } from '../../src/engine/model/modelService.ts';
import { startKernelThreads } from '../../src/engine/model/kernelThreads.ts';
import { MarginBoundsCache } from '../../src/engine/model/marginBoundsCache.ts';
import { embeddingsOf } from '../fixtures/query/state.ts';
import { benchRecords, medianOf, p95Of, peer, timesOf, timesOfBoth } from './measure.ts';
import { bald } from '../../src/core/acquisition/disagreement.ts';

export interface ScoreBenchResult {
  readonly name: string;
  /** Median and 95th percentile. */
  readonly milliseconds: number;
  readonly p95Milliseconds: number;
  /** The baseline in the same run. */
  readonly peer?: { readonly name: string; readonly milliseconds: number };
  /** Peer's time divided by ours. */
  readonly timesFaster?: number;
}

const d = 384;
const classes = 4;

/** Scoring and selecting over in-memory pools, on onnxruntime. */
export async function benchScore(): Promise<ScoreBenchResult[]> {
  const ops = await openOnnxOps();
  const { x, y } = benchRecords(200_000, d, classes);
  const trained = Array.from({ length: 2000 }, (_, i) => i);
  const training = takeRows(x, trained);
  const labels = y.slice(0, 2000);
  const { head } = await fitLogisticHead(training, labels, ops, { c: 10 });
  const smaller = matrix(100_000, d, x.data.slice(0, 100_000 * d));
  const results = [
    ...(await scoreAndSelect(x, head, ops)),
    ...(await rounds(smaller, y, ops)),
    await baldOf(smaller, training, labels, ops),
    ...(await batches(smaller, labels, head, ops)),
  ];
  await ops.close();
  return results;
}

/** Probabilities and margins of all records, and the best 100. */
async function scoreAndSelect(
  x: Matrix,
  head: LogisticHead,
  ops: MatrixOps,
): Promise<ScoreBenchResult[]> {
  const bare = await bareRun(x, head);
  const state = stateFor(x, head, new Int32Array(), ops);
  const margin = parseStrategy('margin', builtInAcquisitions);
  const [times, bareTimes] = await timesOfBoth(() => margin.select(state, 100), bare, 15);
  const other = await peer(
    'score',
    { n: x.rows, d, c: classes, k: 100, runs: 15 },
    { x: x.data, w: head.weights.data, b: head.bias },
  );
  const quick = {
    ...state,
    ...new MarginBoundsCache(state.embeddings, startKernelThreads).for(head),
  };
  const quickTimes = await timesOf(() => margin.select(quick, 100), 61);
  const name = `score + select 100 of ${x.rows} × ${d} × ${classes}`;
  const sklearn = 'scikit-learn predict_proba + argpartition';
  return [
    against(name, quickTimes, 'bare onnxruntime run', medianOf(bareTimes)),
    against(name, quickTimes, sklearn, other?.['milliseconds']),
    against(`${name}, all probabilities`, times, sklearn, other?.['milliseconds']),
  ];
}

/** The same product in a separate session with default options, into a preallocated array. */
async function bareRun(x: Matrix, head: LogisticHead): Promise<() => Promise<unknown>> {
  const shape = (name: string, rank: number): string[] =>
    Array.from({ length: rank }, (_, axis) => `${name}${axis}`);
  const model = serializeModel({
    name: 'bare',
    nodes: [
      { operator: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['z'] },
      { operator: 'Softmax', inputs: ['z'], outputs: ['y'], integers: { axis: 1 } },
    ],
    inputs: [
      { name: 'x', type: 'float32', shape: shape('x', 2) },
      { name: 'w', type: 'float32', shape: shape('w', 2) },
      { name: 'b', type: 'float32', shape: shape('b', 1) },
    ],
    outputs: [{ name: 'y', type: 'float32', shape: shape('y', 2) }],
  });
  const session = await InferenceSession.create(model);
  const feeds = {
    x: new Tensor('float32', x.data, [x.rows, d]),
    w: new Tensor('float32', head.weights.data, [d, classes]),
    b: new Tensor('float32', head.bias, [classes]),
  };
  const out = new Tensor('float32', new Float32Array(x.rows * classes), [x.rows, classes]);
  return () => session.run(feeds, { y: out });
}

/** Warm refit after 5 more labels, scoring 100,000 records, and a batch of 20. */
async function rounds(x: Matrix, y: Int32Array, ops: MatrixOps): Promise<ScoreBenchResult[]> {
  const margin = parseStrategy('margin', builtInAcquisitions);
  const results: ScoreBenchResult[] = [];
  const gaps = new MarginBoundsCache(embeddingsOf(x), startKernelThreads);
  for (const labelled of [200, 2000]) {
    let count = labelled;
    let head: Head = await coldHead(x, y, labelled, ops);
    const times = await timesOf(async () => {
      const rows = Array.from({ length: count }, (_, i) => i);
      const fitted = await fitLogisticHead(takeRows(x, rows), y.slice(0, count), ops, {
        c: 10,
        warmStart: head,
      });
      head = fitted.head;
      const state = stateFor(x, head, Int32Array.from(rows), ops);
      await margin.select({ ...state, ...gaps.for(head) }, 20);
      count += 5;
    }, 40);
    results.push(against(`round of 20 on ${x.rows}, ${labelled} labels`, times));
  }
  return results;
}

/** A fitted head as the engine leaves it: prepared for warm refits if there are enough records. */
async function coldHead(
  x: Matrix,
  y: Int32Array,
  count: number,
  ops: MatrixOps,
): Promise<LogisticHead> {
  const known = matrix(count, x.cols, x.data.slice(0, count * x.cols));
  const labels = y.slice(0, count);
  const { head } = await fitLogisticHead(known, labels, ops, { c: 10 });
  if (count >= minPrepared) {
    await precomputeCurvature(head, known, labels, ops, { pause: () => setImmediate() });
  }
  return head;
}

async function baldOf(
  x: Matrix,
  training: Matrix,
  labels: Int32Array,
  ops: MatrixOps,
): Promise<ScoreBenchResult> {
  const committee = await fitCommitteeHead(training, labels, ops, { c: 10, rng: new Rng(1) });
  const times = await timesOf(async () => {
    topK(bald(await committee.sampleProba(x)), 20, (i) => i);
  });
  return against(`BALD, 20 heads, ${x.rows} × ${d} × ${classes}`, times);
}

async function batches(
  x: Matrix,
  labels: Int32Array,
  head: LogisticHead,
  ops: MatrixOps,
): Promise<ScoreBenchResult[]> {
  const results: ScoreBenchResult[] = [];
  for (const name of ['k-means', 'typiclust', 'k-center', 'badge', 'ranked-batch', 'rank-power']) {
    const state = stateFor(
      x,
      head,
      Int32Array.from({ length: 20 }, (_, i) => i),
      ops,
    );
    const strategy = parseStrategy(name, builtInAcquisitions);
    const full = { ...state, labels: labels.slice(0, 20) };
    const times = await timesOf(() => strategy.select({ ...full, rng: new Rng(1) }, 20), 5);
    results.push(against(`${name}, batch of 20 on ${x.rows}`, times));
  }
  return results;
}

function stateFor(x: Matrix, head: Head, labelledRows: Int32Array, ops: MatrixOps): QueryState {
  const known = new Set(labelledRows);
  const everything = Int32Array.from({ length: x.rows }, (_, i) => i);
  return {
    embeddings: embeddingsOf(x),
    candidates: known.size === 0 ? everything : everything.filter((row) => !known.has(row)),
    labelledRows,
    labels: new Int32Array(labelledRows.length),
    labelCount: classes,
    columns: head.labels,
    ops,
    rng: new Rng(1),
    idHash: (row) => hashString(String(row)),
    probabilities: async (rows) => {
      if (rows.length < x.rows / 2) return head.predictProba(takeRows(x, rows));
      const all = await head.predictProba(x);
      return rows.length === x.rows ? all : takeRows(all, rows);
    },
  };
}

function against(
  name: string,
  times: number[],
  peerName?: string,
  peerMilliseconds?: number,
): ScoreBenchResult {
  const milliseconds = medianOf(times);
  const result = { name, milliseconds, p95Milliseconds: p95Of(times) };
  if (peerName === undefined || peerMilliseconds === undefined) return result;
  return {
    ...result,
    peer: { name: peerName, milliseconds: peerMilliseconds },
    timesFaster: peerMilliseconds / milliseconds,
  };
}

if (import.meta.main)
  console.table(await benchScore(), ['name', 'milliseconds', 'p95Milliseconds', 'timesFaster']);
