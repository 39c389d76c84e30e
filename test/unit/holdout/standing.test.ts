import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { holdoutState, type Member } from '../../../src/core/holdout/holdoutState.ts';

const states = { l: 'labelled', s: 'skipped', w: 'waiting', o: 'open' } as const;

/** Members a, b, c … with states from a string such as "lsow". */
const members = (word: string): Member[] =>
  [...word].map((letter, i) => ({
    id: String.fromCharCode(97 + i),
    state: states[letter as keyof typeof states],
  }));

describe('hold-out progress', () => {
  test('metrics use the longest completed prefix', () => {
    const { counted, skipped, ask, reached, isPart, behind } = holdoutState(
      members('lsllolo'),
      200,
    );
    assert.deepEqual(counted, ['a', 'c', 'd']);
    assert.equal(skipped, 1);
    assert.deepEqual(ask, ['e', 'g']);
    assert.equal(reached, 3);
    assert.equal(behind, 1);
    assert.equal(isPart, false);
  });

  test('C1 a member labelled by hand ends the prefix and is asked in its turn', () => {
    const { counted, ask, waiting, behind } = holdoutState(members('lwlw'), 200);
    assert.equal(behind, 1);
    assert.deepEqual(counted, ['a']);
    assert.deepEqual(ask, ['b', 'd']);
    assert.equal(waiting, 2);
  });

  test('asks no more members than the size; a skip makes room for the next', () => {
    const { ask, reserved, size } = holdoutState(members('lsooooo'), 3);
    assert.deepEqual(ask, ['c', 'd']);
    assert.deepEqual(reserved, ['e', 'f', 'g']);
    assert.equal(size, 4);
    assert.equal(holdoutState(members('lwwww'), 3).waiting, 2, 'those beyond the size are not due');
    assert.deepEqual(holdoutState(members('lllll'), 3).counted, ['a', 'b', 'c', 'd', 'e']);
  });

  test('C2 appended members are asked first, and metrics use the earlier ones until then', () => {
    // b and d were appended after a, c and e had been completed.
    const earlier = new Set(['a', 'c', 'e', 'f']);
    const grown = holdoutState(members('lololo'), 200, earlier);
    assert.deepEqual(grown.counted, ['a', 'c', 'e']);
    assert.equal(grown.isPart, true);
    assert.deepEqual(grown.ask, ['b', 'd', 'f']);
    assert.equal(grown.reached, 1);
    assert.equal(grown.behind, 0);
    const filled = holdoutState(members('lllllo'), 200, earlier);
    assert.deepEqual(filled.counted, ['a', 'b', 'c', 'd', 'e']);
    assert.equal(filled.isPart, false);
  });

  test('C2 with enough answers, growth asks only for the missing members below them', () => {
    const earlier = new Set(['a', 'd', 'e']);
    const { ask, counted } = holdoutState(members('lollo'), 3, earlier);
    assert.deepEqual(ask, ['b']);
    assert.deepEqual(counted, ['a', 'd']);
  });
});
