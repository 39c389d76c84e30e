import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicators, type Indicators } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { curveOfLabelSets, forecast } from '../../../src/core/metrics/forecast.ts';
import { compareLabels, compareLabelSets } from '../../../src/core/metrics/pairedLabelTests.ts';
import { compareSetsOnStopSet, meanLabelEntropy } from '../../../src/core/metrics/stopSet.ts';
import { Rng } from '../../../src/core/rng.ts';
import { says } from '../../harness/english.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Case {
  readonly labels: number;
  readonly groups: number[];
  readonly weights: number[];
  readonly truth: number[];
  readonly first: number[];
  readonly second: number[];
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  readonly intervals: Record<'microF1' | 'macroF1' | 'subsetAccuracy', Interval>;
  readonly kappa: number;
  readonly kappaPerLabel: number[];
  readonly changed: number;
  readonly p: number[];
  readonly entropy: number;
}

const cases = golden<Case[]>('metrics', 'label_sets');

function setsOf({ labels, groups, weights, truth, first, second }: Case) {
  const of = (data: number[]): Indicators =>
    indicators(groups.length, labels, Int8Array.from(data));
  return { truth: of(truth), first: of(first), second: of(second), weights, groups };
}

describe('two heads on several labels per record match scikit-learn and numpy', () => {
  for (const one of cases) {
    it(`differences, ${one.labels} labels`, () => {
      const own = compareLabelSets(setsOf(one), { rng: new Rng(1), resamples: 4000 });
      assert.equal(own.records, one.groups.length);
      assert.equal(own.onlyFirstRight, one.onlyFirstRight);
      assert.equal(own.onlySecondRight, one.onlySecondRight);
      for (const metric of ['microF1', 'macroF1', 'subsetAccuracy'] as const) {
        const [told, expected] = [own[metric]!, one.intervals[metric]];
        close(told.value, expected.value, 1e-12);
        // The product's interval is 2 % wider because of the number of groups, and two bootstraps differ.
        const reach = 0.12 * (expected.high - expected.low);
        for (const end of ['low', 'high'] as const) {
          assert.ok(Math.abs(told[end] - expected[end]) < reach / 2, `${metric} ${end}`);
        }
      }
    });

    it(`agreement and entropy on the stop set, ${one.labels} labels`, () => {
      const { first, second } = setsOf(one);
      const agreement = compareSetsOnStopSet(first, second);
      close(agreement.kappa, one.kappa, 1e-12);
      close(agreement.changed, one.changed, 1e-12);
      agreement.perClass.forEach(({ kappa }, j) => close(kappa, one.kappaPerLabel[j]!, 1e-12));
      const p = matrix(one.groups.length, one.labels, Float32Array.from(one.p));
      close(meanLabelEntropy(p), one.entropy, 1e-6);
    });
  }
});

describe('two heads on several labels per record', () => {
  const [one] = cases;

  it('swapped, have the opposite differences', () => {
    const { first, second, ...rest } = setsOf(one!);
    const options = { resamples: 200 };
    const there = compareLabelSets({ ...rest, first, second }, { ...options, rng: new Rng(1) });
    const back = compareLabelSets(
      { ...rest, first: second, second: first },
      { ...options, rng: new Rng(1) },
    );
    close(back.microF1!.value, -there.microF1!.value, 1e-12);
    close(back.microF1!.high, -there.microF1!.low, 1e-9);
  });

  it('differ label by label where a label has 20 positives, with wider simultaneous intervals', () => {
    const sets = setsOf(one!);
    const positives = Array.from(
      { length: one!.labels },
      (_, j) => sets.groups.filter((_, i) => one!.truth[i * one!.labels + j] === 1).length,
    );
    const told = compareLabels(sets);
    assert.deepEqual(
      told.map((difference) => difference !== null),
      positives.map((count) => count >= 20),
    );
    const alone = compareLabels(sets, 0.5);
    told.forEach((wide, j) => {
      if (wide) assert.ok(wide.high - wide.low > alone[j]!.high - alone[j]!.low);
    });
  });

  it('are refused without records', () => {
    const none = indicators(0, 2);
    assert.throws(
      () => compareLabelSets({ truth: none, first: none, second: none }, { rng: new Rng(1) }),
      says(/no records/),
    );
  });

  it('agree fully with themselves, and have no κ if no label is predicted', () => {
    const { first } = setsOf(one!);
    const same = compareSetsOnStopSet(first, first);
    assert.deepEqual([same.kappa, same.changed], [1, 0]);
    assert.ok(same.perClass.every(({ f1ChangeBound }) => f1ChangeBound === 0));
    const blank = indicators(10, 2);
    assert.equal(compareSetsOnStopSet(blank, blank).kappa, null);
  });
});

describe('mean entropy of several labels', () => {
  it('is 1 for the same probability everywhere and 0 for certainty, however rare the label', () => {
    close(meanLabelEntropy(matrix(4, 1, Float32Array.of(0.1, 0.1, 0.1, 0.1))), 1, 1e-9);
    assert.equal(meanLabelEntropy(matrix(4, 1, Float32Array.of(1, 0, 0, 0))), 0);
    assert.equal(meanLabelEntropy(matrix(4, 1)), 0);
    assert.equal(meanLabelEntropy(matrix(0, 3)), null);
  });
});

describe('forecast of micro-F1', () => {
  it('finds where a curve of micro-F1 reaches its target', () => {
    const rng = new Rng(3);
    const [n, c] = [200, 6];
    const truth = indicators(n, c);
    for (let at = 0; at < n * c; at++) truth.data[at] = rng.uniform() < 0.25 ? 1 : 0;
    const labels = Array.from({ length: 12 }, (_, i) => 100 + 60 * i);
    // As many labels are missed as are predicted wrongly, so that micro-F1 is 1 minus their share.
    const hard = Float64Array.from({ length: n * c }, () => rng.uniform());
    const f1At = (trained: number): number => 0.9 - 3 * trained ** -0.5;
    const rounds = labels.map((trained) => {
      const missed = 1 - f1At(trained);
      const said = indicators(n, c);
      hard.forEach((own, at) => {
        said.data[at] = truth.data[at] ? Number(own >= missed) : Number(own < missed / 3);
      });
      return said;
    });
    const curve = curveOfLabelSets('microF1', rounds, truth);
    const ones = new Float64Array(n).fill(1);
    curve(ones).forEach((value, i) => assert.ok(Math.abs(value! - f1At(labels[i]!)) < 0.06));
    const target = 0.82;
    const told = forecast({ labels, records: n, curve, target, seed: 1 });
    assert.ok(told.kind === 'forecast', JSON.stringify(told));
    const needed = (3 / (0.9 - target)) ** 2;
    assert.ok(told.labels.low <= needed && needed <= (told.labels.high ?? Infinity));
    const macro = curveOfLabelSets('macroF1', rounds, truth)(ones);
    assert.ok(macro.at(-1)! > macro[0]!);
  });
});
