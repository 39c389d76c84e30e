import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { OrderedList } from '../../../src/core/loop/journal/orderedList.ts';
import type { KnownAnswer } from '../../../src/core/loop/journal/knownAnswer.ts';
import { KnownAnswers } from '../../../src/core/loop/journal/knownAnswers.ts';
import { TrainingDerivation, trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const by = (id: string) => ({ id, at: 1, annotator: 'ada' });
const label = (id: string, recordId: string, name = 'a'): NewEvent => ({
  ...by(id),
  kind: 'label',
  recordId,
  label: name,
});
const idOf = (i: number): string => recordIdOf(`text ${i}`);
const imported = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, i): NewEvent => ({
    ...by(`import ${i}`),
    kind: 'import',
    recordId: idOf(i),
    label: i % 2 === 0 ? 'a' : 'b',
    from: 'file.jsonl',
  }));
const newStore = (): MemoryStore =>
  new MemoryStore({ project: 'p', identityVersion: 1, window: 'w' });

/** Counts the answers visited, and the most of them without a turn for others. */
class Visits extends TrainingDerivation {
  static all = 0;
  static most = 0;
  static now = 0;

  override of(answer: KnownAnswer): ReturnType<TrainingDerivation['of']> {
    Visits.all++;
    Visits.most = Math.max(Visits.most, ++Visits.now);
    return super.of(answer);
  }

  static reset(): void {
    [Visits.all, Visits.most, Visits.now] = [0, 0, 0];
  }
}

/** A training set of all answers but those to `held`, and what it must be. */
function trainingOf(store: MemoryStore, turn: () => Promise<void>) {
  const now = { held: new Set<string>() };
  const about = { labels: ['a', 'b'], task: 'single' as const };
  const known = new KnownAnswers(store, async () => {
    Visits.now = 0;
    await turn();
    Visits.now = 0;
  });
  const list = known.derive(() => new Visits(about, now.held));
  const same = (): void => {
    const expected = trainingSet(store.answers(), about, now.held);
    const { ids, values } = list();
    assert.deepEqual([ids, values], [expected.ids, expected.answers]);
  };
  return { known, now, same };
}

describe('a list in the order of positions', () => {
  it('is a sorted list after few and many changes anywhere', () => {
    const rng = new Rng(3);
    const list = new OrderedList<string>();
    const expected = new Map<number, string>();
    for (let at = 1; at < 300; at += 3) {
      list.push(at, `${at}`);
      expected.set(at, `${at}`);
    }
    for (let round = 0; round < 300; round++) {
      const changes = round % 3 === 0 ? 40 : 1 + rng.integer(4);
      const gone = Array.from({ length: changes }, () => rng.integer(400));
      for (const at of gone) expected.delete(at);
      const free = new Set(Array.from({ length: changes }, () => rng.integer(400)));
      const added = [...free]
        .filter((at) => !expected.has(at))
        .map((at) => ({ at, item: `${at} of ${round}` }));
      for (const { at, item } of added) expected.set(at, item);
      list.change(gone, added);
      const sorted = [...expected].sort(([a], [b]) => a - b).map(([, item]) => item);
      assert.deepEqual(list.items, sorted);
      assert.equal(list.size, sorted.length);
    }
  });
});

describe('the training set of very many answers', () => {
  it('is made in pages, and then visits only what changes', async () => {
    const store = newStore();
    store.append(imported(9000));
    const { known, now, same } = trainingOf(store, setImmediate);
    Visits.reset();
    await known.catchUp();
    assert.ok(Visits.most <= 2000, `${Visits.most} at a stretch`);
    assert.equal(Visits.all, 9000);
    Visits.reset();
    store.append(label('again', idOf(10)));
    assert.equal(known.catchUp(), undefined);
    same();
    store.undo(by('undo'));
    assert.equal(known.catchUp(), undefined);
    same();
    assert.equal(Visits.all, 2);
    // Other records are held out.
    now.held = new Set([idOf(3), idOf(8000)]);
    Visits.reset();
    await known.catchUp();
    assert.ok(Visits.most <= 2000, `${Visits.most} at a stretch`);
    same();
    assert.equal(Visits.all, 9000);
  });

  it('includes records answered, undone or held out between two pages', async () => {
    const store = newStore();
    store.append(imported(9000));
    let turns = 0;
    const { known, now, same } = trainingOf(store, async () => {
      await setImmediate();
      turns++;
      // The answers are read in ten pages, then visited twice in five.
      if (turns === 4) store.append([label('early', idOf(10), 'b'), label('own', 'own')]);
      if (turns === 13) store.append([label('first', idOf(1), 'b'), label('last', idOf(8999))]);
      if (turns === 14) store.undo(by('undo'));
      if (turns === 17) now.held = new Set([idOf(5), idOf(6)]);
      if (turns === 19) store.append(Array.from({ length: 30 }, (_, i) => label(`${i}`, idOf(i))));
    });
    await known.catchUp();
    assert.ok(turns > 19, `${turns} turns`);
    same();
    assert.deepEqual(
      known.answered(),
      store.answers().map(({ recordId }) => recordId),
    );
  });

  it('starts over if an import is undone while its answers are read', async () => {
    const store = newStore();
    store.append(imported(5000));
    let turns = 0;
    const { known, same } = trainingOf(store, async () => {
      await setImmediate();
      if (++turns === 8) store.undo(by('undo'));
    });
    await known.catchUp();
    assert.ok(turns >= 8);
    same();
    store.redo(by('redo'));
    const reading = known.catchUp();
    // A caller that does not wait.
    same();
    await reading;
    same();
  });
});
