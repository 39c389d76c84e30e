import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readLimits } from '../../bench/limits.ts';

const limits = { quick: { what: 'one, against another', most: 2 }, slow: { what: 'so', most: 1 } };

describe('benchmark limits', () => {
  it('are ratios, each with a sentence', async () => {
    const all = Object.entries(await readLimits());
    assert.ok(all.length > 5);
    for (const [name, { what, most }] of all) {
      assert.ok(most > 0 && what.length > 10, name);
    }
  });

  it('hold if every ratio is within its limit', () => {
    const measured = new Map([
      ['quick', 2],
      ['slow', 0.5],
    ]);
    assert.deepEqual(complaints(measured, limits), []);
  });

  it('fail for a ratio beyond its limit, a missing one, and one without a limit', () => {
    const measured = new Map([
      ['quick', 2.01],
      ['other', 1],
    ]);
    assert.deepEqual(complaints(measured, limits), [
      'quick is 2.01, beyond its limit of 2: one, against another.',
      'slow was not measured: so.',
      'other has no limit in test/bench/limits.json.',
    ]);
    assert.match(complaints(new Map([['quick', NaN]]), limits)[0]!, /quick is NaN/);
  });
});
