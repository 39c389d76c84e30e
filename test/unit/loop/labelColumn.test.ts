import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { test } from 'node:test';
import {
  importLabelColumn,
  labelNotice,
  labelProblems,
  type LabelColumn,
} from '../../../src/core/loop/labels/labelColumn.ts';
import type { Engine } from '../../../src/core/engine/engineApi.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { ImportedLabel } from '../../../src/core/engine/poolApi.ts';

const project: ProjectFile = {
  ...projectDefaults,
  pool: [{ path: 'a.jsonl' }],
  text: ['text'],
  labels: [{ name: 'Bread' }, { name: 'cafe\u0301' }],
  labelField: { field: 'label', use: 'annotations' },
};

const stamp = () => ({ id: 'import', at: 1, annotator: 'ada' });

function columnOf(given: readonly ImportedLabel[]): LabelColumn & { store: MemoryStore } {
  const store = new MemoryStore({ project: 'p', identityVersion: 1 });
  const remote = { importedLabels: () => Promise.resolve([...given]) } as Partial<Engine>;
  return {
    project,
    store,
    engine: { remote: remote as Engine },
    write: (work) => new WriteQueue(store, () => Promise.resolve()).run(work),
  };
}

test('A6 imported and skipped labels add up to the total, with reasons, and stay in Problems', async () => {
  const column = columnOf([
    { id: 'a', label: 'Bread', rows: 2 },
    { id: 'b', label: 'caf\u00e9', rows: 1 },
    { id: 'c', label: 'boats', rows: 20 },
    { id: 'd', label: 'ships', rows: 1 },
    { id: 'e', label: 'Bread', conflicts: ['Bread', 'boats'], rows: 4 },
    { id: 'f', label: 'Bread', rows: 1 },
  ]);
  column.store.append([{ ...stamp(), id: 'own', kind: 'label', recordId: 'f', label: 'Bread' }]);
  const account = await importLabelColumn(column, { withoutText: 3, rejected: 1 }, stamp);
  assert.ok(account?.isNew);
  assert.equal(account.all, 33);
  assert.equal(account.taken, 3);
  const passed = Object.values(account.passed).reduce((sum, count) => sum + count, 0);
  assert.equal(account.taken + passed, account.all);
  assert.equal(column.store.answer('b')?.label, 'cafe\u0301', 'the project’s spelling stays');

  const message =
    'Labels of the file: 3 taken over · 30 left out: 21 not among the project’s labels ' +
    '(“boats” 20, “ships” 1), 4 on texts with different labels, 1 on records answered before, ' +
    '1 rejected in Prodigy, 3 on rows without text';
  assert.equal(english(labelNotice(account)?.message), message);

  const again = await importLabelColumn(column, {}, stamp);
  assert.deepEqual(again, { ...account, isNew: false });
  const [told] = labelProblems({ project }, again);
  assert.equal(english(told?.message), message);
  assert.equal(told?.code, 'labels-not-taken');
});

test('A6 reports nothing if every label is imported', async () => {
  const account = await importLabelColumn(
    columnOf([{ id: 'a', label: 'Bread', rows: 1 }]),
    {},
    stamp,
  );
  assert.ok(account);
  assert.equal(labelNotice(account), undefined);
  assert.deepEqual(labelProblems({ project }, account), []);
});

test('A6 imports labels from the file after the project adds them', async () => {
  const column = columnOf([
    { id: 'a', label: 'Bread', rows: 1 },
    { id: 'b', label: 'boats', rows: 2 },
    { id: 'c', label: 'ships', rows: 1 },
  ]);
  const first = await importLabelColumn(column, {}, stamp);
  assert.deepEqual([first?.taken, first?.passed.unknown], [1, 3]);
  const labels = [...project.labels, { name: 'boats' }];
  const grown = { ...column, project: { ...project, labels } };
  const second = await importLabelColumn(grown, {}, () => ({ ...stamp(), id: 'second' }));
  assert.deepEqual([second?.taken, second?.passed.unknown, second?.all], [3, 1, 4]);
  assert.ok(second?.isNew);
  assert.equal(column.store.answer('b')?.label, 'boats');
  assert.equal((await importLabelColumn(grown, {}, stamp))?.isNew, false);
});

test('a changed map imports what it adds, and leaves what was taken', async () => {
  const column = columnOf([
    { id: 'a', label: 'Bread', rows: 1 },
    { id: 'b', label: 'loaf', rows: 1 },
  ]);
  await importLabelColumn(column, {}, stamp);
  assert.equal(column.store.answer('b'), undefined);
  const mapped = columnOf([
    { id: 'a', label: 'cafe\u0301', rows: 1 },
    { id: 'b', label: 'Bread', rows: 1 },
  ]);
  const labelField = { field: 'label', use: 'annotations', map: { loaf: 'Bread' } } as const;
  const again = { ...column, engine: mapped.engine, project: { ...project, labelField } };
  const account = await importLabelColumn(again, {}, () => ({ ...stamp(), id: 'second' }));
  assert.ok(account?.isNew);
  assert.equal(column.store.answer('b')?.label, 'Bread');
  assert.equal(column.store.answer('a')?.label, 'Bread', 'taken before');
  assert.equal((await importLabelColumn(again, {}, stamp))?.isNew, false);
});

test('a column that an earlier version took over is not read again until its reading changes', async () => {
  const column = columnOf([{ id: 'a', label: 'Bread', rows: 1 }]);
  column.store.setSetting('labelField.imported', 'label');
  await importLabelColumn(column, {}, stamp);
  assert.equal(column.store.answer('a'), undefined);
  const labelField = { field: 'label', use: 'annotations', map: { loaf: 'Bread' } } as const;
  await importLabelColumn({ ...column, project: { ...project, labelField } }, {}, stamp);
  assert.equal(column.store.answer('a')?.label, 'Bread');
});
