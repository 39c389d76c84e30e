import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareClasses,
  compareHeads,
  compareRocAuc,
} from '../../../src/core/metrics/pairedTests.ts';
import { evaluateHoldout } from '../../../src/core/metrics/evaluate.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { oneVsRestRankings } from '../../../src/core/metrics/rocAuc.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from './close.ts';

describe('comparing two heads', () => {
  const rng = new Rng(3);
  const n = 200;
  const truth = Int32Array.from({ length: n }, () => rng.integer(3));
  const first = truth.map((t) => (rng.uniform() < 0.7 ? t : (t + 1) % 3));
  // The second head corrects a third of the first one's errors and adds none.
  const second = first.map((p, i) => (p !== truth[i]! && rng.uniform() < 0.33 ? truth[i]! : p));

  it('detects a difference that separate intervals would hide', () => {
    const c = compareHeads({ truth }, first, second, 3, { rng: new Rng(1) });
    assert.equal(c.onlyFirstRight, 0);
    close(c.accuracy.value, c.onlySecondRight / n);
    assert.ok(c.accuracy.low > 0 && c.macroF1.low > 0);
    // The paired standard error by hand.
    const d = c.onlySecondRight / n;
    const se = Math.sqrt((d - d * d) / n);
    close((c.accuracy.high - c.accuracy.low) / (2 * 1.96), se, 0.1 * se + 0.002);
  });

  it('a head does not differ from itself', () => {
    const c = compareHeads({ truth }, first, first, 3, { rng: new Rng(1) });
    assert.deepEqual([c.accuracy.low, c.accuracy.value, c.accuracy.high], [0, 0, 0]);
  });

  it('is antisymmetric', () => {
    const one = compareHeads({ truth }, first, second, 3, { rng: new Rng(1) });
    const other = compareHeads({ truth }, second, first, 3, { rng: new Rng(1) });
    close(other.macroF1.value, -one.macroF1.value);
    assert.equal(other.onlyFirstRight, one.onlySecondRight);
  });

  it('uses weights, and rejects empty input', () => {
    const c = compareHeads({ truth: [0, 1], weights: [3, 1] }, [1, 1], [0, 0], 2, {
      rng: new Rng(1),
    });
    close(c.accuracy.value, 3 / 4 - 1 / 4);
    assert.throws(
      () => compareHeads({ truth: [] }, [], [], 2, { rng: new Rng(1) }),
      says(/no records/),
    );
  });
});

describe('C13 near-duplicates are resampled as groups', () => {
  const rng = new Rng(8);
  const texts = Array.from({ length: 60 }, () => rng.integer(2));
  const once = texts.map((t) => (rng.uniform() < 0.6 ? t : 1 - t));
  const then = once.map((p, i) => (rng.uniform() < 0.25 ? texts[i]! : p));
  const copied = (values: readonly number[]): number[] => values.flatMap((v) => [v, v, v, v]);
  const groups = copied(texts.map((_, i) => i));

  it('four copies of each text give the interval width of single texts, not half of it', () => {
    const options = { rng: new Rng(1), resamples: 4000 };
    const width = ({ accuracy, macroF1 }: ReturnType<typeof compareHeads>): number[] =>
      [accuracy, macroF1].map(({ low, high }) => high - low);
    const single = width(compareHeads({ truth: texts }, once, then, 2, options));
    const records = { truth: copied(texts), groups };
    const grouped = width(compareHeads(records, copied(once), copied(then), 2, options));
    const alone = { truth: copied(texts) };
    const ignored = width(compareHeads(alone, copied(once), copied(then), 2, options));
    single.forEach((expected, i) => {
      close(grouped[i], expected, 0.08 * expected);
      assert.ok(ignored[i]! < 0.62 * expected, `${ignored[i]} of ${expected}`);
    });
  });

  it('the same holds for accuracy, macro-F1 and ROC-AUC of one head', () => {
    const n = 240;
    const p = matrix(n, 2);
    copied(once).forEach((label, i) => (p.data[2 * i + label] = 1));
    const input = { probabilities: p, headLabels: [0, 1], truth: copied(texts), seed: 1 };
    const names = { labelNames: ['a', 'b'] };
    const alone = evaluateHoldout({ ...input, ...names });
    const grouped = evaluateHoldout({ ...input, ...names, groups });
    close(grouped.effectiveN, 60);
    for (const metric of ['accuracy', 'macroF1', 'rocAuc'] as const) {
      const [a, g] = [alone[metric], grouped[metric]];
      assert.ok(a.value !== null && g.value !== null);
      close(a.value, g.value);
      const times = (g.high - g.low) / (a.high - a.low);
      assert.ok(times > 1.7 && times < 2.3, `${metric}: ${times}`);
    }
  });
});

describe('comparing two heads per class', () => {
  // 25 records of class 0, 25 of class 1, 4 of class 2.
  const truth = [...Array<number>(25).fill(0), ...Array<number>(25).fill(1), 2, 2, 2, 2];
  const first = truth.map((t, i) => (t === 0 && i < 10 ? 1 : t));
  const second = truth.map((t, i) => (t === 0 && i < 1 ? 1 : t));

  it('returns the F1 difference with an interval that excludes 0', () => {
    const [zero, one, two] = compareClasses({ truth }, first, second, 3);
    // By hand for class 0: 2·15 / (25 + 15) = .75 and 2·24 / (25 + 24) = .980.
    close(zero!.value, 48 / 49 - 30 / 40);
    close(one!.value, 50 / 51 - 50 / 60);
    assert.ok(zero!.low > 0 && zero!.high < 0.4 && one!.low > 0);
    assert.equal(two, null, 'four records are too few');
  });

  it('computes the ROC-AUC difference on common resamples', () => {
    const scores = (right: number) => {
      const p = matrix(truth.length, 2);
      truth.forEach((t, i) => (p.data[2 * i + 1] = t === 1 || i % right === 0 ? 0.9 : 0.1));
      return oneVsRestRankings(
        p,
        [0, 1],
        truth.map((t) => Math.min(t, 1)),
        2,
      );
    };
    const n = truth.length;
    const options = { rng: new Rng(2) };
    const better = compareRocAuc(scores(3), scores(12), n, options)!;
    assert.ok(better.value > 0 && better.low > 0 && better.high < 0.5);
    const same = compareRocAuc(scores(3), scores(3), n, options)!;
    assert.deepEqual([same.value, same.low, same.high], [0, 0, 0]);
    assert.equal(compareRocAuc([], [], n, options), null);
  });
});
