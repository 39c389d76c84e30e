// Listeners are disposed once each, even those added late.
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

test('everything is disposed once, in the order it was added', () => {
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

test('anything added after disposal is disposed at once', () => {
  const { disposed, one } = noted();
  const store = new DisposableStore();
  store.dispose();
  store.add(one('late'));
  assert.deepEqual(disposed, ['late']);
});

test('re-entrant disposal of the store does not dispose twice', () => {
  const { disposed, one } = noted();
  const store = new DisposableStore();
  store.add({ dispose: () => store.dispose() }, one('a'));
  store.dispose();
  assert.deepEqual(disposed, ['a']);
});

test('disposing an owner disposes what it owns', () => {
  const { disposed, one } = noted();
  class Owner extends DisposableOwner {
    constructor() {
      super();
      this.register(one('listener'));
    }
  }
  new Owner().dispose();
  assert.deepEqual(disposed, ['listener']);
});
