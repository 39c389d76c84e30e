import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseHead, type ChooseHeadOptions } from '../../../src/core/heads/chooseHead.ts';
import { chooseTemperature } from '../../../src/core/heads/chooseTemperature.ts';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { crossFit, crossFitOneVsRest } from '../../../src/core/heads/crossFit.ts';
import { indicators, UNKNOWN, YES } from '../../../src/core/heads/indicators.ts';
import { stratifiedFolds } from '../../../src/core/heads/stratifiedFolds.ts';
import { fitLabelTemperature, fitTemperature } from '../../../src/core/heads/temperature.ts';
import { matrix, takeRows } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs } from './data.ts';

const ops = typeScriptOps;
const rng = () => new Rng(9).fork('folds');

/** Fails if anything is fitted. */
const unused = new Proxy(ops, {
  get: (_, name) => assert.fail(`${String(name)} is called`),
});

/** The answers as judgements of three labels, some of them unknown. */
function judged(y: Int32Array) {
  const truth = indicators(y.length, 3);
  y.forEach((label, i) => {
    truth.data[3 * i + label] = YES;
    if (i % 4 === 0) truth.data[3 * i + ((label + 1) % 3)] = UNKNOWN;
  });
  return truth;
}

describe('the temperature of a head', () => {
  const { x, y } = blobs(240, 8, 3, 1.2, 3);

  it('is that of held-out probabilities', async () => {
    const [fit] = await crossFit(x, y, [30], ops, { rng: rng(), folds: 5 });
    const t = await chooseTemperature(x, y, ops, { c: 30, rng: rng() });
    assert.equal(t, fitTemperature(fit!.probabilities, y));
    const truth = judged(y);
    const several = await crossFitOneVsRest(x, truth, 30, ops, { rng: rng(), folds: 5 });
    const own = await chooseTemperature(x, truth, ops, { c: 30, rng: rng() });
    assert.equal(own, fitLabelTemperature(several.probabilities, several.labels, truth));
  });

  it('softens heads that have memorised their records', async () => {
    // With random answers, a head scored on its own training records seems to be right.
    const chance = new Rng(4);
    const noise = Int32Array.from(y, () => chance.integer(3));
    const heads = [
      { c: 100, rng: rng() },
      { c: 100, members: 4, rng: rng() },
    ];
    for (const head of heads) {
      const t = await chooseTemperature(x, noise, ops, head);
      assert.ok(t > 1.2, `T ${t}`);
    }
    const t = await chooseTemperature(x, judged(noise), ops, { c: 100, rng: rng() });
    assert.ok(t > 1.2, `T ${t}`);
  });

  it('of a committee is fitted to the mean of its members', async () => {
    const own = rng();
    const folds = stratifiedFolds(y, 3, 5, own);
    const p = matrix(x.rows, 3);
    for (let fold = 0; fold < 5; fold++) {
      const rows = Array.from(folds.keys());
      const others = rows.filter((row) => folds[row] !== fold);
      const answers = others.map((row) => y[row]!);
      const drawn = own.fork(`committee without fold ${fold}`);
      const options = { c: 30, members: 4, rng: drawn };
      const head = await fitCommitteeHead(takeRows(x, others), answers, ops, options);
      for (const row of rows.filter((one) => folds[one] === fold)) {
        const { data } = await head.sampleProba(takeRows(x, [row]));
        for (let j = 0; j < 3; j++) {
          p.data[3 * row + j] = [0, 1, 2, 3].reduce((sum, k) => sum + data[3 * k + j]! / 4, 0);
        }
      }
    }
    const t = await chooseTemperature(x, y, ops, { c: 30, members: 4, rng: rng() });
    assert.ok(Math.abs(t - fitTemperature(p, y)) < 1e-6);
    assert.notEqual(t, await chooseTemperature(x, y, ops, { c: 30, rng: rng() }));
  });

  it('is 1 if nothing can be learnt or held out', async () => {
    const few = matrix(3, 8, x.data.slice(0, 24));
    assert.equal(await chooseTemperature(few, [1, 1, 1], ops, { c: 1, rng: rng() }), 1);
    assert.equal(await chooseTemperature(few, [0, 1, 2], ops, { c: 1, rng: rng() }), 1);
    const empty = indicators(3, 2);
    assert.equal(await chooseTemperature(few, empty, ops, { c: 1, rng: rng() }), 1);
  });

  it('excludes the only record of a label', async () => {
    const labels = Int32Array.from(y, (label, i) => (i === 7 ? 3 : label));
    const [fit] = await crossFit(x, labels, [30], ops, { rng: rng(), folds: 5 });
    const t = await chooseTemperature(x, labels, ops, { c: 30, rng: rng() });
    const columns = Int32Array.from(labels, (label, i) => (i === 7 ? -1 : label));
    assert.equal(t, fitTemperature(fit!.probabilities, columns));
  });
});

describe('held-out probabilities of the chosen head', () => {
  const { x, y } = blobs(200, 8, 3, 1, 5);
  const labelVectors = matrix(3, 8);
  labelVectors.data.set([1, 0.5, -1, 0, 0, 0, 0, 0, 0, 1, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  const options: ChooseHeadOptions = {
    c: 'auto',
    strength: 'auto',
    present: { c: 10, strength: 20 },
    labelVectors,
    rng,
  };

  const ways: Readonly<Record<string, Partial<ChooseHeadOptions>>> = {
    'C and s': {},
    'C alone': { strength: 20 },
    's alone': { c: 10 },
    'C without a prior': { labelVectors: undefined },
  };
  for (const [chosen, changes] of Object.entries(ways)) {
    for (const answers of [y, judged(y)]) {
      it(`are those of the choice of ${chosen}, ${'labels' in answers ? 'several labels' : 'one label'}`, async () => {
        const own = { ...options, ...changes };
        const { c, strength, heldOut } = await chooseHead(x, answers, ops, own);
        assert.ok(heldOut);
        const prior = own.labelVectors && { vectors: own.labelVectors, strength };
        const t = await chooseTemperature(x, answers, unused, { c, prior, heldOut, rng: rng() });
        const fresh = await chooseTemperature(x, answers, ops, { c, prior, rng: rng() });
        // A search over several candidates converges to a slightly different point.
        assert.ok(Math.abs(t - fresh) < 2e-2, `${t} and ${fresh}`);
      });
    }
  }

  it('are none if nothing is chosen', async () => {
    const own = { ...options, c: 10, strength: 20 };
    assert.equal((await chooseHead(x, y, ops, own)).heldOut, undefined);
  });
});
