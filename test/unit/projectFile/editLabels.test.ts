import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Label } from '../../../src/core/labels.ts';
import { editLabels, type LabelSettings } from '../../../src/core/projectFile/editLabels.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';

const text = `{
  "pool": "a.jsonl", // the pool
  "text": "text",
  "labels": [
    // what people want
    "Refund", // money, back
    { "name": "Delivery", "key": "d" }, // parcels
    /* the rest,
       whatever */
    "Other" // everything else
  ],
  "query": { "strategy": "exploit", "target": "Refund" }
}
`;

const settingsOf = (written: string): LabelSettings => {
  const { project, problems } = parseProjectFile(written);
  assert.ok(project, JSON.stringify(problems));
  return project;
};

function edited(labels: readonly Label[], target = 'Refund', written = text): string {
  const from = settingsOf(text);
  const result = editLabels(written, from, { labels, query: { ...from.query, target } });
  assert.deepEqual(
    settingsOf(result)
      .labels.map(({ name }) => name)
      .sort(),
    labels.map(({ name }) => name).sort(),
  );
  assert.equal(settingsOf(result).query.target, target);
  return result;
}

const [refund, delivery, other] = settingsOf(text).labels as [Label, Label, Label];
const named = (label: Label, name: string): Label => ({ ...label, name });

describe('editing the labels of a project file', () => {
  it('renames in place, in the list and in the query target', () => {
    assert.equal(
      edited([named(refund, 'Money back'), delivery, other], 'Money back'),
      text.replaceAll('"Refund"', '"Money back"'),
    );
    assert.equal(
      edited([refund, named(delivery, 'Parcels'), other]),
      text.replace('"Delivery"', '"Parcels"'),
    );
  });

  it('removes labels with the comment on their line, and keeps all other comments', () => {
    assert.equal(
      edited([refund, other]),
      text.replace('{ "name": "Delivery", "key": "d" }, // parcels\n    ', ''),
    );
    assert.equal(
      edited([refund, delivery]),
      text
        .replace('"d" }, // parcels', '"d" } // parcels')
        .replace('\n    "Other" // everything else', ''),
    );
  });

  it('merges several labels into one, and splits one into several', () => {
    assert.equal(
      edited([named(refund, 'Service'), other], 'Service'),
      text
        .replaceAll('"Refund"', '"Service"')
        .replace('{ "name": "Delivery", "key": "d" }, // parcels\n    ', ''),
    );
    assert.equal(
      edited([refund, named(delivery, 'Late'), { name: 'Lost' }, other]),
      text
        .replace('"Delivery"', '"Late"')
        .replace('    /* the rest,\n       whatever */\n    ', (kept) => `${kept}"Lost",\n    `),
    );
  });

  it('appends after the last comment, and to a single-line list', () => {
    assert.equal(
      edited([refund, delivery, other, { name: 'New', color: 'charts.red' }]),
      text.replace(
        '"Other" // everything else',
        '"Other", // everything else\n    { "name": "New", "color": "charts.red" }',
      ),
    );
    const flat = '{"pool": "a", "text": "t", "labels": ["x", "y"]}';
    const from = settingsOf(flat);
    const to = { ...from, labels: [...from.labels, { name: 'z', key: 'z' }] };
    const added = editLabels(flat, from, to);
    assert.equal(added, flat.replace('"y"', '"y", { "name": "z", "key": "z" }'));
    assert.equal(editLabels(added, to, from), flat);
  });

  it('adds and removes label properties', () => {
    const redefined = edited([{ ...refund, key: 'r' }, { name: 'Delivery', group: 'Post' }, other]);
    assert.equal(
      redefined,
      text
        .replace('"Refund", //', '{ "name": "Refund", "key": "r" }, //')
        .replace('"Delivery", "key": "d"', '"Delivery", "group": "Post"'),
    );
  });

  it('can be reverted, even in a file edited since', () => {
    const from = settingsOf(text);
    const to = {
      labels: [named(refund, 'Service'), other],
      query: { ...from.query, target: 'Service' },
    };
    const there = editLabels(text, from, to);
    const since = there.replace('"Other"', '{ "name": "Other", "description": "rest" }, "New"');
    const back = editLabels(since, to, from);
    assert.deepEqual(settingsOf(back).labels, [
      refund,
      delivery,
      { ...other, description: 'rest' },
      { name: 'New' },
    ]);
    assert.equal(settingsOf(back).query.target, 'Refund');
    assert.ok(back.includes('// money, back') && back.includes('whatever */'));
  });

  it('treats names of Object members as any others', () => {
    const labels = [{ name: 'constructor' }, { name: 'b' }];
    const written = JSON.stringify({ labels, labelField: { field: 'l', map: { toString: 'b' } } });
    const labelField = { field: 'l', use: 'annotations', map: { toString: 'b' } } as const;
    const from: LabelSettings = { labels, query: settingsOf(text).query, labelField };
    const without = { ...from, labelField: { ...labelField, map: {} } };
    const renamed = editLabels(written, from, without);
    assert.deepEqual(JSON.parse(renamed), { labels, labelField: { field: 'l', map: {} } });
    assert.equal(JSON.stringify(JSON.parse(editLabels(renamed, without, from))), written);
  });

  it('rejects text that is no project file', () => {
    const from = settingsOf(text);
    assert.throws(() => editLabels('{"labels":', from, { ...from, labels: [] }), RangeError);
  });
});
