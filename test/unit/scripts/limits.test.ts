import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readLimits } from '../../bench/limits.ts';

const limits = { quick: { what: 'one, against another', most: 2 }, slow: { what: 'so', most: 1 } };

describe('the limits of the benchmarks', () => {
  it('are ratios, each with its sentence', async () => {
    const all = Object.entries(await readLimits());
    assert.ok(all.length > 5);
    for (const [name, { what, most }] of all) {
      assert.ok(most > 0 && what.length > 10, name);
    }
  });

  it('are kept where every ratio is within its own', () => {
    const measured = new Map([
      ['quick', 2],
      ['slow', 0.5],
    ]);
    assert.deepEqual(complaints(measured, limits), []);
  });

  it('are broken by a ratio beyond, by none, and by one without a limit', () => {
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
