import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BlockHessian, type BlockHessianOptions } from '../../../src/core/heads/blockHessian.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { softmaxGroups } from '../../../src/core/math/softmax.ts';
import { Rng } from '../../../src/core/rng.ts';

const pause = async (): Promise<void> => {};
const blocksOf = async (options: BlockHessianOptions): Promise<BlockHessian> =>
  (await BlockHessian.of(options, typeScriptOps, pause))!;

function problem(n: number, d: number, m: number, same: boolean): BlockHessianOptions {
  const rng = new Rng(m);
  const x = matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => rng.normal()),
  );
  const logits = Float64Array.from({ length: n * m }, () => 2 * rng.normal());
  if (same) for (let i = m; i < logits.length; i++) logits[i] = logits[i % m]!;
  if (m === 1) for (let i = 0; i < n; i++) logits[i] = 1 / (1 + Math.exp(-logits[i]!));
  else softmaxGroups(logits, m);
  return {
    x,
    m,
    probabilities: logits,
    scaling: {
      mean: Float64Array.from({ length: d }, () => rng.normal()),
      scale: Float64Array.from({ length: d + 1 }, () => 0.5 + rng.uniform()),
    },
    weights: Float64Array.from({ length: n }, (_, i) => 1 + (i % 3)),
    c: 3,
  };
}

/** The Hessian-vector product, record by record, from the definition. */
function hessianTimes(
  { x, m, probabilities, scaling: { mean, scale }, weights, c }: BlockHessianOptions,
  u: Float64Array,
): Float64Array {
  const d = x.cols;
  const out = new Float64Array(u.length);
  for (let i = 0; i < x.rows; i++) {
    const z = Array.from({ length: d + 1 }, (_, k) =>
      k < d ? scale[k]! * (x.data[i * d + k]! - mean[k]!) : scale[d]!,
    );
    const p = Array.from({ length: m }, (_, a) => probabilities[i * m + a]!);
    const logit = p.map((_, a) => z.reduce((sum, value, k) => sum + value * u[k * m + a]!, 0));
    const mean1 = logit.reduce((sum, value, a) => sum + p[a]! * value, 0);
    p.forEach((pa, a) => {
      const change = weights[i]! * pa * (logit[a]! - mean1);
      z.forEach((value, k) => (out[k * m + a]! += change * value));
    });
  }
  for (let p = 0; p < d * m; p++) {
    const s = scale[Math.floor(p / m)]!;
    out[p]! += (u[p]! * s * s) / c;
  }
  return out;
}

function assertInverts(blocks: BlockHessian, options: BlockHessianOptions): void {
  const rng = new Rng(9);
  const { m } = options;
  const u = Float64Array.from({ length: (options.x.cols + 1) * m }, () => rng.normal());
  // The Hessian is singular along a common shift of all intercepts, so that is removed.
  const last = u.subarray(-m);
  const common = m > 1 ? last.reduce((sum, value) => sum + value, 0) / m : 0;
  last.forEach((value, a) => (last[a] = value - common));
  const found = blocks.apply(hessianTimes(options, u));
  u.forEach((value, p) =>
    assert.ok(Math.abs(found[p]! - value) < 1e-3, `${p}: ${found[p]} for ${value}`),
  );
}

describe('block Hessian over classes', () => {
  it('has an exact inverse for two classes', async () => {
    const options = problem(1100, 9, 1, false);
    assertInverts(await blocksOf(options), options);
  });

  it('has an exact inverse for several classes if all records have equal probabilities', async () => {
    for (const m of [3, 5]) {
      const options = problem(600, 7, m, true);
      assertInverts(await blocksOf(options), options);
    }
  });

  it('has an approximate inverse for several classes, far better than the identity', async () => {
    const options = problem(600, 7, 4, false);
    const blocks = await blocksOf(options);
    const rng = new Rng(2);
    const u = Float64Array.from({ length: 8 * 4 }, () => rng.normal());
    for (const k of [0, 1, 2, 3]) u[28 + k] = k - 1.5;
    const found = blocks.apply(hessianTimes(options, u));
    const far = Math.hypot(...u.map((value, p) => found[p]! - value)) / Math.hypot(...u);
    assert.ok(far < 0.5, `${far}`);
  });

  it('is not computed if that would take long', async () => {
    assert.equal(await BlockHessian.of(problem(4, 600, 1, false), typeScriptOps, pause), undefined);
    const many = problem(10, 200, 60, false);
    assert.equal(await BlockHessian.of(many, typeScriptOps, pause), undefined);
  });

  it('is computed in slices', async () => {
    let pauses = 0;
    const counted = async (): Promise<void> => void pauses++;
    await BlockHessian.of(problem(1100, 5, 3, false), typeScriptOps, counted);
    // Two directions, each with three blocks of up to 512 records and an inversion.
    assert.equal(pauses, 8);
  });
});
