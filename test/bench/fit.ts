import { setImmediate } from 'node:timers/promises';
import { openOnnxOps } from '../../src/adapters/onnx/onnxOps.ts';
import { chooseC } from '../../src/core/heads/chooseC.ts';
import { chooseHead } from '../../src/core/heads/chooseHead.ts';
import { fitLogisticHead, precomputeCurvature } from '../../src/core/heads/logisticHead.ts';
import { matrix } from '../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../src/core/math/matrixOps.ts';
import { Rng } from '../../src/core/rng.ts';
import { benchRecords, medianOf, peer, timesOf, timesOfBoth } from './measure.ts';
import type { BenchRow } from './rows.ts';

export interface FitBenchResult {
  readonly name: string;
  readonly kernel: string;
  readonly c: number;
  /** Medians. */
  readonly coldMilliseconds: number;
  readonly coldIterations: number;
  /** With 10 more labels, starting from the cold fit's solution. */
  readonly warmMilliseconds: number;
  readonly warmIterations: number;
  /** Iterations of the warm fit without preparation. */
  readonly unpreparedIterations: number;
  readonly warmShareOfCold: number;
  /** One-off, in the background: lets warm refits converge sooner. */
  readonly prepareMilliseconds: number;
  /** 5-fold cross-validation over the five values of C. */
  readonly chooseCMilliseconds: number;
  readonly peer?: { readonly name: string; readonly coldMilliseconds: number };
  /** The peer's cold fit divided by ours. */
  readonly timesFaster?: number;
}

/** Fitting 2,000 × 384 × 4 to scikit-learn's tolerance (largest gradient component 1e-4). */
export async function benchFit(): Promise<FitBenchResult[]> {
  const [n, d, classes] = [2000, 384, 4];
  const { x: all, y: labels } = benchRecords(n + 10, d, classes);
  const x = matrix(n, d, all.data.slice(0, n * d));
  const y = labels.slice(0, n);
  const onnx = await openOnnxOps();
  const results: FitBenchResult[] = [];
  for (const c of [1, 10]) {
    const other = await peer('fit', { n, d, c, runs: 7 }, { x: x.data, y });
    for (const ops of [onnx, typeScriptOps]) {
      const cold = await fitLogisticHead(x, y, ops, { c });
      const refit = () => fitLogisticHead(all, labels, ops, { c, warmStart: cold.head });
      const unprepared = await refit();
      const began = performance.now();
      // The engine does this in the background from time to time as the training set grows.
      await precomputeCurvature(cold.head, x, y, ops, { pause: () => setImmediate() });
      const prepareMilliseconds = performance.now() - began;
      const warm = await refit();
      const [coldTimes, warmTimes] = await timesOfBoth(
        () => fitLogisticHead(x, y, ops, { c }),
        refit,
        ops === onnx ? 61 : 15,
      );
      const coldMilliseconds = medianOf(coldTimes);
      const warmMilliseconds = medianOf(warmTimes);
      const chooseCMilliseconds = medianOf(
        await timesOf(() => chooseC(x, y, ops, { rng: new Rng(1) }), 5),
      );
      const peerCold = other?.['coldMilliseconds'];
      results.push({
        name: `fit ${n} × ${d} × ${classes}, C = ${c}`,
        kernel: ops.name,
        c,
        coldMilliseconds,
        coldIterations: cold.iterations,
        warmMilliseconds,
        warmIterations: warm.iterations,
        unpreparedIterations: unprepared.iterations,
        warmShareOfCold: warmMilliseconds / coldMilliseconds,
        prepareMilliseconds,
        chooseCMilliseconds,
        ...(peerCold !== undefined && {
          peer: { name: 'scikit-learn LogisticRegression', coldMilliseconds: peerCold },
          timesFaster: peerCold / coldMilliseconds,
        }),
      });
    }
  }
  await onnx.close();
  return results;
}

/**
 * Choosing C, the lexical block's weight and s at 200 answers to 77 labels, on vectors as wide as those of new
 * projects: milliseconds of processor time.
 */
export async function benchChoice(): Promise<BenchRow> {
  const [n, dimensions, d, classes] = [200, 256, 640, 77];
  const { x, y } = benchRecords(n, d, classes);
  const labelVectors = matrix(classes, d);
  for (let label = 0; label < classes; label++) {
    const first = Math.max(0, y.indexOf(label));
    // The lexical block cannot embed labels.
    const words = x.data.subarray(first * d + dimensions, (first + 1) * d);
    labelVectors.data.set(words, label * d + dimensions);
  }
  const ops = await openOnnxOps();
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage();
    await chooseHead(x, y, ops, {
      c: 'auto',
      minC: 30,
      strength: 'auto',
      present: { c: 30, strength: 20, weight: 0.5 },
      labelVectors,
      share: { first: 0, dimensions, weight: 0.5, others: 1 },
      rng: () => new Rng(1),
    });
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  await ops.close();
  return {
    part: 'fit',
    name: `choosing C, weight and s, ${n} × ${d} × ${classes}, onnxruntime`,
    value: medianOf(times.sort((a, b) => a - b)),
    unit: 'ms',
    note: 'processor time',
  };
}

if (import.meta.main) {
  console.table(await benchFit());
  console.log(await benchChoice());
}
