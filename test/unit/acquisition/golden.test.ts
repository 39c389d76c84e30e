import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { batchBald } from '../../../src/core/acquisition/batchBald.ts';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/acquisition/acquisition.json', import.meta.url), 'utf8'),
) as {
  rows: number;
  samples: number;
  classes: number;
  p: number[];
  s: number[];
  scores: Record<string, number[]>;
  batch: number[];
  batchScores: number[];
};

const { rows, samples, classes } = golden;
const p = matrix(rows, classes, Float32Array.from(golden.p));
const beliefs = { samples, rows, classes, data: Float32Array.from(golden.s) };
const context = { rng: new Rng(1) };

describe('acquisition functions match scipy', () => {
  for (const [name, expected] of Object.entries(golden.scores)) {
    it(name, () => {
      const acquisition = builtInAcquisitions.get(name);
      if (acquisition.needs === 'bernoulli') assert.fail(`${name} is for several labels`);
      const scores =
        acquisition.needs === 'proba'
          ? acquisition.fn(p, context)
          : acquisition.fn(beliefs, context);
      expected.forEach((value, i) =>
        assert.ok(Math.abs(scores[i]! - value) < 1e-6, `record ${i}: ${scores[i]} for ${value}`),
      );
    });
  }

  it('covers every built-in function except random and exploit', () => {
    const missing = builtInAcquisitions.names().filter((name) => !(name in golden.scores));
    assert.deepEqual(missing.sort(), ['exploit', 'random']);
  });
});

describe('BatchBALD against exhaustive enumeration', () => {
  const options = { ops: typeScriptOps, tie: (i: number) => i };

  it('is exact while configurations are few enough to enumerate', async () => {
    const { positions, scores } = await batchBald(beliefs, 5, { ...options, rng: new Rng(1) });
    assert.deepEqual([...positions], golden.batch);
    golden.batchScores.forEach((value, i) => assert.ok(Math.abs(scores[i]! - value) < 1e-5));
  });

  it('approximates the exact score with sampled configurations', async () => {
    for (const seed of [1, 2, 3]) {
      const rng = new Rng(seed);
      const { scores } = await batchBald(beliefs, 5, { ...options, rng, configurations: 80 });
      golden.batchScores.forEach((value, i) =>
        assert.ok(Math.abs(scores[i]! - value) < 0.15, `${i}: ${scores[i]} for ${value}`),
      );
    }
  });

  it('does not pick a duplicate of the best record, unlike plain BALD', async () => {
    const copied = Float32Array.from([...beliefs.data]);
    const block = samples * classes;
    const best = golden.batch[0]!;
    const other = best === 5 ? 6 : 5;
    copied.copyWithin(other * block, best * block, (best + 1) * block);
    const twice = { ...beliefs, data: copied };
    const { positions } = await batchBald(twice, 2, { ...options, rng: new Rng(1) });
    assert.ok(!(positions.includes(best) && positions.includes(other)));
  });
});
