import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  evaluateStrategyComparison,
  labelParts,
  interimLookAt,
  nextInterimLook,
  planStrategyComparison,
  halvingsFor,
  type SplitResult,
  type ComparisonSplit,
} from '../../../src/core/metrics/strategyComparison.ts';
import { indicators, takeIndicators, type Indicators } from '../../../src/core/heads/indicators.ts';
import { Rng } from '../../../src/core/rng.ts';
import { microF1Parts } from '../../../src/core/metrics/labelOutcomes.ts';
import { close } from './close.ts';
import { comparisonProjects } from '../../simulations/comparisonProjects.ts';
import type { ComparisonSettings } from '../../simulations/comparisonRuns.ts';

const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

describe('C7 planning the comparison with random picks', () => {
  it('spends at most 5 % over all interim looks', () => {
    assert.equal(interimLookAt(99), undefined);
    let spent = 0;
    let looks = 0;
    for (let pairs = 0; pairs < 1e7; pairs = nextInterimLook(pairs), looks++) {
      const look = interimLookAt(pairs);
      if (!look) continue;
      assert.equal(look.labels, pairs);
      spent += look.alpha;
    }
    assert.ok(looks > 10 && spent <= 0.05 + 1e-12, `spent ${spent} in ${looks} looks`);
    assert.deepEqual(interimLookAt(139), interimLookAt(100));
  });

  it('halves less often if many classes make fitting expensive', () => {
    assert.equal(halvingsFor(100, 2), 100);
    assert.equal(halvingsFor(400, 5), 40);
    assert.equal(halvingsFor(100, 28), 28);
    assert.equal(halvingsFor(1000, 150), 12);
    const input = { start: [], random: range(0, 100), active: range(1000, 100), classes: 77 };
    const plan = planStrategyComparison({ ...input, rng: new Rng(1) });
    assert.ok(plan.kind === 'plan' && plan.splits.length === 24);
  });

  it('plans two arms of equal size with a common start, tested on held-out random records', () => {
    const input = { start: range(0, 20), random: range(100, 120), active: range(1000, 400) };
    const plan = planStrategyComparison({ ...input, rng: new Rng(1) });
    assert.ok(plan.kind === 'plan' && plan.look.labels === 100);
    const tested = new Set(plan.splits.flatMap(({ test }) => [...test]));
    assert.deepEqual(
      [...tested].sort((a, b) => a - b),
      range(100, 100),
    );
    const trained = new Set<string>();
    for (const { randomArm, activeArm, test } of plan.splits) {
      assert.equal(test.length, 50);
      assert.deepEqual([...randomArm.slice(0, 20)], input.start);
      assert.deepEqual([...activeArm.slice(0, 20)], input.start);
      assert.equal(randomArm.length, activeArm.length);
      assert.equal(new Set([...randomArm, ...test]).size, randomArm.length + test.length);
      assert.ok(activeArm.slice(20).every((record) => record >= 1000 && record < 1100));
      trained.add([...activeArm.slice(20)].sort().join());
    }
    assert.equal(trained.size, plan.splits.length, 'the training records are other ones each time');
    for (let k = 0; k < plan.splits.length; k += 2) {
      const one: ComparisonSplit = plan.splits[k]!;
      const other: ComparisonSplit = plan.splits[k + 1]!;
      assert.deepEqual([...one.randomArm.slice(20)], [...other.test], 'the halves are swapped');
      const chosen = [one, other].flatMap(({ activeArm }) => [...activeArm.slice(20)]);
      assert.equal(new Set(chosen).size, 100);
    }
  });

  it('keeps near-duplicates in one split', () => {
    const random = range(100, 100);
    const groupOf = (record: number): number => Math.floor(record / 4);
    const plan = planStrategyComparison({
      start: [],
      random,
      active: range(1000, 100),
      groupOf,
      rng: new Rng(2),
    });
    assert.ok(plan.kind === 'plan');
    for (const { randomArm, test } of plan.splits) {
      const trained = new Set(Array.from(randomArm, groupOf));
      assert.ok(test.every((record) => !trained.has(groupOf(record))));
    }
  });

  it('cannot tell below 100 records of either kind', () => {
    const few = { start: range(0, 20), random: range(100, 90), active: range(1000, 400) };
    assert.deepEqual(planStrategyComparison({ ...few, rng: new Rng(1) }), {
      kind: 'cannotTell',
      pairs: 90,
      needed: 100,
    });
    const chosen = { ...few, random: range(100, 300), active: range(1000, 20) };
    assert.equal(planStrategyComparison({ ...chosen, rng: new Rng(1) }).kind, 'cannotTell');
  });
});

