import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  comparisonError,
  varianceRatio,
  pairError,
  sharedError,
  trainingError,
  type Halvings,
} from '../../../src/core/metrics/strategyComparisonError.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from './close.ts';

describe('C7 the error from training records', () => {
  it('of a mean is that of the mean, over all halvings of the records', () => {
    const records = [1, 2, 4, 7];
    const halvings = [
      [0, 1, 2, 3],
      [0, 2, 1, 3],
      [0, 3, 1, 2],
    ];
    const values = halvings.flatMap(([a, b, c, d]) => [
      (records[a!]! + records[b!]!) / 2,
      (records[c!]! + records[d!]!) / 2,
    ]);
    // Sample variance 7, divided by four records.
    close(trainingError(values).variance, 7 / 4);
    assert.throws(() => trainingError([1, 2, 3]), RangeError);
  });

  it('is not overstated where the effects of records are not additive', () => {
    const rng = new Rng(9);
    const [sets, halvings, n] = [300, 40, 40];
    const means: number[] = [];
    let estimated = 0;
    for (let set = 0; set < sets; set++) {
      const records = Array.from({ length: n }, () => [rng.normal(), rng.normal()]);
      // A head's quality falls with the square of its distance from the best head.
      const value = (half: number[][]): number =>
        -[0, 1].reduce((sum, k) => sum + (half.reduce((all, x) => all + x[k]!, 0) / n) ** 2, 0);
      const values = Array.from({ length: halvings }, () => {
        const order = rng.shuffle([...records]);
        return [value(order.slice(0, n / 2)), value(order.slice(n / 2))];
      }).flat();
      means.push(values.reduce((sum, one) => sum + one, 0) / values.length);
      estimated += trainingError(values).variance / sets;
    }
    const middle = means.reduce((sum, one) => sum + one, 0) / sets;
    const truth = means.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (sets - 1);
    assert.ok(estimated > 0.8 * truth && estimated < 1.4 * truth, `${estimated} of ${truth}`);
  });
});

