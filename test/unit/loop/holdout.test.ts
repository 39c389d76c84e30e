import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { LiveProject } from '../../../src/core/loop/labels/liveProject.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { WritableStore } from '../../../src/core/store/store.ts';
import { setUp, twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';

const holdout = { holdout: { share: 0.2, size: 30, blind: 'picks' } } as const;
const benches = new Set<Bench>();
after(() => Promise.all([...benches].map(close)));

async function start(options: BenchOptions & { readonly store?: WritableStore }): Promise<Bench> {
  const project = { ...holdout, ...options.project };
  const bench = setUp({ ...options, project });
  benches.add(bench);
  await bench.learner.start();
  return bench;
}

async function close(bench: Bench): Promise<void> {
  benches.delete(bench);
  await bench.close();
}

const newStore = (): WritableStore => new MemoryStore({ project: 'test', identityVersion: 1 });
const members = ({ store }: Pick<Bench, 'store'>): RecordId[] =>
  store.holdout()!.members.map(({ recordId }) => recordId);

/** Answers until the given number of hold-out records is counted. */
async function count(bench: Bench, answers: number): Promise<void> {
  while (bench.learner.view.holdout.answered < answers) await bench.answer();
}

/** Near-duplicates of records, with one more word. */
const nearDuplicatesOf = (records: ReturnType<typeof twoTopics>) =>
  records.map(({ text, label }) => ({ text: `${text} please`, label }));

/** Texts so long that one more word makes a near-duplicate. */
function longTexts(size: number, seed = 7): ReturnType<typeof twoTopics> {
  const rng = new Rng(seed);
  const word = (): string => `w${rng.integer(5000)}`;
  return twoTopics(size, seed).map(({ text, label }) => ({
    text: `${text} ${Array.from({ length: 40 }, word).join(' ')}`,
    label,
  }));
}

describe('hold-out of a changing pool', () => {
  test('C2 members depend neither on the row order nor on a filter', async () => {
    const rows = twoTopics(300).map((row, i) => ({ ...row, lang: i % 3 === 0 ? 'en' : 'de' }));
    const plain = await start({ records: rows });
    const shuffled = await start({ records: new Rng(5).shuffle([...rows]) });
    assert.deepEqual(members(shuffled), members(plain));
    const store = newStore();
    const filter = [{ field: 'lang', oneOf: ['en'] }];
    const narrow = await start({ records: rows, store, project: { filter } });
    assert.deepEqual(members(narrow), members(plain));
    const english = rows.filter(({ lang }) => lang === 'en').map(({ text }) => recordIdOf(text));
    const inside = members(narrow).filter((id) => english.includes(id));
    assert.equal(narrow.learner.view.holdout.size, inside.length);
    const wide = await start({ records: rows, store });
    assert.deepEqual(members(wide), members(plain));
    assert.equal(wide.learner.view.holdout.size, Math.min(30, members(plain).length));
  });

  test('C2 after a filter is removed, metrics cover its part until the other members are asked', async () => {
    const rows = twoTopics(300).map((row, i) => ({ ...row, lang: i % 2 === 0 ? 'en' : 'de' }));
    const store = newStore();
    const filter = [{ field: 'lang', oneOf: ['en'] }];
    const narrow = await start({ records: rows, store, project: { filter } });
    await count(narrow, 8);
    const counted = narrow.learner.view.holdout.answered;
    await close(narrow);
    const wide = await start({ records: rows, store });
    const { part, answered } = wide.learner.view.holdout;
    assert.equal(answered, counted);
    assert.equal(part!.records, 150);
    assert.equal(part!.of, 300);
    assert.ok(part!.toAsk > 0);
    assert.match(
      english(wide.learner.view.population![0]),
      /^Metrics cover 150 of 300 records until/,
    );
    await wide.until(({ phase }) => phase.kind === 'asking');
    while (wide.learner.view.holdout.part) await wide.answer();
    assert.ok(wide.learner.view.holdout.answered >= counted);
    // Each answer went to the first unanswered member in order.
    const asked = store.answers().filter(({ ask }) => ask?.kind === 'holdout').length;
    assert.ok(asked >= wide.learner.view.holdout.answered);
  });

  test('C2 appended rows leave earlier members unchanged, and near-duplicates share their fate', async () => {
    const store = newStore();
    const rows = longTexts(200);
    const first = await start({ records: rows, store });
    const before = members(first);
    await close(first);
    const more = longTexts(200, 99);
    const copies = nearDuplicatesOf(rows);
    const grown = await start({ records: [...more, ...rows, ...copies], store });
    const now = new Set(members(grown));
    for (const id of before) assert.ok(now.has(id));
    const earlier = new Set(before);
    for (const [i, { text }] of rows.entries()) {
      const copy = recordIdOf(copies[i]!.text);
      assert.equal(now.has(copy), earlier.has(recordIdOf(text)), 'a copy goes where its text is');
    }
    const added = more.filter(({ text }) => now.has(recordIdOf(text))).length;
    // At the rate of the first draw, 30 of 200: 30 ± 15 (three standard errors).
    assert.ok(added > 15 && added < 45, `${added} of 200 new rows are held out`);
    assert.deepEqual(store.excludedRecords(), []);
  });

  test('C2 a row near both a member and a non-member is neither asked nor trained on', async () => {
    const store = newStore();
    const rng = new Rng(3);
    const words = (count: number): string[] =>
      Array.from({ length: count }, () => `w${rng.integer(5000)}`);
    // Two dissimilar texts, and one between them that is a near-duplicate of both.
    const families = Array.from({ length: 60 }, () => {
      const [start, middle, own, other] = [words(74), words(13), words(13), words(26)];
      return {
        one: [...start, ...middle, ...own].join(' '),
        two: [...start, ...other].join(' '),
        both: [...start, ...middle, ...other.slice(13)].join(' '),
      };
    });
    const row = (text: string) => ({ text, label: 'refund' });
    const rows = [...twoTopics(20), ...families.flatMap(({ one, two }) => [row(one), row(two)])];
    const before = await start({ records: rows, store });
    const held = new Set(members(before));
    await close(before);
    const linked = [...rows, ...families.map(({ both }) => row(both))];
    const bench = await start({ records: linked, store });
    const between = new Set(store.excludedRecords());
    const differ = families.filter(
      ({ one, two }) => held.has(recordIdOf(one)) !== held.has(recordIdOf(two)),
    );
    const links = differ.map(({ both }) => recordIdOf(both)).filter((id) => between.has(id));
    assert.ok(links.length > 0 && links.length === between.size, `${links.length} links`);
    assert.match(
      english(bench.learner.view.population!.at(-1)),
      new RegExp(`trained on: ${between.size}.$`),
    );
    await bench.learner.records.annotate(links.slice(0, 1), { kind: 'label', label: 'refund' });
    assert.deepEqual(store.counts().trainingByLabel, new Map());
    const unanswered = (): number =>
      linked.filter(({ text }) => (store.answer(recordIdOf(text))?.kind ?? 'none') === 'none')
        .length;
    while (unanswered() > links.length - 1) assert.ok(!between.has(await bench.answer()));
    const { phase } = await bench.until((view) => view.phase.kind === 'finished');
    assert.match(english('message' in phase ? phase.message : undefined), /Near-duplicates/);
  });
});

describe('hold-out answers', () => {
  test('C1 members labelled by hand count only after they are asked blind in their turn', async () => {
    const bench = await start({ records: twoTopics(300) });
    await bench.answer();
    const open = members(bench).filter((id) => bench.store.answer(id) === undefined);
    // As after a search for easy records, all have the same label.
    const easy = open.filter((id) => bench.truth.get(id) === 'delivery').slice(0, 12);
    const before = bench.learner.view.holdout.answered;
    await bench.learner.records.annotate(easy, { kind: 'label', label: 'delivery' });
    const { answered, waiting } = bench.learner.view.holdout;
    assert.equal(answered, before);
    assert.equal(waiting, easy.length);
    assert.ok(
      bench.learner.view.population!.some((scope) =>
        /When their turn comes, they are asked again, blind/.test(english(scope)),
      ),
    );
    await count(bench, 20);
    for (const { recordId, ask, label } of bench.store.answers()) {
      if (ask?.kind === 'holdout') assert.equal(label, bench.truth.get(recordId));
    }
    assert.equal(bench.learner.records.holdoutConflicts().length, 0);
  });

  test('C1 a blind answer overrides the one by hand, and the conflict is listed', async () => {
    const bench = await start({ records: twoTopics(200) });
    const [first] = members(bench).filter(
      (id) => !bench.learner.view.ahead.some(({ record }) => record.id === id),
    );
    const truth = bench.truth.get(first!)!;
    const wrong = truth === 'refund' ? 'delivery' : 'refund';
    await bench.learner.records.annotate([first!], { kind: 'label', label: wrong });
    while ((await bench.answer()) !== first);
    assert.equal(bench.store.answer(first)!.label, truth);
    assert.deepEqual(bench.learner.records.holdoutConflicts(), [
      { id: first, blind: { label: truth }, byHand: { label: wrong } },
    ]);
    assert.equal(bench.learner.view.holdout.conflicts, 1);
    await bench.learner.undo();
    assert.equal(bench.store.answer(first)!.label, wrong);
    assert.equal(bench.learner.view.holdout.waiting, 1);
    const [again] = bench.learner.view.ahead;
    assert.equal(again!.record.id, first);
    assert.equal(again!.answered, undefined, 'asked again without a hint');
    await bench.answer();
    const answer = { kind: 'label', label: wrong } as const;
    await bench.learner.change({ answerId: 'right after all', recordId: first, answer });
    assert.deepEqual(bench.learner.records.holdoutConflicts(), []);
  });

  test('C1 labels from a column count at once', async () => {
    const records = twoTopics(300);
    const project = { labelField: { field: 'label', use: 'annotations' } } as const;
    const bench = await start({ records, project });
    const { answered, waiting, size } = bench.learner.view.holdout;
    assert.equal(answered, members(bench).length);
    assert.equal(answered, size);
    assert.equal(waiting, undefined);
  });

  test('C8 records from before a new label are asked again, blind; undo restores the answers', async () => {
    const bench = await start({ records: twoTopics(200) });
    await count(bench, 5);
    const done = members(bench).filter((id) => bench.store.answer(id) !== undefined);
    const outdated = () => bench.learner.view.holdout.outdated;
    assert.equal(outdated(), undefined);
    const labels = [{ name: 'refund' }, { name: 'delivery' }, { name: 'praise' }];
    const change = { type: 'add', label: { name: 'praise' } } as const;
    await bench.learner.labelSet.apply({ labels, query: projectDefaults.query }, { change });
    assert.deepEqual(outdated(), {
      records: done.length,
      labels: ['praise'],
    });
    assert.equal(await bench.learner.records.askHoldoutAgain(), done.length);
    assert.equal(bench.learner.view.holdout.answered, 0);
    assert.equal(outdated(), undefined);
    assert.equal(bench.learner.view.nextUndoSize, done.length);
    await bench.learner.undo();
    for (const id of done) assert.equal(bench.store.answer(id)!.kind, 'label');
    assert.equal(outdated()?.records, done.length);
    await bench.learner.records.leaveHoldout();
    assert.equal(outdated(), undefined);
  });

  test('C8 a label deleted and added again is new; one restored by undo is not', async () => {
    const bench = await start({ records: twoTopics(200) });
    const outdated = () => bench.learner.view.holdout.outdated?.labels;
    const { query } = projectDefaults;
    const two = [{ name: 'refund' }, { name: 'delivery' }];
    const three = [...two, { name: 'praise' }];
    const add = { type: 'add', label: { name: 'praise' } } as const;
    const { labelSet } = bench.learner;
    await labelSet.apply({ labels: three, query }, { change: add });
    await count(bench, 4);
    assert.equal(outdated(), undefined, 'the label was there before any answer');
    await labelSet.apply({ labels: two, query }, { change: { type: 'delete', label: 'praise' } });
    await bench.learner.undo({ labels: three, query });
    assert.equal(outdated(), undefined, 'it is as old as it was');
    await bench.learner.redo({ labels: two, query });
    await labelSet.apply({ labels: three, query }, { change: add });
    assert.deepEqual(outdated(), ['praise']);
    await bench.learner.undo({ labels: two, query });
    assert.equal(outdated(), undefined);
    // A label that was merged and regains its name by a rename is as old as the renamed label.
    await labelSet.apply(
      { labels: [{ name: 'refund' }, { name: 'praise' }], query },
      { change: { type: 'rename', from: 'delivery', to: 'praise' } },
    );
    assert.equal(outdated(), undefined);
  });
});

describe('asks every record before finishing', () => {
  for (const keep of [0, 0.05, 0.33]) {
    test(`B2 with ${keep === 0 ? 'another pool' : `${100 * keep} % of the pool`}`, async () => {
      const store = newStore();
      const records = twoTopics(400);
      const project = { holdout: { share: 0.5, size: 200, blind: 'all' } } as const;
      const before = await start({ records, store, project });
      for (let i = 0; i < 9; i++) await before.answer();
      await close(before);
      const part =
        keep === 0 ? twoTopics(60, 99) : records.filter((_, i) => (i * 37) % 100 < 100 * keep);
      const bench = await start({ records: part, store, project });
      const left = (): number =>
        part.filter(({ text }) => (store.answer(recordIdOf(text))?.kind ?? 'none') === 'none')
          .length;
      while (left() > 0) {
        const view = await bench.until(
          ({ ahead, phase }) => ahead.length > 0 || phase.kind === 'finished',
        );
        assert.notEqual(view.phase.kind, 'finished', `${left()} records are left`);
        await bench.answer();
      }
      await bench.until(({ phase }) => phase.kind === 'finished');
    });
  }
});

describe('defaults of the time when a project was created', () => {
  /** A store of an earlier version, with its hold-out drawn once and no set of defaults. */
  const oldStore = (records: ReturnType<typeof twoTopics>): WritableStore => {
    const store = newStore();
    store.setSetting(defaultsSetting, undefined);
    const held = records
      .slice(0, 20)
      .map(({ text }) => ({ recordId: recordIdOf(text), multiplicity: 1 }));
    store.setHoldout({ members: held, seed: 1, at: 0 });
    return store;
  };
  const open = { leftOpen: ['blind', 'start'] } as const;

  test('D6 a new project blinds random picks; an older one blinds all while its hold-out fills', async () => {
    const records = twoTopics(120);
    const fresh = await start({ records, project: open });
    assert.equal(fresh.learner.view.blind, 'picks');
    assert.equal(fresh.learner.view.olderDefaults, undefined);
    const old = await start({ records, store: oldStore(records), project: open });
    assert.equal(old.learner.view.blind, 'all');
    assert.equal(old.learner.view.olderDefaults, 1);
    const said = await start({ records, store: oldStore(records), project: { leftOpen: [] } });
    assert.equal(said.learner.view.blind, 'picks', 'what the file says wins');
  });

  test('a new project starts with TypiClust and C from 30; an older one keeps its start', async () => {
    const records = twoTopics(120);
    const begun = async (store?: WritableStore): Promise<(string | number)[]> => {
      const bench = await start({ records, project: open, ...(store && { store }) });
      await bench.until((view) => view.embedding !== undefined);
      // One of each label: a head can be fitted, but the start continues and C is not chosen before
      // 20 labels.
      for (const label of ['refund', 'delivery']) {
        const held = new Set(members(bench));
        const one = records.find((row) => row.label === label && !held.has(recordIdOf(row.text)))!;
        await bench.learner.records.annotate([recordIdOf(one.text)], { kind: 'label', label });
      }
      await bench.learner.retrain();
      const { query, start: isStart, c } = bench.store.rounds().at(-1)!;
      assert.equal(isStart, true);
      return [query.strategy, c];
    };
    assert.deepEqual(await begun(), ['typiclust', 30]);
    assert.deepEqual(await begun(oldStore(records)), ['random', 10]);
    const live = new LiveProject({ ...projectDefaults, ...open } as unknown as ProjectFile, 1);
    assert.equal(live.project.query.start, 'random');
    live.useDefaults(2);
    assert.equal(live.project.query.start, 'typiclust');
  });

  test('an older hold-out counts all answers, including those by hand, and keeps its members', async () => {
    const records = longTexts(150);
    const store = oldStore(records);
    const bench = await start({ records, store, project: open });
    const before = members(bench);
    await bench.learner.records.annotate(before.slice(0, 5), { kind: 'label', label: 'refund' });
    assert.equal(bench.learner.view.holdout.answered, 5);
    assert.equal(bench.learner.view.holdout.size, 20);
    await close(bench);
    const grown = await start({
      records: [...nearDuplicatesOf(records), ...records, ...longTexts(300, 55)],
      store,
      project: open,
    });
    // Only near-duplicates of members joined them.
    const copies = nearDuplicatesOf(records.slice(0, 20)).map(({ text }) => recordIdOf(text));
    assert.deepEqual(new Set(members(grown)), new Set([...before, ...copies]));
    assert.deepEqual(members(grown).slice(0, 20), before);
  });

  test('Use New Defaults is one undoable step', async () => {
    const records = twoTopics(120);
    const store = oldStore(records);
    const bench = await start({ records, store, project: open });
    const [first] = members(bench);
    await bench.learner.records.annotate([first!], { kind: 'label', label: 'refund' });
    await bench.learner.labelSet.useNewDefaults();
    assert.equal(bench.learner.view.blind, 'picks');
    assert.equal(bench.learner.view.olderDefaults, undefined);
    assert.equal(bench.learner.view.holdout.waiting, 1);
    assert.deepEqual(members(bench).length, 20);
    await bench.learner.undo();
    assert.equal(bench.learner.view.blind, 'all');
    assert.equal(bench.learner.view.olderDefaults, 1);
    assert.equal(bench.learner.view.holdout.answered, 1);
    await bench.learner.redo();
    assert.equal(bench.learner.view.blind, 'picks');
    await close(bench);
    const again = await start({
      records: [...records, ...twoTopics(600, 55)],
      store,
      project: open,
    });
    assert.equal(again.learner.view.blind, 'picks');
    // New records join the hold-out at its original rate of 20 in 120.
    const added = members(again).length - 20;
    assert.ok(added > 60 && added < 140, `${added} of 600 new records joined the hold-out`);
  });
});
