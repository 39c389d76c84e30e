import type { Message } from '../../../src/core/messages/message.ts';
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  keyProblem,
  labelName,
  nameProblem,
  splitProblem,
} from '../../../src/core/labelSet/checkChange.ts';
import { settingsAfter } from '../../../src/core/labelSet/labelsAfter.ts';
import { likelyNames, orphanedLabels } from '../../../src/core/labelSet/orphans.ts';
import type { Label } from '../../../src/core/labels.ts';
import { editLabels } from '../../../src/core/projectFile/editLabels.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { SchemaChange } from '../../../src/core/store/schemaChange.ts';

const labels: readonly Label[] = [
  { name: 'Refund', key: 'r' },
  { name: 'Delivery', color: 'charts.red' },
  { name: 'Other' },
];
const query = { ...projectDefaults.query, target: 'Refund' };
const mapOf = ({ labelField }: Pick<ProjectFile, 'labelField'>) =>
  labelField && 'field' in labelField ? labelField.map : undefined;
const after = (change: SchemaChange) => {
  const settings = settingsAfter({ labels, query }, change);
  return { labels: settings.labels, target: settings.query.target };
};

describe('label set after a change', () => {
  it("a rename keeps the label's settings and updates the query target", () => {
    assert.deepEqual(after({ type: 'rename', from: 'Refund', to: 'Money back' }), {
      labels: [{ name: 'Money back', key: 'r' }, labels[1], labels[2]],
      target: 'Money back',
    });
  });

  it('merges labels into one of them, another label or a new one', () => {
    const [, delivery, other] = labels;
    assert.deepEqual(after({ type: 'merge', from: ['Refund'], to: 'Other' }), {
      labels: [delivery, other],
      target: 'Other',
    });
    assert.deepEqual(after({ type: 'merge', from: ['Refund', 'Delivery'], to: 'Service' }).labels, [
      { name: 'Service', key: 'r' },
      other,
    ]);
  });

  it('a split puts new labels in the place of the old one; one part may already exist', () => {
    const split = (into: string[]) => after({ type: 'split', from: 'Delivery', into }).labels;
    assert.deepEqual(split(['Late', 'Lost']), [
      labels[0],
      { name: 'Late', color: 'charts.red' },
      { name: 'Lost' },
      labels[2],
    ]);
    assert.deepEqual(
      split(['Other', 'Lost']).map(({ name }) => name),
      ['Refund', 'Lost', 'Other'],
    );
    assert.deepEqual(
      split(['Other', 'Refund']).map(({ name }) => name),
      ['Refund', 'Other'],
    );
    assert.equal(after({ type: 'split', from: 'Refund', into: ['A', 'B'] }).target, 'A');
  });

  it('D11 deletes a label, and with it the query target', () => {
    assert.deepEqual(after({ type: 'delete', label: 'Delivery' }), {
      labels: [labels[0], labels[2]],
      target: 'Refund',
    });
    const settings = settingsAfter({ labels, query }, { type: 'delete', label: 'Refund' });
    assert.deepEqual(settings.labels, [labels[1], labels[2]]);
    assert.equal('target' in settings.query, false);
    const text =
      '{"labels": [{"name": "Refund", "key": "r"}, "Delivery", "Other"], "query": {"target": "Refund"}}';
    const written = JSON.parse(editLabels(text, { labels, query }, settings)) as object;
    assert.deepEqual(written, { labels: ['Delivery', 'Other'], query: {} });
  });

  it('the label column keeps mapping old names', () => {
    const column = { field: 'intent', use: 'suggestions', map: { parcel: 'Delivery' } } as const;
    const mapAfter = (change: SchemaChange): unknown =>
      mapOf(settingsAfter({ labels, query, labelField: column }, change));
    assert.deepEqual(mapAfter({ type: 'rename', from: 'Delivery', to: 'Parcels' }), {
      parcel: 'Parcels',
      Delivery: 'Parcels',
    });
    assert.deepEqual(mapAfter({ type: 'merge', from: ['Refund', 'Delivery'], to: 'Other' }), {
      parcel: 'Other',
      Refund: 'Other',
      Delivery: 'Other',
    });
    assert.deepEqual(mapAfter({ type: 'delete', label: 'Delivery' }), {});
    assert.deepEqual(mapAfter({ type: 'split', from: 'Delivery', into: ['A', 'B'] }), {});
    assert.deepEqual(mapAfter({ type: 'add', label: { name: 'New' } }), column.map);
    const ignored = settingsAfter(
      { labels, query, labelField: { field: 'intent', use: 'ignore' } },
      { type: 'rename', from: 'Delivery', to: 'Parcels' },
    );
    assert.deepEqual(ignored.labelField, { field: 'intent', use: 'ignore' });
  });

  it('columns follow their labels', () => {
    const columns = { Refund: 'r', Delivery: 'd', Other: 'o' };
    const columnsAfter = (change: SchemaChange) => {
      const labelField = { columns, use: 'annotations' } as const;
      const after = settingsAfter({ labels, query, labelField }, change).labelField!;
      return 'columns' in after ? Object.entries(after.columns) : [];
    };
    assert.deepEqual(columnsAfter({ type: 'rename', from: 'Delivery', to: 'Parcels' }), [
      ['Refund', 'r'],
      ['Parcels', 'd'],
      ['Other', 'o'],
    ]);
    // A merge of two labels drops the columns: none of them says whether either label applies.
    assert.deepEqual(
      columnsAfter({ type: 'merge', from: ['Refund', 'Delivery'], to: 'Other' }),
      [],
    );
    assert.deepEqual(columnsAfter({ type: 'merge', from: ['Refund'], to: 'New' }), [
      ['New', 'r'],
      ['Delivery', 'd'],
      ['Other', 'o'],
    ]);
    const without = [
      ['Refund', 'r'],
      ['Other', 'o'],
    ];
    assert.deepEqual(columnsAfter({ type: 'delete', label: 'Delivery' }), without);
    assert.deepEqual(columnsAfter({ type: 'split', from: 'Delivery', into: ['A', 'B'] }), without);
    assert.deepEqual(
      columnsAfter({ type: 'add', label: { name: 'New' } }),
      Object.entries(columns),
    );
  });

  it('writes the columns to the project file in place, and reverts them', () => {
    const text = `{
  "pool": "a.csv",
  "text": "t",
  "task": "multi",
  "labels": ["Refund", "Delivery"],
  "labelField": {
    "use": "annotations", // People gave them.
    "columns": {
      "Refund": "r", // Money back.
      "Delivery": "d"
    },
    "empty": "none"
  }
}`;
    const before = parseProjectFile(text).project!;
    const after = settingsAfter(before, { type: 'rename', from: 'Refund', to: 'Money' });
    const written = editLabels(text, before, after);
    assert.equal(
      written,
      text.replace('["Refund"', '["Money"').replace('"Refund": "r"', '"Money": "r"'),
    );
    assert.equal(editLabels(written, after, before), text);
    const gone = settingsAfter(before, { type: 'delete', label: 'Delivery' });
    const shorter = parseProjectFile(editLabels(text, before, gone)).project!;
    assert.deepEqual(
      [shorter.task, shorter.labelField],
      ['multi', { use: 'annotations', columns: { Refund: 'r' }, empty: 'none' }],
    );
    const back = editLabels(editLabels(text, before, gone), gone, before);
    assert.deepEqual(parseProjectFile(back).project, before);
  });

  it('a separator survives changes of the label set', () => {
    const text =
      '{"pool": "a.csv", "text": "t", "task": "multi", "labels": ["A", "B"], "labelField": {"field": "l", "use": "annotations", "separator": ";", "empty": "none"}}';
    const before = parseProjectFile(text).project!;
    const after = settingsAfter(before, { type: 'rename', from: 'A', to: 'C' });
    const { project } = parseProjectFile(editLabels(text, before, after));
    assert.deepEqual(
      [project!.task, project!.labelField],
      ['multi', { field: 'l', use: 'annotations', separator: ';', empty: 'none', map: { A: 'C' } }],
    );
  });

  it("writes the label column's map to the project file, and reverts it", () => {
    const text =
      '{"pool": "a.csv", "text": "t", "labels": ["Refund", "Delivery"], "labelField": {"field": "intent", "use": "suggestions"}}';
    const before = parseProjectFile(text).project!;
    const change = { type: 'rename', from: 'Delivery', to: 'Parcels' } as const;
    const after = settingsAfter(before, change);
    const written = editLabels(text, before, after);
    assert.deepEqual(mapOf(parseProjectFile(written).project!), { Delivery: 'Parcels' });
    const back = settingsAfter(parseProjectFile(written).project!, {
      type: 'rename',
      from: 'Parcels',
      to: 'Delivery',
    });
    assert.deepEqual(mapOf(back), { Parcels: 'Delivery' });
  });

  it('adds a label once, and edits one', () => {
    const added = { name: 'New', key: 'n' };
    assert.deepEqual(after({ type: 'add', label: added }).labels, [...labels, added]);
    assert.deepEqual(after({ type: 'add', label: { name: 'Other', key: 'x' } }).labels, labels);
    assert.deepEqual(after({ type: 'edit', label: { name: 'Refund' } }).labels[0], {
      name: 'Refund',
    });
  });
});

