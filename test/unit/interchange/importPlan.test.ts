import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importEvents, planImport } from '../../../src/core/interchange/importPlan.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const given = [
  { id: 'a', label: 'yes' },
  { id: 'b', label: ' no ' },
  { id: 'c', label: 'maybe' },
  { id: 'd', label: 'Maybe' },
  { id: 'e', label: 'maybe' },
  { id: 'f', label: 'yes', conflicts: ['no'] },
  { id: 'g', label: 'yes', conflicts: ['yes'] },
];

describe('planImport', () => {
  it('imports known labels and reports the rest', () => {
    const plan = planImport(given, ['yes', 'no'], 'annotations', (id) => id === 'a');
    assert.deepEqual(plan, {
      annotations: [
        { recordId: 'b', label: 'no' },
        { recordId: 'g', label: 'yes' },
      ],
      suggestions: new Map(),
      conflicts: [{ recordId: 'f', answers: [{ label: 'yes' }, { label: 'no' }] }],
      unknownLabels: [
        { label: 'maybe', count: 2 },
        { label: 'Maybe', count: 1 },
      ],
      taken: 2,
      unknown: 3,
      conflicting: 1,
      alreadyAnswered: 1,
    });
  });

  it('takes the project’s labels out of label sets, and counts every row once', () => {
    const several = [
      { id: 'a', yes: ['joy', 'other'], no: ['anger'], rows: 2 },
      { id: 'b', yes: [], no: ['joy', 'anger'] },
      { id: 'c', yes: ['other'], no: [] },
      { id: 'd', yes: [' joy'], no: [], conflicts: [{ yes: ['joy'], no: [] }] },
      { id: 'e', yes: ['joy'], no: [], conflicts: [{ yes: ['anger'], no: [] }] },
    ];
    const plan = planImport(several, ['joy', 'anger'], 'annotations');
    assert.deepEqual(plan.annotations, [
      { recordId: 'a', yes: ['joy'], no: ['anger'] },
      { recordId: 'b', yes: [], no: ['anger', 'joy'] },
      { recordId: 'd', yes: ['joy'], no: [] },
    ]);
    assert.deepEqual(plan.unknownLabels, [{ label: 'other', count: 3 }]);
    assert.deepEqual(
      plan.conflicts.map(({ recordId }) => recordId),
      ['e'],
    );
    assert.equal(plan.taken + plan.unknown + plan.conflicting, 6);
    const [event] = importEvents(plan.annotations, 'x', { id: 'i', at: 1, annotator: 'ada' });
    assert.deepEqual([event!.yes, event!.of], [['joy'], ['anger', 'joy']]);
  });

  it('imports suggestions separately from annotations, and nothing when ignoring the column', () => {
    const plan = planImport(given, ['yes', 'no'], 'suggestions');
    assert.deepEqual([...plan.suggestions.keys()], ['a', 'b', 'g']);
    assert.deepEqual(plan.annotations, []);
    const none = planImport(given, ['yes', 'no'], 'ignore');
    assert.deepEqual([none.conflicts, none.unknownLabels, none.suggestions.size], [[], [], 0]);
  });

  it('an import is one undoable step, and repeating it has no effect', () => {
    const store = new MemoryStore({ project: 'p', identityVersion: 1 });
    const { annotations } = planImport(given, ['yes', 'no'], 'annotations');
    const events = importEvents(annotations, 'column label', { id: 'i', at: 1, annotator: 'ada' });
    store.append(events);
    store.append(events);
    assert.equal(store.counts().labelled, 3);
    store.undo({ id: 'u', at: 2, annotator: 'ada' });
    assert.equal(store.counts().labelled, 0);
  });
});