describe('C7 judging the comparison', () => {
  /**
   * Thirty halvings of 100 records in groups of four, with the given accuracy of each head. By `trainedApart`
   * the active head is better on the reference records after training on one half, and worse after the other.
   */
  function results(randomShare: number, activeShare: number, trainedApart: number): SplitResult[] {
    const rng = new Rng(6);
    const truth = Int32Array.from({ length: 100 }, () => rng.integer(2));
    const [randomLabels, activeLabels] = [randomShare, activeShare].map((share) =>
      truth.map((t) => (rng.uniform() < share ? t : 1 - t)),
    );
    return Array.from({ length: 30 }, () => {
      const fours = Array.from(rng.sample(25, 25), (group) => range(4 * group, 4));
      const order = fours.flat();
      const shift = trainedApart * rng.normal();
      return [0, 1].map((half): SplitResult => {
        const test = half === 0 ? order.slice(0, 52) : order.slice(52);
        const tested = test.map((i) => truth[i]!);
        const known = new Int32Array(200);
        const wrong = 200 * (0.3 + (half === 0 ? shift : -shift));
        const predictions = [60, wrong].map((count) => known.map((_, i) => Number(i < count)));
        const reference = {
          random: labelParts(known, predictions[0]!),
          active: labelParts(known, predictions[1]!),
        };
        const parts = (by: Int32Array) =>
          labelParts(
            tested,
            test.map((i) => by[i]!),
          );
        const arms = { random: parts(randomLabels!), active: parts(activeLabels!) };
        return { test, ...arms, reference, expected: reference };
      });
    }).flat();
  }
  const plan = { look: { labels: 100, alpha: 0.02 }, sizes: { start: 0, arm: 100 } };

  it('reports helping, hurting or no difference seen', () => {
    assert.equal(evaluateStrategyComparison(results(0.6, 0.95, 0), plan).verdict, 'helping');
    assert.equal(evaluateStrategyComparison(results(0.95, 0.6, 0), plan).verdict, 'hurting');
    assert.equal(
      evaluateStrategyComparison(results(0.85, 0.85, 0), plan).verdict,
      'noDifferenceSeen',
    );
  });

  it('widens the interval if the heads depend strongly on their training records', () => {
    const alike = evaluateStrategyComparison(results(0.7, 0.9, 0), plan);
    const apart = evaluateStrategyComparison(results(0.7, 0.9, 0.1), plan);
    assert.equal(alike.difference, apart.difference);
    assert.ok(apart.high - apart.low > 1.3 * (alike.high - alike.low));
  });

  it('assumes that the reference records are as hard as the test records', () => {
    const rng = new Rng(3);
    const truth = Int32Array.from({ length: 60 }, () => rng.integer(2));
    const predictions = (right: number): Int32Array =>
      truth.map((t, i) => (i % 10 < right ? t : 1 - t));
    const parts = (share: number) => ({ numerators: [share], denominators: [1] });
    const judged = (right: number) =>
      evaluateStrategyComparison(
        Array.from({ length: 40 }, (_, k) => {
          const half = (values: ArrayLike<number>): number[] =>
            Array.from(values).slice(...(k % 2 === 0 ? [0, 30] : [30]));
          const apart = k % 2 === 0 ? 0.1 : -0.1;
          const own = labelParts(half(truth), half(predictions(right)));
          return {
            test: half(Array.from(truth.keys())),
            random: own,
            active: own,
            // The working head agrees with 90 %, and by its probabilities expects no difference.
            reference: { random: parts(0.9), active: parts(0.9 + apart) },
            expected: { random: parts(0.6), active: parts(0.6) },
          };
        }),
        plan,
      );
    const [hard, middle, soft] = [9, 7, 6].map((right) => judged(right).high);
    assert.ok(hard! > middle! && middle! > soft!, `${hard}, ${middle}, ${soft}`);
  });

  it('asks more of “hurting” than of “helping”', () => {
    const { difference, low, high } = evaluateStrategyComparison(results(0.7, 0.9, 0.1), plan);
    // scipy.stats.norm.ppf([.996, .984]); t quantiles lie further apart.
    assert.ok((high - difference) / (difference - low) > 2.6521 / 2.1444);
  });

  it('counts near-duplicate test records as one', () => {
    const single = results(0.7, 0.9, 0);
    const grouped = single.map((one) => ({ ...one, groups: Array.from(one.test, (i) => i >> 2) }));
    const [a, b] = [
      evaluateStrategyComparison(single, plan),
      evaluateStrategyComparison(grouped, plan),
    ];
    assert.equal(a.difference, b.difference);
    assert.notEqual(a.high, b.high);
  });
});

