import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rematch } from '../../../src/core/pool/rematch.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { openText } from './memorySource.ts';

test('after sorting and editing, records are matched by text, changed by id or missing', async () => {
  const now = '{"id":4,"text":"new"}\n{"id":2,"text":"two, edited"}\n{"id":9,"text":"one"}\n';
  const { index } = await openText(now, { kind: 'jsonl' }, { idField: 'id' });
  const stored = [
    { id: recordIdOf('one'), sourceId: '1' },
    { id: recordIdOf('two'), sourceId: '2' },
    { id: recordIdOf('three'), sourceId: '3' },
    { id: recordIdOf('nameless') },
    { id: recordIdOf('new') },
  ];
  assert.deepEqual(rematch(stored, index), {
    matched: 2,
    changed: [{ id: recordIdOf('two'), now: recordIdOf('two, edited'), sourceId: '2' }],
    missing: [recordIdOf('three'), recordIdOf('nameless')],
  });
});
