import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pagedAnswers } from '../../../src/core/loop/journal/pagedAnswers.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const by = (id: string) => ({ id, at: 1, annotator: 'ada' });
const idOf = (i: number): string => recordIdOf(`text ${i}`);

function filled(count: number): MemoryStore {
  const store = new MemoryStore({ project: 'p', identityVersion: 1, window: 'w' });
  const events = Array.from({ length: count }, (_, i): NewEvent => ({
    ...by(`import ${i}`),
    kind: 'import',
    recordId: idOf(i),
    label: 'b',
    from: 'file.jsonl',
  }));
  store.append(events);
  return store;
}

const whole = (answer: StoredAnswer): StoredAnswer => answer;

describe('answers read in pages', () => {
  it('are there without a turn if one page has them', () => {
    const store = filled(999);
    const turn = (): Promise<void> => assert.fail();
    assert.deepEqual(pagedAnswers(store, turn, whole), store.answers());
  });

  it('are those of the store at the end, whatever is written between two pages', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const rng = new Rng(seed);
      const store = filled(4500);
      let turns = 0;
      const reading = pagedAnswers(
        store,
        () => {
          turns++;
          for (let n = 0; n < 5; n++) {
            const id = `${seed} ${turns} ${n}`;
            const recordId = rng.integer(4) === 0 ? 'own' : idOf(rng.integer(4500));
            const what = rng.integer(6);
            if (what < 2) store.append({ ...by(id), kind: 'label', recordId, label: 'a' });
            else if (what === 2) store.append({ ...by(id), kind: 'flag', recordId });
            else if (what === 3) store.append({ ...by(id), kind: 'clear', recordId });
            else if (what === 4 && turns > 1) store.undo(by(id));
            else store.append({ ...by(id), kind: 'note', recordId, note: id });
          }
          return Promise.resolve();
        },
        whole,
      );
      const read = await reading;
      assert.deepEqual(read, store.answers(), `seed ${seed}`);
      assert.ok(turns >= 4);
    }
  });

  it('are read again after an undo of most of them', async () => {
    const store = filled(4500);
    store.append({ ...by('own'), kind: 'label', recordId: 'own', label: 'a' });
    let turns = 0;
    const step = store.imports()[0]!.step;
    const reading = pagedAnswers(
      store,
      () => {
        if (++turns === 3) store.undoStep(step, by('undo'));
        return Promise.resolve();
      },
      ({ recordId }) => recordId,
    );
    assert.deepEqual(await reading, ['own']);
  });

  it('leave out what is not wanted', async () => {
    const store = filled(2500);
    const wanted = await pagedAnswers(
      store,
      () => Promise.resolve(),
      ({ recordId }) => (recordId === idOf(2400) ? recordId : undefined),
    );
    assert.deepEqual(wanted, [idOf(2400)]);
  });
});