describe('C7 several labels per record', () => {
  const sets = (...rows: number[][]) => indicators(rows.length, 3, Int8Array.from(rows.flat()));
  const plan = { look: { labels: 100, alpha: 0.02 }, sizes: { start: 0, arm: 100 } };

  /** Judges halvings that are all the same, with a reference that shows no difference. */
  function judged(truth: Indicators, random: Indicators, active: Indicators) {
    const middle = Math.floor(truth.rows / 2);
    const splits = [range(0, middle), range(middle, truth.rows - middle)].map((test) => {
      const half = (all: Indicators): Indicators => takeIndicators(all, test);
      const arms = {
        random: microF1Parts(half(truth), half(random)),
        active: microF1Parts(half(truth), half(active)),
      };
      const still = { random: arms.random, active: arms.random };
      return { test, ...arms, reference: still, expected: still };
    });
    return evaluateStrategyComparison(Array.from({ length: 12 }, () => splits).flat(), plan);
  }

  it('compares the heads’ micro-F1 over the known labels', () => {
    const truth = sets([1, 1, 0], [0, 0, 0], [1, 0, 0], [1, -1, 0]);
    const random = sets([1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 1, 0]);
    const active = sets([1, 1, 1], [0, 0, 0], [0, 0, 0], [0, 1, 1]);
    // Random: 2 true positives, 1 false positive, 2 false negatives. Active: 2, 2 and 2.
    close(judged(truth, random, active).difference, 4 / 8 - 4 / 7);
  });

  it('does not depend on the many records without a label', () => {
    // Ten records have one label, which the active arm finds; it wrongly adds one to twelve of the other 90.
    const rows = (found: number, added: number) =>
      Array.from({ length: 100 }, (_, i) => [
        Number(i < found || (i >= 10 && i < 10 + added)),
        0,
        0,
      ]);
    const comparison = judged(sets(...rows(10, 0)), sets(...rows(2, 0)), sets(...rows(10, 12)));
    // The random arm gets 92 whole sets right, the active arm 88.
    close(comparison.difference, 20 / 32 - 4 / 12);
  });

  it('sees no difference without a true or predicted label', () => {
    const nothing = sets([0, 0, 0], [0, 0, 0]);
    assert.deepEqual(judged(nothing, nothing, nothing), {
      verdict: 'noDifferenceSeen',
      difference: 0,
      low: -1,
      high: 1,
    });
  });

  it('equals accuracy if every record has exactly one label', () => {
    const rng = new Rng(4);
    const labels = [0, 1, 2].map(() => Array.from({ length: 50 }, () => rng.integer(3)));
    const asSets = labels.map((own) =>
      sets(...own.map((label) => [0, 1, 2].map((j) => Number(j === label)))),
    );
    const [truth, random, active] = labels;
    const right = (predicted: number[]) =>
      labelParts(truth!, predicted).numerators.filter((one) => one > 0).length;
    close(
      judged(asSets[0]!, asSets[1]!, asSets[2]!).difference,
      (right(active!) - right(random!)) / 50,
    );
  });
});

describe('C7 simulation', () => {
  const short = { labels: 400, areas: false };
  // A method with 5 % false verdicts exceeds 8 of 40 once in 10,000 runs; one that is right half
  // the time falls below 5 of 24 once in 1,000.
  for (const [name, halvings] of [
    ['one label', 60],
    ['several labels', 40],
  ] as const) {
    it(`reports no difference for random picks, and one for chosen ones: ${name}`, async () => {
      const countRuns = async (
        chosenBy: ComparisonSettings['chosenBy'],
        runs: number,
        expected: readonly string[],
      ): Promise<number> => {
        let count = 0;
        for (let seed = 1; seed <= runs; seed++) {
          const settings = { ...short, chosenBy, halvings: chosenBy === 'chance' ? 24 : halvings };
          const run = await comparisonProjects[name].run(settings, seed);
          if (run.verdicts.some((verdict) => expected.includes(verdict))) count++;
        }
        return count;
      };
      const wrong = await countRuns('chance', 40, ['helping', 'hurting']);
      assert.ok(wrong <= 8, `${wrong} of 40 false`);
      const right = await countRuns('strategy', 24, ['helping']);
      assert.ok(right >= 5, `${right} of 24 right`);
    });
  }
});