describe('invalid input', () => {
  const inWords = (problem: Message | undefined) => problem && english(problem);
  const name = (typed: string, besides?: string) => inWords(nameProblem(typed, labels, besides));

  it('a label name is explained', () => {
    assert.equal(name('  '), 'A label needs a name.');
    assert.match(name(' Refund ')!, /exists already/);
    assert.match(name('refund')!, /upper and lower case/);
    assert.equal(name('refund', 'Refund'), undefined, 'a label may change its own letters');
    assert.match(name('Refund', 'Refund')!, /already has this name/);
    assert.equal(name('Money back'), undefined);
    assert.equal(labelName(' Cafe\u0301 '), 'Caf\u00e9');
  });

  it('a split into one label, equal labels or the old name is explained', () => {
    const split = (...into: string[]) => inWords(splitProblem(into, 'Other', labels));
    assert.match(split('A')!, /at least two labels/);
    assert.match(split('A', 'a')!, /twice/);
    assert.match(split('other', 'A')!, /not divided yet/);
    assert.match(split('delivery', 'A')!, /upper and lower case/);
    assert.equal(split('Delivery', 'A'), undefined);
  });

  it('a key that is taken, reserved or invalid is explained', () => {
    const key = (typed: string, besides?: string) => inWords(keyProblem(typed, labels, besides));
    assert.equal(key(''), undefined);
    assert.match(key('R')!, /already gives “Refund”/);
    assert.equal(key('r', 'Refund'), undefined);
    assert.match(key('f')!, /another function/);
    assert.match(key('ab')!, /one letter or digit/);
  });
});

