import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { Store, WritableStore } from '../../../src/core/store/store.ts';
import { StoreLostError } from '../../../src/core/store/storeErrors.ts';
import { isStepEvent } from '../../../src/core/store/timeline.ts';

/** A store with only the journal and hold-out of another. */
export function copyOf(store: Store): WritableStore {
  const copy = new MemoryStore({ project: 'test', identityVersion: 1 });
  const holdout = store.holdout();
  if (holdout) copy.setHoldout(holdout, store.seenRecords()[0]);
  for (const event of store.journal()) {
    const { seq, step, ...given } = event;
    if (event.kind === 'vectors') copy.changeVectors(given as never);
    else if (event.kind === 'undo') copy.undo(given);
    else if (event.kind === 'redo') copy.redo(given);
    else if (seq === step) {
      const events = [...store.journal(seq)].filter((one) => isStepEvent(one) && one.step === seq);
      copy.append(events.map(({ seq: _, step: __, ...one }) => one) as never);
    }
  }
  assert.equal(copy.lastSeq(), store.lastSeq());
  return copy;
}

const writing = new Set<string | symbol>([
  'append',
  'undo',
  'redo',
  'changeVectors',
  'setHoldout',
  'growHoldout',
  'addRound',
  'setRoundMetrics',
  'setPoolFingerprint',
  'setSetting',
]);
const written = new WeakMap<Store, number>();
const cuts = new WeakMap<Store, number>();

export function isKilled(store: Store): boolean {
  return written.get(store)! > cuts.get(store)!;
}

/** The store of a window that is killed after the given number of writes: later ones are lost. */
export function killedAfter(store: WritableStore, cut: number): WritableStore {
  const window: WritableStore = new Proxy(store, {
    get(target, key: keyof WritableStore) {
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== 'function') return found;
      const method = found as (...args: never[]) => unknown;
      if (!writing.has(key)) return method.bind(target);
      return (...given: never[]) => {
        written.set(window, written.get(window)! + 1);
        if (isKilled(window)) throw new StoreLostError(inOwnWords('The window was killed.'));
        return method.apply(target, given);
      };
    },
  });
  written.set(window, 0);
  cuts.set(window, cut);
  return window;
}

/** Writes of a window so far. */
export function writesTo(store: Store): number {
  return written.get(store)!;
}
