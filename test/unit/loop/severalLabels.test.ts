import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportJsonl } from '../../../src/core/interchange/exportRows.ts';
import { settingsAfter } from '../../../src/core/labelSet/labelsAfter.ts';
import type { LabelsInput } from '../../../src/core/loop/answers/answerInput.ts';
import { replay } from '../../../src/core/loop/replay.ts';
import {
  defaultQuery,
  projectDefaults,
  type ProjectFile,
} from '../../../src/core/projectFile/projectFile.ts';
import type { LabelSettings } from '../../../src/core/projectFile/editLabels.ts';
import { recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { says } from '../../harness/english.ts';
import { benchMaker, startBench } from './benches.ts';
import { twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';

const make = benchMaker();

const records = twoTopics(300);
const textOf = new Map(records.map(({ text }) => [recordIdOf(text), text]));
const words = { money: /refund|paid|card/, parcel: /parcel|courier|van/, lost: /lost|tracking/ };
const names = ['money', 'parcel'];
const project: Partial<ProjectFile> = {
  task: 'multi',
  labels: names.map((name) => ({ name })),
  query: { ...defaultQuery('multi'), start: 'random', batch: 10 },
  holdout: { ...projectDefaults.holdout, size: 40, share: 0.2, blind: 'picks' },
};

/** The labels among `of` that apply to a text. */
const truthOf = (text: string, of: readonly string[]): string[] =>
  of.filter((name) => words[name as keyof typeof words].test(text));

async function start(options: BenchOptions = {}): Promise<Bench> {
  return startBench(make({ records, project, ...options }));
}

let ids = 0;

async function give(
  bench: Bench,
  answer: (text: string) => LabelsInput | { kind: 'skip' },
): Promise<RecordId> {
  const { ahead } = await bench.until((view) => view.ahead.length > 0);
  const { record } = ahead[0]!;
  const given = { answerId: `several-${ids++}`, recordId: record.id, answer: answer(record.text) };
  await bench.learner.answer({ ...given, elapsedMs: 900 });
  return record.id;
}

const truthfully =
  (of: readonly string[]) =>
  (text: string): LabelsInput => ({
    kind: 'labels',
    yes: truthOf(text, of),
    of,
  });

async function answerAll(bench: Bench, count: number, of = names): Promise<void> {
  for (let i = 0; i < count; i++) {
    await bench.engine.quiet();
    await give(bench, truthfully(of));
  }
  await bench.engine.quiet();
}

describe('several labels per record in the loop', () => {
  it('learns, asks and suggests sets, and scores them on the hold-out', async () => {
    const bench = await start();
    await answerAll(bench, 70);
    const { learnt, rounds, counts, holdout } = await bench.until(
      ({ rounds, busy }) => rounds.some(({ metrics }) => metrics) && busy === undefined,
    );
    assert.deepEqual([...learnt].sort(), names);
    assert.equal(counts.labelled, 70);
    const answers = bench.store.answers();
    const carried = (name: string): number =>
      answers.filter(({ labels }) => labels!.get(name)).length;
    assert.deepEqual(counts.byLabel, { money: carried('money'), parcel: carried('parcel') });
    const { metrics } = rounds.at(-1)!;
    assert.ok(metrics?.task === 'multi');
    assert.ok(holdout.answered > 5 && metrics.n === holdout.answered);
    assert.ok(metrics.microF1.value! > 0.6, `micro-F1 ${metrics.microF1.value}`);
    assert.ok(answers.some(({ ask }) => ask?.kind === 'query' && ask.query?.strategy === 'mmc'));
    const shown = bench.learner.view.ahead.find(({ blind }) => !blind)!;
    assert.ok(shown.prediction!.probabilities.every(({ applies }) => applies !== undefined));
    assert.equal(bench.store.rounds().at(-1)!.task, 'multi');
    assert.deepEqual(bench.errors, []);
  });

  it('draws the same batches again from the journal', async () => {
    const bench = await start();
    await answerAll(bench, 60);
    const again = await start();
    let batches = 0;
    for await (const batch of replay({
      store: bench.store,
      project: { ...projectDefaults, ...project } as ProjectFile,
      engine: again.engine.remote,
      embed: again.embed,
    })) {
      assert.ok(batch.identical, `batch ${batch.number}`);
      batches++;
    }
    assert.ok(batches > 3);
  });

  it('a label that comes later is unknown in earlier answers, until a pass asks for it', async () => {
    const bench = await start();
    const { learner, store } = bench;
    await answerAll(bench, 50);
    const now: LabelSettings = { labels: project.labels!, query: project.query! };
    const change = { type: 'add', label: { name: 'lost' } } as const;
    await learner.labelSet.apply(settingsAfter(now, change), { change });
    await bench.engine.quiet();
    assert.ok(store.answers().every(({ labels }) => !labels!.has('lost')));
    assert.deepEqual(learner.view.unjudged, [{ label: 'lost', records: 50 }]);
    assert.deepEqual(learner.labelSet.unjudgedLabels(), [{ label: 'lost', records: 50 }]);
    assert.equal(learner.view.holdout.outdated, undefined, 'nothing of the hold-out is withdrawn');

    learner.revisit({ pass: 'lost' });
    await bench.until(({ ahead }) => ahead.length === 4 && ahead[0]!.revisited === true);
    const before = new Map(store.answers().map((answer) => [answer.recordId, answer]));
    const deferred = learner.view.ahead[0]!.record.id;
    learner.defer(deferred);
    await bench.until(({ ahead }) => ahead[0]?.record.id !== deferred);
    const events = store.lastSeq();
    const asked: RecordId[] = [];
    for (let i = 0; i < 50; i++) {
      await bench.until(({ ahead }) => ahead[0]?.revisited === true);
      const id = await give(bench, (text) => ({
        kind: 'labels',
        yes: truthOf(text, ['lost']),
        of: [...names, 'lost'],
        judged: ['lost'],
      }));
      asked.push(id);
    }
    assert.equal(asked.at(-1), deferred, 'it came at the end');
    assert.equal(new Set(asked).size, 50);
    assert.equal(store.lastSeq(), events + 50);
    await bench.until(({ revisiting }) => revisiting === undefined);
    assert.deepEqual(learner.view.unjudged, []);
    for (const answer of store.answers()) {
      const { labels, kind, ask } = before.get(answer.recordId)!;
      const { lost, ...rest } = Object.fromEntries(answer.labels!);
      assert.equal(lost, words.lost.test(textOf.get(answer.recordId)!));
      assert.deepEqual([rest, answer.kind, answer.ask], [Object.fromEntries(labels!), kind, ask]);
    }
  });

  it('distinguishes “none of these”, skips and unknown labels, and undoes one step at a time', async () => {
    const bench = await start();
    const none = await give(bench, () => ({ kind: 'labels', yes: [], of: names }));
    const skipped = await give(bench, () => ({ kind: 'skip' }));
    assert.deepEqual([...bench.store.answer(none)!.labels!.values()], [false, false]);
    assert.equal(bench.store.answer(skipped)!.labels, undefined);
    const { search } = bench.learner;
    const found = async (answer: { kind: 'noLabel' } | { kind: 'skip' }) =>
      (await search.find({ kind: 'history', answer })).ids;
    assert.deepEqual(await found({ kind: 'noLabel' }), [none]);
    assert.deepEqual(await found({ kind: 'skip' }), [skipped]);
    await bench.learner.undo();
    await bench.learner.undo();
    assert.deepEqual(bench.store.answers(), []);
    const { ahead } = await bench.until((view) => view.ahead[0]?.record.id === none);
    assert.equal(ahead[0]!.judged, undefined);
  });

  it('refuses single labels and labels of other projects, and writes nothing', async () => {
    const bench = await start();
    const { record } = bench.learner.view.ahead[0]!;
    const position = bench.store.lastSeq();
    const answer = (answer: LabelsInput | { kind: 'label'; label: string }) =>
      bench.learner.answer({ answerId: 'bad', recordId: record.id, answer, elapsedMs: 1 });
    await assert.rejects(
      answer({ kind: 'label', label: 'money' }),
      says(/can have several labels: choose them, then press Enter/),
    );
    await assert.rejects(
      answer({ kind: 'labels', yes: ['joy'], of: ['joy', ...names] }),
      says(/joy/),
    );
    assert.equal(bench.store.lastSeq(), position);
  });

  it('lists a hold-out record whose set given by hand contradicts the blind one, and accepts either', async () => {
    const bench = await start();
    const { learner, store } = bench;
    const waiting = store
      .holdout()!
      .members.map(({ recordId }) => recordId)
      .filter((id) => !learner.view.ahead.some(({ record }) => record.id === id));
    const [inPart, wrong] = waiting as [RecordId, RecordId];
    const other = (id: RecordId): string[] =>
      names.filter((name) => !truthOf(textOf.get(id)!, names).includes(name));
    assert.ok(other(inPart).length > 0 && other(inPart).length < names.length);
    const part = { kind: 'labels', yes: [], of: names, judged: other(inPart) } as const;
    await learner.records.annotate([inPart], part);
    await learner.records.annotate([wrong], { kind: 'labels', yes: other(wrong), of: names });
    const open = new Set([inPart, wrong]);
    while (open.size > 0) open.delete(await give(bench, truthfully(names)));
    const conflicts = learner.records.holdoutConflicts();
    assert.deepEqual(
      conflicts.map(({ id }) => id),
      [wrong],
      'a part that agrees contradicts nothing, though the blind answer says more',
    );
    const [{ byHand, blind }] = conflicts as [(typeof conflicts)[number]];
    assert.ok('labels' in byHand && blind && 'labels' in blind);
    assert.deepEqual(
      [...byHand.labels].filter(([, applies]) => applies).map(([name]) => name),
      other(wrong),
    );
    const answer = { kind: 'labels', yes: other(wrong), of: names } as const;
    await learner.change({ answerId: 'right after all', recordId: wrong, answer });
    assert.deepEqual(learner.records.holdoutConflicts(), []);
  });

  it('a label renamed by hand keeps its yes and no, and is given its new name', async () => {
    const bench = await start();
    const { learner, store } = bench;
    await answerAll(bench, 20);
    const before = store.answers().map(({ labels }) => labels!.get('money'));
    const now: LabelSettings = { labels: project.labels!, query: project.query! };
    const byHand = { ...now, labels: [{ name: 'refund' }, { name: 'parcel' }] };
    await learner.labelSet.apply(byHand);
    const count = before.filter(Boolean).length;
    assert.deepEqual(learner.view.orphanedLabels, [{ label: 'money', count }]);
    const change = { type: 'rename', from: 'money', to: 'refund' } as const;
    await learner.labelSet.apply(settingsAfter(byHand, change), { change });
    assert.deepEqual(learner.view.orphanedLabels, []);
    assert.deepEqual(
      store.answers().map(({ labels }) => labels!.get('refund')),
      before,
    );
  });

  it('a confirmed set stays confirmed when one of its labels is renamed', async () => {
    const bench = await start();
    const { learner } = bench;
    const found = (await learner.search.find({ kind: 'pool' })).ids;
    const ids = found.filter((id) => truthOf(textOf.get(id)!, names).length > 0).slice(0, 80);
    for (const [i, id] of ids.entries()) {
      const yes = truthOf(textOf.get(id)!, names);
      const answer = { kind: 'labels', yes: i % 20 === 7 ? names : yes, of: names } as const;
      await learner.records.annotate([id], answer);
    }
    await learner.retrain();
    await bench.until(() => learner.records.suspicions().length > 0);
    const { record } = learner.records.suspicions()[0]!;
    const isSuspect = () =>
      learner.records.suspicions().some(({ record: { id } }) => id === record.id);
    await learner.records.confirm(record.id);
    assert.equal(isSuspect(), false);
    const others = learner.records.suspicions();
    assert.ok(others.length > 0);
    const now: LabelSettings = { labels: project.labels!, query: project.query! };
    const change = { type: 'rename', from: 'money', to: 'refund' } as const;
    await learner.labelSet.apply(settingsAfter(now, change), { change });
    await learner.retrain();
    await bench.until(({ busy }) => busy === undefined && learner.records.suspicions().length > 0);
    assert.equal(isSuspect(), false);
  });

  it('judges many records in one step, for all labels or for one', async () => {
    const bench = await start();
    const { learner, store } = bench;
    const found = (await learner.search.find({ kind: 'pool' })).ids.slice(0, 30);
    await learner.records.annotate(found, { kind: 'labels', yes: ['money'], of: names });
    await learner.records.annotate(found, {
      kind: 'labels',
      yes: [],
      of: names,
      judged: ['money'],
    });
    const state = () => found.map((id) => Object.fromEntries(store.answer(id)?.labels ?? []));
    assert.ok(state().every((labels) => labels['money'] === false && labels['parcel'] === false));
    await learner.undo();
    assert.ok(state().every((labels) => labels['money'] === true));
    let written = '';
    const items = store.answers().map((answer) => ({ answer, holdout: false }));
    for await (const line of exportJsonl(items, { labelSet: names })) written += line;
    assert.equal(written.split('\n').length, 31);
    await learner.undo();
    assert.deepEqual(store.answers(), []);
  });
});
