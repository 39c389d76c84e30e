import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { standingOf, type Member } from '../../../src/core/holdout/standing.ts';

const states = { l: 'labelled', s: 'skipped', w: 'waiting', o: 'open' } as const;

/** Members a, b, c … in the states of a word: "lsow". */
const members = (word: string): Member[] =>
  [...word].map((letter, i) => ({
    id: String.fromCharCode(97 + i),
    state: states[letter as keyof typeof states],
  }));

describe('where the hold-out stands', () => {
  test('metrics rest on the longest prefix that was gone through', () => {
    const { counted, skipped, ask, reached, isPart } = standingOf(members('lsllolo'), 200);
    assert.deepEqual(counted, ['a', 'c', 'd']);
    assert.equal(skipped, 1);
    assert.deepEqual(ask, ['e', 'g']);
    assert.equal(reached, 3);
    assert.equal(isPart, false);
  });

  test('C1 a member labelled by hand waits: it breaks the prefix and is asked in its place', () => {
    const { counted, ask, waiting } = standingOf(members('lwlw'), 200);
    assert.deepEqual(counted, ['a']);
    assert.deepEqual(ask, ['b', 'd']);
    assert.equal(waiting, 2);
  });

  test('beyond the size none is asked; a skipped one makes room for the next', () => {
    const { ask, reserved, size } = standingOf(members('lsooooo'), 3);
    assert.deepEqual(ask, ['c', 'd']);
    assert.deepEqual(reserved, ['e', 'f', 'g']);
    assert.equal(size, 4);
    assert.deepEqual(standingOf(members('lllll'), 3).counted, ['a', 'b', 'c', 'd', 'e']);
  });

  test('C2 members that came later are asked first, and metrics speak of the earlier ones until then', () => {
    // b and d were appended; a, c and e had been gone through.
    const earlier = new Set(['a', 'c', 'e', 'f']);
    const grown = standingOf(members('lololo'), 200, earlier);
    assert.deepEqual(grown.counted, ['a', 'c', 'e']);
    assert.equal(grown.isPart, true);
    assert.deepEqual(grown.ask, ['b', 'd', 'f']);
    assert.equal(grown.reached, 1);
    const filled = standingOf(members('lllllo'), 200, earlier);
    assert.deepEqual(filled.counted, ['a', 'b', 'c', 'd', 'e']);
    assert.equal(filled.isPart, false);
  });

  test('C2 with as many answers as wanted, growth asks only for what is missing below them', () => {
    const earlier = new Set(['a', 'd', 'e']);
    const { ask, counted } = standingOf(members('lollo'), 3, earlier);
    assert.deepEqual(ask, ['b']);
    assert.deepEqual(counted, ['a', 'd']);
  });
});