describe('C7 the error of a comparison', () => {
  const records = 60;
  const count = 16;
  const axes = 12;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const varianceOf = (values: readonly number[]): number => {
    const middle = mean(values);
    return mean(values.map((value) => (value - middle) ** 2));
  };

  /**
   * A comparison of arms whose records are equally informative. A record that the random arm gets wrong
   * (`missed`) improves it more as a training record; similar records improve the predictions of each other.
   * The references measure what the arms learn.
   */
  function compared(rng: Rng, { pairs, shared }: { pairs: number; shared: number }): Halvings {
    const normals = (): Float64Array => Float64Array.from({ length: records }, () => rng.normal());
    const missed = normals();
    const own = normals();
    const teaches = missed.map((value, i) => -shared * value + 0.5 * own[i]!);
    const chosen = normals();
    const points = Array.from({ length: axes }, normals);
    const alike = Array.from(missed, (_, i) =>
      missed.map((_, j) => pairs * points.reduce((sum, axis) => sum + axis[i]! * axis[j]!, 0)),
    );
    const random: Float64Array[] = [];
    const side: Int8Array[] = [];
    const reference = { random: [] as number[], active: [] as number[] };
    for (let k = 0; k < count; k++) {
      const [randomOrder, activeOrder] = [
        rng.sample(records, records),
        rng.sample(records, records),
      ];
      const row = new Float64Array(records);
      const first = new Int8Array(records).fill(-1);
      for (const half of [0, 1]) {
        const part = (order: Int32Array, which: number): Int32Array =>
          order.subarray((which * records) / 2, ((which + 1) * records) / 2);
        const trained = part(randomOrder, half);
        if (half === 0) for (const i of trained) first[i] = 1;
        const learnt = mean(Array.from(trained, (j) => teaches[j]!));
        reference.random.push(learnt);
        reference.active.push(mean(Array.from(part(activeOrder, half), (j) => 0.5 * chosen[j]!)));
        for (const i of part(randomOrder, 1 - half)) {
          row[i] = -missed[i]! + learnt + mean(Array.from(trained, (j) => alike[i]![j]!));
        }
      }
      random.push(row);
      side.push(first);
    }
    const middle = mean(random.map((row) => mean([...row])));
    const tested = {
      random: random.map((row) => row.map((value) => (value - middle) / records)),
      active: random.map(() => new Float64Array(records)),
    };
    const sizes = { start: 0, arm: records };
    return { tested, side, reference, sizes, minVariance: 0 };
  }

  /** The variance of the difference over sets of `compared`, and the means of its estimate and parts. */
  function over(sets: number, settings: { pairs: number; shared: number }) {
    const rng = new Rng(5);
    const all = Array.from({ length: sets }, () => compared(rng, settings));
    const whole = all.map((halvings) => comparisonError(halvings).variance);
    // These references are the truth.
    const more = all.flatMap(({ reference, sizes }) =>
      [reference.random, reference.active].map(
        (values) => 2 * trainingError(values).variance * (varianceRatio(sizes) - 1),
      ),
    );
    const single = ((1 + settings.shared) ** 2 + 0.5) / records;
    const ofPairs = (2 * settings.pairs ** 2 * axes) / (records * (records - 1));
    return {
      truth: single + ofPairs,
      estimate: mean(whole) - mean(more),
      pairs: mean(all.map(({ tested, side }) => pairError(tested.random, side))),
      shared: mean(all.map((one) => sharedError(one.tested, one.side, one.reference.random))),
    };
  }

  it('counts pairs of records twice that improve each other’s predictions', () => {
    const { truth, estimate, pairs } = over(60, { pairs: 2, shared: 0 });
    assert.ok(Math.abs(estimate / truth - 1) < 0.12, `${estimate} of ${truth}`);
    assert.ok(estimate - pairs < 0.85 * truth, `${estimate - pairs} of ${truth}`);
    const none = over(60, { pairs: 0, shared: 0 });
    assert.ok(Math.abs(none.pairs) < 0.02 * none.truth, `${none.pairs} of ${none.truth}`);
  });

  it('accounts for the covariance of a record’s effects as test and as training record', () => {
    const { truth, estimate, shared } = over(60, { pairs: 0.5, shared: -0.5 });
    assert.ok(Math.abs(estimate / truth - 1) < 0.12, `${estimate} of ${truth}`);
    assert.ok(shared < -0.4 * truth, `${shared} of ${truth}`);
    const none = over(60, { pairs: 0.5, shared: 0 });
    assert.ok(Math.abs(none.shared) < 0.1 * none.truth, `${none.shared} of ${none.truth}`);
  });

  it('is larger against the truth than against a head that learnt from the same records', () => {
    const rng = new Rng(8);
    for (const sizes of [
      { start: 0, arm: 20 },
      { start: 20, arm: 40 },
    ]) {
      const { start, arm } = sizes;
      // Means of this many records; the axes are alike except for the distances between the means.
      const total = (n: number): number => Math.sqrt(n) * rng.normal();
      const apart = { truth: [] as number[], working: [] as number[] };
      for (let run = 0; run < 20_000; run++) {
        const [common, random, active] = [total(start), total(arm / 2), total(arm / 2)];
        const n = start + arm / 2;
        const [a, b] = [(common + random) / n, (common + active) / n];
        const working = (common + random + active + total(arm)) / (start + 2 * arm);
        apart.truth.push(a ** 2 - b ** 2);
        apart.working.push((a - working) ** 2 - (b - working) ** 2);
      }
      const ratio = varianceOf(apart.truth) / varianceOf(apart.working);
      assert.ok(
        Math.abs(ratio / varianceRatio(sizes) - 1) < 0.1,
        `${ratio}, ${varianceRatio(sizes)}`,
      );
    }
    close(varianceRatio({ start: 0, arm: 100 }), 2);
  });

  it('has fewer degrees of freedom the fewer records decide it', () => {
    const halvings = compared(new Rng(2), { pairs: 1, shared: 0 });
    const still = halvings.reference.random.map(() => 0);
    const [many, some] = [1, 25].map((times) =>
      comparisonError({
        ...halvings,
        tested: {
          ...halvings.tested,
          random: halvings.tested.random.map((row) =>
            row.map((value, i) => (i < 3 ? times * value : value)),
          ),
        },
        reference: { random: still, active: still },
      }),
    );
    assert.ok(
      some!.degreesOfFreedom < many!.degreesOfFreedom / 2,
      `${some!.degreesOfFreedom}, ${many!.degreesOfFreedom}`,
    );
  });
});
