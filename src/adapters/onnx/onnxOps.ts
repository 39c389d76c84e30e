import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import {
  checkGemm,
  checkGemmTransposed,
  checkScorePool,
  type MatrixOps,
} from '../../core/math/matrixOps.ts';
import { disableTelemetry } from './disableTelemetry.ts';
import { serializeModel, type OnnxNode, type TensorInfo } from '../../core/onnxGraph/graph.ts';

/** Maximum rows per run: keeps the event loop responsive and scratch memory small. */
const rowsPerRun = 65_536;

/**
 * Matrix products on onnxruntime, limited by memory bandwidth if the right-hand side is narrow. One
 * session per operation, created once; every dimension is dynamic; inputs are the callers' arrays
 * and results are written straight into the returned arrays, without a copy.
 * @param threads per product; default: all cores
 * @throws Error if the platform has no onnxruntime binary (then use `typeScriptOps`).
 */
export async function openOnnxOps(threads = availableParallelism()): Promise<MatrixOps> {
  disableTelemetry();
  const [product, transposed, score, logistic] = await Promise.all([
    open('product', [node('MatMul', ['a', 'b'], ['y'])], [floats('a'), floats('b')], threads),
    open(
      'transposed',
      [{ ...node('Gemm', ['a', 'b'], ['y']), integers: { transA: 1 } }],
      [floats('a'), floats('b')],
      threads,
    ),
    open(
      'score',
      [
        node('Gemm', ['x', 'w', 'bias'], ['z']),
        node('Reshape', ['z', 'shape'], ['groups']),
        { ...node('Softmax', ['groups'], ['y']), integers: { axis: 1 } },
      ],
      [floats('x'), floats('w'), floats('bias', 1), { name: 'shape', type: 'int64', shape: [2] }],
      threads,
    ),
    open(
      'logistic',
      [node('Gemm', ['x', 'w', 'bias'], ['z']), node('Sigmoid', ['z'], ['y'])],
      [floats('x'), floats('w'), floats('bias', 1)],
      threads,
    ),
  ]);

  return {
    name: 'onnxruntime',

    async gemm(a, b) {
      checkGemm(a, b);
      const out = matrix(a.rows, b.cols);
      if (isTrivial(out, a.cols)) return out;
      const right = tensor(b.data, b.rows, b.cols);
      for (let from = 0; from < a.rows; from += rowsPerRun) {
        const to = Math.min(a.rows, from + rowsPerRun);
        await product.run({ a: rows(a, from, to), b: right }, { y: rows(out, from, to) });
      }
      return out;
    },

    async gemmTransposed(a, b) {
      checkGemmTransposed(a, b);
      const out = matrix(a.cols, b.cols);
      if (isTrivial(out, a.rows)) return out;
      const y = tensor(out.data, a.cols, b.cols);
      await transposed.run({ a: rows(a, 0, a.rows), b: rows(b, 0, b.rows) }, { y });
      return out;
    },

    async scorePool(x, w, bias, groups = 1) {
      checkScorePool(x, w, bias, groups);
      const out = matrix(x.rows, w.cols);
      if (out.data.length === 0) return out;
      const c = w.cols / groups;
      const weights = tensor(w.data, w.rows, w.cols);
      const biases = new Tensor('float32', bias, [bias.length]);
      const shape = new Tensor('int64', BigInt64Array.of(-1n, BigInt(c)), [2]);
      for (let from = 0; from < x.rows; from += rowsPerRun) {
        const to = Math.min(x.rows, from + rowsPerRun);
        const data = out.data.subarray(from * w.cols, to * w.cols);
        await score.run(
          { x: rows(x, from, to), w: weights, bias: biases, shape },
          { y: tensor(data, (to - from) * groups, c) },
        );
      }
      return out;
    },

    async scoreLabels(x, w, bias) {
      checkScorePool(x, w, bias, 1);
      const out = matrix(x.rows, w.cols);
      if (out.data.length === 0) return out;
      const weights = tensor(w.data, w.rows, w.cols);
      const biases = new Tensor('float32', bias, [bias.length]);
      for (let from = 0; from < x.rows; from += rowsPerRun) {
        const to = Math.min(x.rows, from + rowsPerRun);
        const feeds = { x: rows(x, from, to), w: weights, bias: biases };
        await logistic.run(feeds, { y: rows(out, from, to) });
      }
      return out;
    },

    async close() {
      await Promise.all([product, transposed, score, logistic].map((own) => own.release()));
    },
  };
}

/** Without elements or summands the result is all zeros. */
const isTrivial = (out: Matrix, inner: number): boolean => out.data.length === 0 || inner === 0;

const tensor = (data: Float32Array, n: number, d: number): Tensor =>
  new Tensor('float32', data, [n, d]);

const rows = (m: Matrix, from: number, to: number): Tensor =>
  tensor(m.data.subarray(from * m.cols, to * m.cols), to - from, m.cols);

const node = (operator: string, inputs: string[], outputs: string[]): OnnxNode => ({
  operator,
  inputs,
  outputs,
});

const floats = (name: string, rank = 2): TensorInfo => ({
  name,
  type: 'float32',
  shape: Array.from({ length: rank }, (_, axis) => `${name}${axis}`),
});

async function open(
  name: string,
  nodes: OnnxNode[],
  inputs: TensorInfo[],
  threads: number,
): Promise<InferenceSession> {
  return InferenceSession.create(serializeModel({ name, nodes, inputs, outputs: [floats('y')] }), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Otherwise the idle threads of the sessions would spin and compete with each other and the
    // host.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}
