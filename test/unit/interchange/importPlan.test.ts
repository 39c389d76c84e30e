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
      conflicts: [{ recordId: 'f', labels: ['yes', 'no'] }],
      unknownLabels: [
        { label: 'maybe', count: 2 },
        { label: 'Maybe', count: 1 },
      ],
      taken: 2,
      conflicting: 1,
      alreadyAnswered: 1,
    });
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
