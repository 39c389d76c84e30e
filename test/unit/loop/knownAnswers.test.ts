import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import type { KnownAnswer } from '../../../src/core/loop/journal/knownAnswer.ts';
import { KnownAnswers } from '../../../src/core/loop/journal/knownAnswers.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { TrainingDerivation } from '../../../src/core/loop/training/trainingSet.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { isAnswered } from '../../../src/core/store/isAnswered.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import type { Store, StoredAnswer } from '../../../src/core/store/store.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { answerAll, setUp, twoTopics } from './loopFixture.ts';

/**
 * Counts reads of a store: pages, the most pages without yielding, turns in between, and reads of everything.
 */
class Reads {
  most = 0;
  pages = 0;
  turns = 0;
  whole = 0;
  #now = 0;

  readonly turn = async (): Promise<void> => {
    this.turns++;
    await setImmediate();
  };

  of<S extends Store>(store: S): S {
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'answersAfter') {
          this.pages++;
          if (this.#now === 0) void setImmediate().then(() => (this.#now = 0));
          this.most = Math.max(this.most, ++this.#now);
        }
        if (name === 'answers' || name === 'journal') this.whole++;
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

const by = (id: string) => ({ id, at: 1, annotator: 'ada' });
const label = (id: string, recordId: string, name = 'a'): NewEvent => ({
  ...by(id),
  kind: 'label',
  recordId,
  label: name,
  ask: { kind: 'query' },
});

function imported(count: number, from = 0): NewEvent[] {
  return Array.from({ length: count }, (_, i): NewEvent => ({
    ...by(`import ${from + i}`),
    kind: 'import',
    recordId: recordIdOf(`text ${from + i}`),
    label: 'b',
    from: 'file.jsonl',
  }));
}

const store = (): MemoryStore => new MemoryStore({ project: 'p', identityVersion: 1, window: 'w' });

function same(known: KnownAnswers, now: Store): void {
  const seen = ({
    recordId,
    kind,
    label,
    labels,
    ask,
    elapsedMs,
    seq,
  }: StoredAnswer | KnownAnswer) =>
    JSON.stringify([recordId, kind, label, labels && [...labels], ask, elapsedMs, seq]);
  const answers = now.answers();
  assert.deepEqual([...known.inOrder].map(seen), answers.map(seen));
  const answered = answers.filter(isAnswered);
  assert.deepEqual(new Set(known.answered()), new Set(answered.map(({ recordId }) => recordId)));
  const isPick = ({ ask }: StoredAnswer) => ask !== undefined && ask.kind !== 'manual';
  assert.equal(known.picks, answered.filter(isPick).length);
}

describe('the answers that the loop knows', () => {
  it('are read once more if another program writes too many to follow while they are read at once', () => {
    const now = store();
    now.append(imported(10));
    let pages = 0;
    const others = new Proxy(now, {
      get: (target, name) => {
        if (name === 'answersAfter' && pages++ === 0) target.append(imported(1500, 10));
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const known = new KnownAnswers(others, setImmediate);
    assert.equal(known.byRecord.size, 1510);
    same(known, now);
  });

  it('are those of the store after any action', () => {
    const now = store();
    const known = new KnownAnswers(now, setImmediate);
    const rng = new Rng(7);
    for (let n = 0; n < 400; n++) {
      const recordId = `r${rng.integer(40)}`;
      const what = rng.integer(10);
      if (what < 5) now.append(label(`e${n}`, recordId, what < 3 ? 'a' : 'b'));
      else if (what === 5) now.append({ ...by(`e${n}`), kind: 'skip', recordId });
      else if (what === 6) now.append({ ...by(`e${n}`), kind: 'flag', recordId });
      else if (what < 9) now.undo(by(`e${n}`));
      else now.redo(by(`e${n}`));
      if (rng.integer(3) > 0) same(known, now);
    }
  });

  it('are read in pages with turns between them after an import, and after its undo', async () => {
    const now = store();
    const reads = new Reads();
    const known = new KnownAnswers(reads.of(now), reads.turn);
    now.append(label('own', 'own'));
    assert.equal(known.catchUp(), undefined);
    assert.equal(known.picks, 1);
    const step = now.appendPart(undefined, imported(4000), by('begin'));
    assert.equal(known.catchUp(), undefined, 'nothing of it shows yet');
    await setImmediate();
    now.completeStep(step, imported(500, 4000), by('end'));
    for (const count of [4501, 1, 4501]) {
      const before = reads.pages;
      await known.catchUp();
      assert.equal([...known.answered()].length, count);
      assert.ok(reads.pages - before >= Math.ceil(count / 1000));
      if (count > 1) now.undo(by(`undo ${reads.pages}`));
      else now.redo(by('redo'));
      await setImmediate();
    }
    assert.deepEqual([reads.most, reads.whole], [1, 0]);
    assert.ok(reads.turns >= 8);
  });

  it('include what is answered while they are read', async () => {
    const now = store();
    now.append(imported(3500));
    let turns = 0;
    const known = new KnownAnswers(now, async () => {
      await setImmediate();
      turns++;
      if (turns === 1) now.append(label('again', recordIdOf('text 10')));
      if (turns === 2) now.append([label('more', 'own'), label('last', recordIdOf('text 3400'))]);
      if (turns === 3) now.undo(by('undo'));
    });
    await known.catchUp();
    assert.ok(turns >= 3);
    same(known, now);
    // A caller that cannot wait reads synchronously.
    now.append(imported(2000, 5000));
    const reading = known.catchUp();
    same(known, now);
    await reading;
    same(known, now);
  });
});

describe('a window after a large import', () => {
  it('reads the answers in pages, goes on asking and fits', async (t) => {
    const reads = new Reads();
    const now = store();
    const records = twoTopics(2600);
    const window = setUp({
      records,
      project: {
        holdout: { share: 0.02, size: 20, blind: 'picks' },
        query: { ...projectDefaults.query, refitEvery: 5 },
      },
      store: reads.of(now),
      turn: reads.turn,
    });
    const { learner } = window;
    await learner.start();
    await answerAll(window, 12);
    const { rounds } = learner.view;
    [reads.most, reads.whole] = [0, 0];
    const other = new MemoryStore({
      project: 'p',
      identityVersion: 1,
      window: 'x',
      beside: now,
    });
    const events = records.slice(300).flatMap(({ text, label: name }, i): NewEvent[] => {
      const recordId = recordIdOf(text);
      if (now.answer(recordId)) return [];
      const on = { ...by(`import ${i}`), recordId, label: name };
      return [{ ...on, kind: 'import', from: 'file.jsonl' }];
    });
    const step = other.appendPart(undefined, events.slice(0, -10), by('begin'));
    learner.poll();
    assert.equal(reads.turns, 0);
    other.completeStep(step, events.slice(-10), by('end'));
    learner.poll();
    const view = await window.until(
      (one) => one.rounds.length > rounds.length && one.busy === undefined,
    );
    assert.ok(view.rounds.at(-1)!.labels > 2000);
    assert.ok(view.ahead.length > 0);
    assert.ok(reads.turns >= 2, `${reads.turns} turns`);
    assert.deepEqual([reads.most, reads.whole], [1, 0]);
    // The next refit looks at the new answers only.
    const visits = t.mock.method(TrainingDerivation.prototype, 'of');
    const fitted = view.rounds.length;
    await answerAll(window, 5);
    await learner.retrain();
    assert.ok(learner.view.rounds.length > fitted);
    const visited = visits.mock.callCount();
    assert.ok(visited > 0 && visited < 50, `${visited} answers visited`);
    assert.deepEqual([reads.most, reads.whole], [1, 0]);
    assert.deepEqual(window.errors, []);
    await window.close();
  });

  it('reads them in pages at the next opening, in searches and for records to ask again', async () => {
    const reads = new Reads();
    const now = store();
    const records = twoTopics(2600);
    const answers = records.slice(0, 2500).map(({ text, label: name }, i): NewEvent => {
      const on = { ...by(`import ${i}`), recordId: recordIdOf(text) };
      if (i % 100 === 0) return { ...on, kind: 'skip' };
      return { ...on, kind: 'import', label: name, from: 'file.jsonl' };
    });
    now.append(answers);
    const window = setUp({
      records,
      project: { holdout: { share: 0, size: 0, blind: 'picks' } },
      store: reads.of(now),
      turn: reads.turn,
    });
    const { learner } = window;
    await learner.start();
    await window.until(({ rounds, busy }) => rounds.length > 0 && busy === undefined);
    const { search } = learner;
    const skipped = { kind: 'skip' } as const;
    assert.equal((await search.find({ kind: 'history', answer: skipped })).ids.length, 25);
    const found = await search.find({ kind: 'history', annotator: 'ada' });
    assert.equal(found.ids.length, 2500);
    assert.equal(found.ids[0], recordIdOf(records[2499]!.text));
    const open = await search.find({ kind: 'pool', answer: { kind: 'none' } });
    assert.equal(open.ids.length, 100);
    assert.deepEqual(await search.annotators(), ['ada']);
    learner.revisit('skipped');
    await window.until(({ revisiting }) => revisiting?.remaining === 25);
    assert.ok(reads.pages >= 3, `${reads.pages} pages`);
    assert.deepEqual([reads.most, reads.whole], [1, 0]);
    assert.deepEqual(window.errors, []);
    await window.close();
  });
});