describe('orphaned labels', () => {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  let at = 0;
  const stamp = () => ({ id: `e${++at}`, at, annotator: 'ada' });
  const give = (label: string) =>
    store.append({ ...stamp(), kind: 'label', recordId: `r${at}`, label });
  const change = (made: SchemaChange) => store.append({ ...stamp(), kind: 'schema', change: made });
  const strays = (...names: string[]) => orphanedLabels(store, names, store.counts().byLabel);

  it('are found, and distinguished from labels being split', () => {
    for (const label of ['A', 'A', 'B', 'C']) give(label);
    assert.deepEqual(strays('A', 'B', 'C'), []);
    assert.deepEqual(strays('B', 'C'), [{ label: 'A', count: 2 }]);
    change({ type: 'split', from: 'A', into: ['A1', 'A2'] });
    change({ type: 'rename', from: 'A1', to: 'A3' });
    assert.deepEqual(strays('A3', 'A2', 'C'), [
      { label: 'A', count: 2, into: ['A3', 'A2'] },
      { label: 'B', count: 1 },
    ]);
    store.undo(stamp());
    store.undo(stamp());
    assert.deepEqual(strays('B', 'C'), [{ label: 'A', count: 2 }]);
  });

  it('suggest the most similar unused labels as new names', () => {
    const names = likelyNames('Refund', ['Delivery', 'Money', 'refunds', 'Refunded'], {
      Refunded: 3,
    });
    assert.deepEqual(names, ['refunds', 'Money', 'Delivery']);
    assert.deepEqual(likelyNames('constructors', ['constructor'], {}), ['constructor']);
  });
});
