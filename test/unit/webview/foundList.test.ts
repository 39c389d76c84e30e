import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AnnotatePageMessage,
  FoundMessage,
  FoundView,
} from '../../../src/protocol/annotate.ts';
import { FoundList } from '../../../webview/annotate/records/foundList.ts';

/** A list after a search that found `total` records, with no page loaded. */
function searched(total: number): { list: FoundList; load: (from: number, to: number) => void } {
  const posted: AnnotatePageMessage[] = [];
  const list = new FoundList((message) => posted.push(message));
  list.find({ kind: 'similar', recordId: 'r' });
  const { findId } = posted.find((message) => message.type === 'find')!;
  list.receive({ type: 'found', findId, total } as FoundMessage);
  const load = (from: number, to: number): void => {
    const rows = Array.from({ length: to - from }, (_, i) => row(from + i));
    list.receive({ type: 'rows', findId, from, rows });
  };
  return { list, load };
}

const row = (at: number): FoundView => ({ recordId: `r${at}` }) as FoundView;

test('rows toggled before they are loaded are chosen once they are', () => {
  const { list, load } = searched(10);
  list.toggle(0);
  list.move(1);
  list.toggle(1);
  list.toggle(2);
  list.toggle(2);
  assert.equal(list.chosen, 0);
  load(0, 10);
  assert.deepEqual(list.targets, ['r0', 'r1']);
  load(0, 10);
  assert.deepEqual(list.targets, ['r0', 'r1']);
});

test('a new search, a cleared choice and an extended one forget such rows', () => {
  for (const forget of [
    (list: FoundList) => list.clearChoice(),
    (list: FoundList) => list.move(3, true),
  ]) {
    const { list, load } = searched(10);
    list.toggle(0);
    forget(list);
    load(0, 10);
    assert.equal(list.chosen, 0);
  }
  const { list, load } = searched(10);
  list.toggle(20);
  load(0, 10);
  assert.equal(list.chosen, 0);
});
