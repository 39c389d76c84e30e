import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lexicalShare, recordsAt } from '../../../src/core/embed/lexicalShare.ts';
import { chooseHead } from '../../../src/core/heads/chooseHead.ts';
import {
  betterWeight,
  chooseWeight,
  type WeightScores,
} from '../../../src/core/heads/chooseWeight.ts';
import { crossValidate, isGain, type Answers } from '../../../src/core/heads/heldOutScores.ts';
import { indicators, YES } from '../../../src/core/heads/indicators.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { joinRows } from '../../../src/core/embed/blocks.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs } from './data.ts';

const d = 24;
const blocks = [{ use: 'lexical' }, { use: 'bge-small-en-v1.5' }];
const share = lexicalShare(blocks, [d, d])!;

/** Two blocks, one of which carries information about the labels. */
function joined(n: number, speaks: 'lexical' | 'model'): { x: Matrix; y: Int32Array } {
  const { x: signal, y } = blobs(n, d, 2, 2, 5);
  const { x: noise } = blobs(n, d, 1, 9, 7);
  const [lexical, model] = speaks === 'lexical' ? [signal, noise] : [noise, signal];
  const rows = joinRows(
    [
      { data: lexical.data, dimensions: d, weight: 0.5 },
      { data: model.data, dimensions: d, weight: 1 },
    ],
    n,
  );
  return { x: matrix(n, 2 * d, Float32Array.from(rows)), y };
}

const chosen = async ({ x, y }: { x: Matrix; y: Answers }, present = 0.5): Promise<number> => {
  const { weight } = await chooseWeight(x, y, typeScriptOps, {
    share,
    present,
    c: 10,
    strength: 0,
    folds: 5,
    rng: () => new Rng(3),
  });
  return weight;
};

describe('choosing the lexical weight', () => {
  it('drops an uninformative lexical block and raises the only informative one', async () => {
    assert.equal(await chosen(joined(300, 'model')), 0);
    assert.equal(await chosen(joined(300, 'lexical')), 1);
  });

  it('chooses the lowest log-loss with several labels', async () => {
    const several = (speaks: 'lexical' | 'model') => {
      const { x, y } = joined(150, speaks);
      const truth = indicators(150, 2);
      y.forEach((label, i) => (truth.data[2 * i + label] = YES));
      return { x, y: truth };
    };
    const weights = [0, 0.5, 1];
    const found = [];
    for (const speaks of ['model', 'lexical'] as const) {
      const { x, y } = several(speaks);
      const losses: number[] = [];
      for (const weight of weights) {
        const options = { rng: new Rng(3), folds: 5 };
        const own = recordsAt(x, share, weight);
        losses.push((await crossValidate(own, y, [10], typeScriptOps, options))[0]!.loss);
      }
      const best = weights[losses.indexOf(Math.min(...losses))]!;
      for (const present of weights) assert.equal(await chosen({ x, y }, present), best);
      found.push(best);
    }
    assert.ok(found[0]! < found[1]!);
  });

  it('starts at 100 answers and needs at least two labels', async () => {
    const { x, y } = joined(100, 'lexical');
    assert.equal(await chosen({ x, y }), 1);
    const few = takeRows(
      x,
      Array.from({ length: 99 }, (_, i) => i),
    );
    assert.equal(await chosen({ x: few, y: y.slice(0, 99) }), 0.5);
    assert.equal(await chosen({ x, y: new Int32Array(100) }), 0.5);
  });

  it('runs between the choices of C and s, and C is chosen again for the new weight', async () => {
    const { x, y } = joined(300, 'lexical');
    const rng = (): Rng => new Rng(3);
    const head = await chooseHead(x, y, typeScriptOps, {
      c: 'auto',
      strength: 0,
      present: { c: 10, strength: 0, weight: 0.5 },
      share,
      rng,
    });
    assert.equal(head.weight, 1);
    const alone = await chooseHead(recordsAt(x, share, 1), y, typeScriptOps, {
      c: 'auto',
      strength: 0,
      present: { c: 10, strength: 0 },
      rng,
    });
    assert.deepEqual(head, { ...alone, weight: 1 });
  });
});

describe('betterWeight', () => {
  const scores = (
    weight: number,
    hits: number[],
    losses = hits.map((hit) => 1 - hit),
  ): WeightScores => ({
    weight,
    hits,
    losses,
    right: hits.reduce((a, b) => a + b, 0),
    loss: losses.reduce((a, b) => a + b, 0) / losses.length,
  });

  it('requires a gain of more than one standard error of the paired difference', () => {
    // By hand. Gains 1, 0, 0, 0: mean 1/4, variance 1/4, standard error √(1/4 / 4) = 1/4: no gain.
    assert.equal(isGain([1, 0, 0, 0]), false);
    // Gains 1, 1, 0, 0: mean 1/2, variance 1/3, standard error √(1/3 / 4) = .289.
    assert.equal(isGain([1, 1, 0, 0]), true);
    // Gains 1, 1, −1, 0: mean 1/4, variance 11/12, standard error √(11/12 / 4) = .479.
    assert.equal(isGain([1, 1, -1, 0]), false);
    assert.equal(isGain([0, 0, 0]), false);
    const present = scores(0.5, [0, 0, 0, 1]);
    assert.equal(betterWeight([present, scores(0, [1, 0, 0, 1])]), 0.5);
    assert.equal(betterWeight([present, scores(0, [1, 1, 0, 1])]), 0);
    assert.equal(betterWeight([present, scores(0, [1, 1, 0, 1]), scores(1, [1, 1, 1, 1])]), 1);
  });

  it('uses log-loss if accuracies are equal', () => {
    const hits = [1, 1, 0, 1];
    const present = scores(0.5, hits, [0.5, 0.5, 1, 0.5]);
    assert.equal(betterWeight([present, scores(1, hits, [0.4, 0.3, 0.9, 0.4])]), 1);
    // Gains .4, −.1, −.1, −.1 are within chance.
    assert.equal(betterWeight([present, scores(1, hits, [0.1, 0.6, 1.1, 0.6])]), 0.5);
  });
});
