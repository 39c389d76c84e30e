import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerTime } from '../../../src/core/metrics/answerTime.ts';

const lengths = Array.from({ length: 20 }, (_, i) => 10 * (i + 1));

describe('answer time', () => {
  it('fits a line to the timings: 2 s plus 0.05 s per unit of length', () => {
    const { base, perUnit } = answerTime(
      lengths,
      lengths.map((x) => 2 + 0.05 * x),
    )!;
    assert.ok(Math.abs(perUnit - 0.05) < 1e-12 && Math.abs(base - 2) < 1e-9);
  });

  it('is robust to occasional interruptions and pauses', () => {
    const seconds = lengths.map((x, i) => (i % 6 === 0 ? 90 : i === 7 ? 5000 : 2 + 0.05 * x));
    const { base, perUnit } = answerTime(lengths, seconds)!;
    assert.ok(Math.abs(perUnit - 0.05) < 0.02, `${perUnit}`);
    assert.ok(Math.abs(base - 2) < 1.5, `${base}`);
  });

  it('never decreases with length, and is undefined for few timings', () => {
    const falling = answerTime(
      lengths,
      lengths.map((x) => 30 - 0.1 * x),
    )!;
    assert.equal(falling.perUnit, 0);
    assert.ok(falling.base > 10 && falling.base < 30);
    assert.equal(answerTime(lengths.slice(0, 9), lengths), undefined);
  });

  it('has no slope if all texts have one length', () => {
    const same = new Array<number>(12).fill(40);
    assert.deepEqual(answerTime(same, new Array<number>(12).fill(3)), { base: 3, perUnit: 0 });
  });
});
