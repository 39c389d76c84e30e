import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordIdOf, recordIdToBytes } from '../../../src/core/record.ts';
import { seededIdHash } from '../../../src/engine/pool/seededIdHash.ts';

const n = 4000;
const idBytes = new Uint8Array(16 * n);
for (let i = 0; i < n; i++) idBytes.set(recordIdToBytes(recordIdOf(`text ${i}`))!, 16 * i);
const rows = Array.from({ length: n }, (_, row) => row);

describe('seeded id hash', () => {
  it('depends on the id and the seed, not on the row', () => {
    const hash = seededIdHash(idBytes, 7);
    const moved = seededIdHash(idBytes.slice(16 * 100), 7);
    assert.equal(moved(5), hash(105));
    assert.notEqual(seededIdHash(idBytes, 8)(105), hash(105));
  });

  it('is uniform and rarely collides', () => {
    const hashes = rows.map(seededIdHash(idBytes, 1));
    assert.ok(new Set(hashes).size >= n - 3);
    const tenths = new Array<number>(10).fill(0);
    for (const hash of hashes) tenths[Math.floor((10 * hash) / 2 ** 32)]!++;
    // χ² with 9 degrees of freedom exceeds 27.9 in one of a thousand samples.
    const chi = tenths.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0);
    assert.ok(chi < 27.9, `${chi}`);
  });

  it('orders ids independently for each seed', () => {
    const first = seededIdHash(idBytes, 1);
    const second = seededIdHash(idBytes, 2);
    const agreeing = rows.slice(1).filter((i) => first(i) < first(0) === second(i) < second(0));
    assert.ok(agreeing.length < n - 1 && agreeing.length > 0);
    const correlation = rows.reduce(
      (sum, i) => sum + (first(i) / 2 ** 32 - 0.5) * (second(i) / 2 ** 32 - 0.5),
      0,
    );
    assert.ok(Math.abs((12 * correlation) / n) < 0.06, `${(12 * correlation) / n}`);
  });
});
