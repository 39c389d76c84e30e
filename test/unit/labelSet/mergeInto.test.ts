import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeInto } from '../../../src/core/labelSet/mergeInto.ts';
import { labelJudgementsAfter } from '../../../src/core/task/labelJudgements.ts';
import { formatChange } from '../../../src/vscode/text/labelChanges.ts';

const labels = ['joy', 'love', 'anger'].map((name) => ({ name }));

describe('a merge of labels', () => {
  it('leaves the target out of its parts with one label per record', () => {
    const change = mergeInto('joy', ['joy', 'love'], { labels, task: 'single' });
    assert.deepEqual(change, { type: 'merge', from: ['love'], to: 'joy' });
  });

  it('includes the target among its parts with several labels per record, if the set has it', () => {
    const change = mergeInto('joy', ['love'], { labels, task: 'multi' });
    assert.deepEqual(change, { type: 'merge', from: ['love', 'joy'], to: 'joy' });
    assert.deepEqual(mergeInto('glee', ['love', 'joy'], { labels, task: 'multi' }).from, [
      'love',
      'joy',
    ]);
    assert.equal(formatChange(change), '“love” → “joy”');
  });

  it('never turns a label that an answer leaves open into a no', () => {
    const change = mergeInto('joy', ['love'], { labels, task: 'multi' });
    const after = labelJudgementsAfter(new Map([['love', false]]), change);
    assert.equal(after, undefined);
    const both = labelJudgementsAfter(
      new Map([
        ['love', false],
        ['joy', false],
      ]),
      change,
    );
    assert.deepEqual([...both!], [['joy', false]]);
    const one = labelJudgementsAfter(new Map([['love', true]]), change);
    assert.deepEqual([...one!], [['joy', true]]);
  });
});
