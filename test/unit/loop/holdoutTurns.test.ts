import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldoutState } from '../../../src/core/holdout/holdoutState.ts';
import { HoldoutTurns } from '../../../src/core/loop/queue/holdoutTurns.ts';

const rounds = () => [];

function turnsOf(standing: Partial<HoldoutState>) {
  const { ask = [], reserved = [], reached = 0 } = standing;
  return new HoldoutTurns({
    store: { rounds },
    holdout: { standing: { ask, reserved, reached } as unknown as HoldoutState },
    seed: 5,
  });
}

test('one pick in four is a hold-out record, in order, skipping those already queued', () => {
  const turns = turnsOf({ ask: ['a', 'b', 'c', 'd', 'e'] }).begin(0, (id) => id === 'b');
  const due = Array.from({ length: 16 }, (_, picks) => turns.due(picks)?.id);
  for (let block = 0; block < 16; block += 4) {
    assert.equal(due.slice(block, block + 4).filter((id) => id !== undefined).length, 1);
  }
  assert.deepEqual(
    due.filter((id) => id !== undefined),
    ['a', 'c', 'd', 'e'],
  );
});

test('counts earlier picks, so that planning in parts yields the same turns', () => {
  const ask = Array.from({ length: 20 }, (_, i) => `h${i}`);
  const places = (begun: number, count: number): boolean[] => {
    const turns = turnsOf({ ask }).begin(begun, () => false);
    return Array.from({ length: count }, (_, planned) => turns.due(planned) !== undefined);
  };
  assert.deepEqual([...places(0, 5), ...places(5, 7)], places(0, 12));
});

test('when nothing else remains, open members come first, then reserved ones', () => {
  const turns = turnsOf({ ask: ['a'], reserved: ['r', 's', 't'] }).begin(0, (id) => id === 'r');
  assert.equal(turns.last(() => false)?.id, 'a');
  assert.equal(turns.last((id) => id === 's')?.id, 't');
  assert.equal(
    turns.last(() => true),
    undefined,
  );
  assert.equal(
    turnsOf({})
      .begin(0, () => false)
      .last(() => false),
    undefined,
  );
});
