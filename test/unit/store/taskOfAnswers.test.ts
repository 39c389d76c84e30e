import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordIdOf } from '../../../src/core/record.ts';
import { taskOfAnswers } from '../../../src/core/store/taskOfAnswers.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const stamp = (n: number) => ({ id: `e${n}`, at: n, annotator: 'ada' });
const recordId = (n: number): string => recordIdOf(`Text ${n}`);

test('answers have the task that they were given in; skips and notes have none', () => {
  const store = new MemoryStore({ project: 'p', identityVersion: 1 });
  assert.equal(taskOfAnswers(store), undefined);
  store.append({ ...stamp(1), kind: 'note', recordId: recordId(1), note: 'why?' });
  store.append({ ...stamp(2), kind: 'skip', recordId: recordId(2) });
  assert.equal(taskOfAnswers(store), undefined);
  store.append({ ...stamp(3), kind: 'label', recordId: recordId(3), label: 'joy' });
  for (let n = 4; n < 204; n++) store.append({ ...stamp(n), kind: 'skip', recordId: recordId(n) });
  assert.equal(taskOfAnswers(store), 'single');
});

test('"none of these" is an answer with several labels', () => {
  const store = new MemoryStore({ project: 'p', identityVersion: 1 });
  store.append({ ...stamp(1), kind: 'labels', recordId: recordId(1), yes: [], of: ['joy'] });
  assert.equal(taskOfAnswers(store), 'multi');
  store.undo({ ...stamp(2) });
  assert.equal(taskOfAnswers(store), undefined);
});
