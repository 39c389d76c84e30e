import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HoldoutProgress } from '../../../src/core/loop/holdout/holdoutProgress.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

test('C13 a record that joined a group through one of its members belongs to the group', () => {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  const id = (name: string): string => recordIdOf(name);
  // The first three form one group; the last two refer to each other, a cycle that must not loop
  // forever.
  const representatives = { a: 'a', b: 'a', c: 'b', d: undefined, e: 'f', f: 'e' };
  const members = Object.entries(representatives).map(([name, other]) => ({
    recordId: id(name),
    multiplicity: 1,
    hash: 5,
    ...(other !== undefined && { representative: id(other) }),
  }));
  store.setHoldout({ members, seed: 1, at: 0, draw: { hashVersion: 1, rate: 0.2 } });
  members.forEach(({ recordId }, at) => {
    const given = { at, annotator: 'ada', kind: 'label', recordId, label: 'x' } as const;
    store.append({ id: `${at}`, ...given, ask: { kind: 'holdout' } });
  });
  const labels = [{ name: 'x' }, { name: 'y' }];
  const project = { ...projectDefaults, pool: [{ path: 'pool.jsonl' }], text: ['text'], labels };
  const progress = new HoldoutProgress(store, () => undefined, { project });
  const groups = new Map(progress.counted().map(({ recordId, group }) => [recordId, group]));
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((name) => groups.get(id(name))),
    ['a', 'a', 'a', 'd'].map(id),
  );
  assert.equal(groups.size, 6);
});
