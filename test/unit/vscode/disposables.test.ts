// What owns listeners disposes each once, also one that comes too late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DisposableOwner, DisposableStore } from '../../../src/vscode/disposables.ts';

function noted(): {
  readonly disposed: string[];
  one: (name: string) => { readonly dispose: () => void };
} {
  const disposed: string[] = [];
  return { disposed, one: (name) => ({ dispose: () => disposed.push(name) }) };
}

test('all are disposed once, in the order in which they were added', () => {
  const { disposed, one } = noted();
  const store = new DisposableStore();
  store.add(one('a'), one('b'));
  store.add(one('c'));
  assert.equal(store.isDisposed, false);
  store.dispose();
  store.dispose();
  assert.deepEqual(disposed, ['a', 'b', 'c']);
  assert.equal(store.isDisposed, true);
});

test('what is added after the end is disposed at once', () => {
  const { disposed, one } = noted();
  const store = new DisposableStore();
  store.dispose();
  store.add(one('late'));
  assert.deepEqual(disposed, ['late']);
});

test('one that disposes its store while it is disposed is not disposed twice', () => {
  const { disposed, one } = noted();
  const store = new DisposableStore();
  store.add({ dispose: () => store.dispose() }, one('a'));
  store.dispose();
  assert.deepEqual(disposed, ['a']);
});

test('an owner ends with what it owns', () => {
  const { disposed, one } = noted();
  class Owner extends DisposableOwner {
    constructor() {
      super();
      this.own(one('listener'));
    }
  }
  new Owner().dispose();
  assert.deepEqual(disposed, ['listener']);
});
