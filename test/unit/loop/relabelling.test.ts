import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingsAfter } from '../../../src/core/labelSet/labelsAfter.ts';
import { replay } from '../../../src/core/loop/replay.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import type { LabelSettings } from '../../../src/core/projectFile/editLabels.ts';
import type { RecordId } from '../../../src/core/record.ts';
import { benchMaker, startBench } from './benches.ts';
import { twoTopics, type Bench, type BenchOptions, randomStart } from './loopFixture.ts';
import type { SchemaChange } from '../../../src/core/store/schemaChange.ts';
import { single } from '../../harness/singleMetrics.ts';

const make = benchMaker();

/** The delivery topic is split by one word into two labels. */
const records = twoTopics(300).map(({ text, label }) => ({
  text,
  label: label === 'delivery' && text.includes('lost') ? 'lost' : label,
}));
const labels = ['refund', 'delivery', 'lost'].map((name) => ({ name }));
const query = { ...randomStart, batch: 10 };
const settings: Partial<ProjectFile> = {
  labels,
  query,
  holdout: { size: 40, share: 0.2, blind: 'picks' },
};

async function start(options: BenchOptions = {}): Promise<Labelled> {
  return new Labelled(await startBench(make({ records, project: settings, ...options })));
}

/** A project whose labels change during annotation. */
class Labelled {
  readonly bench: Bench;
  now: LabelSettings = { labels, query };
  readonly past: LabelSettings[] = [];

  constructor(bench: Bench) {
    this.bench = bench;
  }

  get view() {
    return this.bench.learner.view;
  }

  /** Answers with the true label under its current name. */
  async answer(count: number, called: (label: string) => string = (label) => label) {
    for (let i = 0; i < count; i++) {
      const { ahead } = await this.bench.until((view) => view.ahead.length > 0);
      const label = called(this.bench.truth.get(ahead[0]!.record.id)!);
      await this.bench.answer({ kind: 'label', label });
    }
    await this.settled();
  }

  settled() {
    return this.bench.until(
      ({ busy, ahead, starting, learnt }) =>
        busy === undefined && ahead.length === 4 && (starting || learnt.length > 0),
    );
  }

  async change(change: SchemaChange) {
    this.past.push(this.now);
    this.now = settingsAfter(this.now, change);
    const { learner } = this.bench;
    await learner.labelSet.apply(this.now, { change });
    await this.settled();
  }

  async undo() {
    const { learner } = this.bench;
    assert.equal(learner.labelSet.next('undo').length, 1);
    this.now = this.past.pop()!;
    await learner.undo(this.now);
    await this.settled();
  }

  /** Metrics of the learning curve, without label names. */
  curve() {
    return this.view.rounds.map(({ metrics }) => {
      if (!metrics) return [];
      const { n, accuracy, macroF1, rocAuc } = single(metrics);
      return [n, accuracy.value, macroF1.value, rocAuc.value];
    });
  }

  names() {
    return this.view.rounds.map(
      ({ metrics }) => metrics && single(metrics).perClass.map(({ name }) => name),
    );
  }

  answers(): Map<RecordId, string | undefined> {
    return new Map(this.bench.store.answers().map(({ recordId, label }) => [recordId, label]));
  }
}

describe('renaming a label', () => {
  it('updates annotations, hold-out, rounds and metrics, and keeps the records on screen', async () => {
    const work = await start();
    await work.answer(80);
    await work.bench.learner.retrain();
    await work.settled();
    const [before, curve] = [work.answers(), work.curve()];
    const shown = work.view.ahead.map(({ record }) => record.id);
    assert.ok(curve.length >= 3 && curve.every(([n]) => n === curve[0]![0] && n !== undefined));

    await work.change({ type: 'rename', from: 'delivery', to: 'parcels' });
    assert.deepEqual(
      work.view.ahead.map(({ record }) => record.id),
      shown,
    );
    for (const { prediction } of work.view.ahead) {
      const names = prediction?.probabilities.map(({ label }) => label) ?? [];
      assert.ok(!names.includes('delivery'), 'suggestions have the new name');
    }
    assert.deepEqual(work.view.orphanedLabels, []);
    assert.deepEqual([...work.view.learnt].sort(), ['lost', 'parcels', 'refund']);
    assert.equal(work.view.counts.byLabel['delivery'], undefined);
    assert.deepEqual(work.curve().slice(0, curve.length), curve, 'the curve is what it was');
    for (const names of work.names()) assert.deepEqual(names, ['refund', 'parcels', 'lost']);

    await work.undo();
    assert.deepEqual(work.answers(), before);
    assert.deepEqual(work.curve().slice(0, curve.length), curve);
    for (const names of work.names()) assert.deepEqual(names, ['refund', 'delivery', 'lost']);
    const { learner } = work.bench;
    work.now = settingsAfter(work.now, { type: 'rename', from: 'delivery', to: 'parcels' });
    await learner.redo(work.now);
    assert.equal(work.view.counts.byLabel['delivery'], undefined);
    await work.answer(5, (label) => (label === 'delivery' ? 'parcels' : label));
    assert.deepEqual(work.bench.errors, []);
  });

  it('keeps rounds correct that were made between a rename and its undo', async () => {
    const work = await start();
    await work.change({ type: 'rename', from: 'delivery', to: 'parcels' });
    const parcels = (label: string) => (label === 'delivery' ? 'parcels' : label);
    await work.answer(60, parcels);
    const { learner, store } = work.bench;
    await learner.retrain();
    const made = store.rounds().length;
    const head = store.head(made)!;
    assert.ok(head.labels.includes('parcels'));
    while (learner.labelSet.next('undo').length === 0) assert.ok(await learner.undo());
    await learner.undo({ labels, query });
    await work.answer(60);
    await learner.retrain();
    await work.settled();
    const metrics = single(work.view.rounds[made - 1]!.metrics);
    assert.deepEqual(
      metrics.perClass
        .filter(({ learnt }) => learnt)
        .map(({ name }) => name)
        .sort(),
      [...head.labels].map((name) => (name === 'parcels' ? 'delivery' : name)).sort(),
    );
    assert.ok(metrics.accuracy.value! > 0.6, `${metrics.accuracy.value}`);
  });
});

describe('merging labels', () => {
  it('merges them everywhere and evaluates earlier heads with the merged label', async () => {
    const work = await start();
    await work.answer(90);
    await work.bench.learner.retrain();
    await work.settled();
    const [before, curve] = [work.answers(), work.curve()];
    await work.change({ type: 'merge', from: ['lost'], to: 'delivery' });
    assert.deepEqual(Object.keys(work.view.counts.byLabel).sort(), ['delivery', 'refund']);
    assert.equal(work.view.counts.labelled, before.size);
    for (const [i, [n, accuracy]] of work.curve().slice(0, curve.length).entries()) {
      assert.equal(n, curve[i]![0]);
      assert.ok(accuracy! >= curve[i]![1]!, 'to mistake one for the other is no mistake any more');
    }
    for (const names of work.names()) assert.deepEqual(names, ['refund', 'delivery']);
    await work.undo();
    assert.deepEqual(work.answers(), before);
    assert.deepEqual(work.curve().slice(0, curve.length), curve);
    assert.deepEqual(work.bench.errors, []);
  });
});

describe('D11 deleting a label', () => {
  const change: SchemaChange = { type: 'delete', label: 'lost' };
  const left = (label: string) => (label === 'lost' ? 'delivery' : label);

  it('unlabels its records, removes it from head and suggestions, and is undone in one step', async () => {
    const work = await start();
    await work.answer(90);
    await work.bench.learner.retrain();
    await work.settled();
    const { learner, store } = work.bench;
    const [before, curve] = [work.answers(), work.curve()];
    const carried = [...before].filter(([, label]) => label === 'lost').map(([id]) => id);
    assert.ok(carried.length > 3);
    await learner.records.annotate(carried.slice(0, 1), { kind: 'flag', flagged: true });

    await work.change(change);
    assert.deepEqual(Object.keys(work.view.counts.byLabel).sort(), ['delivery', 'refund']);
    assert.equal(work.view.counts.labelled, before.size - carried.length);
    assert.equal(store.answer(carried[0]!)!.flagged, true);
    assert.deepEqual([...work.view.learnt].sort(), ['delivery', 'refund']);
    assert.deepEqual(work.view.orphanedLabels, []);
    for (const { prediction } of work.view.ahead) {
      assert.ok(!prediction?.probabilities.some(({ label }) => label === 'lost'));
    }
    for (const names of work.names()) assert.deepEqual(names, ['refund', 'delivery']);
    const rounds = work.view.rounds.length;
    await work.answer(20, left);
    await learner.retrain();
    assert.ok(work.view.rounds.length > rounds, 'rounds go on');

    while (learner.labelSet.next('undo').length === 0) assert.ok(await learner.undo());
    await work.undo();
    assert.deepEqual(work.answers(), before);
    assert.deepEqual(work.curve().slice(0, curve.length), curve);
    assert.deepEqual([...work.view.learnt].sort(), ['delivery', 'lost', 'refund']);
    assert.deepEqual(work.bench.errors, []);
  });

  it('asks its hold-out records again, blind, and leaves others to the strategy', async () => {
    const work = await start();
    await work.answer(90);
    const { learner, store, until, answer } = work.bench;
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    const carried = [...work.answers()].filter(([, label]) => label === 'lost');
    const open = new Set(carried.map(([id]) => id).filter((id) => held.has(id)));
    assert.ok(open.size > 0 && open.size < carried.length);
    await work.change(change);
    while (open.size > 0) {
      const { ahead } = await until((view) => view.ahead.length > 0);
      const [{ record, blind, ask, prediction }] = ahead as [(typeof ahead)[0]];
      if (open.delete(record.id)) {
        assert.equal(ask.kind, 'holdout');
        assert.deepEqual([blind, prediction], [true, undefined]);
      }
      await answer({ kind: 'label', label: left(work.bench.truth.get(record.id)!) });
    }
    await work.settled();
    assert.equal(learner.view.counts.byLabel['lost'], undefined);
    assert.deepEqual(work.bench.errors, []);
  });
});

describe('splitting a label', () => {
  const split: SchemaChange = { type: 'split', from: 'delivery', into: ['late', 'wrong place'] };
  const divided = (label: string) => (label === 'delivery' ? 'late' : label);

  it('asks its records one by one, and can be paused', async () => {
    const work = await start();
    await work.answer(60);
    const { learner, until, answer, store } = work.bench;
    const before = work.answers();
    const open = [...before].filter(([, label]) => label === 'delivery').map(([id]) => id);
    await work.change(split);
    assert.deepEqual(work.view.orphanedLabels, [
      { label: 'delivery', count: open.length, into: ['late', 'wrong place'] },
    ]);
    assert.deepEqual(work.answers(), before, 'nothing is lost by it');
    assert.ok(!work.view.learnt.includes('delivery'));

    learner.revisit({ split: 'delivery' });
    await until(({ ahead }) => ahead[0]?.revisited === true);
    assert.equal(work.view.revisiting?.remaining, open.length);
    assert.equal(await answer({ kind: 'label', label: 'late' }), open[0]);
    assert.equal(await answer({ kind: 'skip' }), open[1], 'a skip leaves it for later');
    assert.equal(store.answer(open[1]!)?.label, 'delivery');
    await learner.undo();
    assert.equal(work.view.ahead[0]!.record.id, open[0]);
    assert.equal(work.view.ahead[0]!.revisited, true);
    assert.equal(await answer({ kind: 'skip' }), open[0], 'also after an undo');
    assert.equal(store.answer(open[0]!)?.label, 'delivery');

    learner.revisit(undefined);
    await work.answer(10, divided);
    const [stray] = work.view.orphanedLabels;
    assert.equal(stray!.count, open.length, 'what was left is still known');

    learner.revisit({ split: 'delivery' });
    for (let left = open.length; left > 0; left--) {
      await until(({ ahead }) => ahead[0]?.revisited === true);
      await answer({ kind: 'label', label: left % 2 === 0 ? 'late' : 'wrong place' });
    }
    const { orphanedLabels: orphanedLabels } = await until(
      ({ revisiting, ahead }) => !revisiting && ahead.length === 4,
    );
    assert.deepEqual(orphanedLabels, []);
    await work.answer(6, divided);
    assert.deepEqual(work.bench.errors, []);
  });

  it('can be undone halfway', async () => {
    const work = await start();
    await work.answer(40);
    const { learner, until, answer } = work.bench;
    const before = work.answers();
    await work.change(split);
    learner.revisit({ split: 'delivery' });
    await until(({ ahead }) => ahead[0]?.revisited === true);
    await answer({ kind: 'label', label: 'late' });
    await learner.undo();
    await work.undo();
    assert.equal(work.view.revisiting, undefined);
    assert.ok(work.view.ahead.every(({ revisited }) => !revisited));
    assert.deepEqual(work.answers(), before);
    assert.deepEqual(work.view.orphanedLabels, []);
  });

  it('continues after a restart', async () => {
    const work = await start();
    await work.answer(40);
    await work.change(split);
    const { store, learner } = work.bench;
    await learner.dispose();
    const project = { ...settings, ...work.now };
    const again = await start({ store, project });
    assert.deepEqual(again.view.orphanedLabels[0]?.into, ['late', 'wrong place']);
    again.bench.learner.revisit({ split: 'delivery' });
    await again.bench.until(({ revisiting }) => revisiting !== undefined);
  });
});

describe('changing only the style of a label', () => {
  it('keeps head, queue and suggestions', async () => {
    const work = await start();
    await work.answer(60);
    const { learner, engine } = work.bench;
    const batch = engine.drawn.length;
    const fits = engine.calls.filter((call) => call === 'fit').length;
    work.now = settingsAfter(work.now, { type: 'edit', label: { name: 'lost', key: 'l' } });
    await learner.labelSet.apply(work.now, {
      change: { type: 'edit', label: { name: 'lost', key: 'l' } },
    });
    await work.settled();
    assert.equal(engine.drawn.length, batch);
    assert.equal(engine.calls.filter((call) => call === 'fit').length, fits);
    assert.equal(learner.labelSet.next('undo')[0]!.change.type, 'edit');
  });
});

describe('a journal with label changes', () => {
  it('replays to the identical queue', async () => {
    const work = await start();
    await work.answer(40);
    await work.change({ type: 'rename', from: 'delivery', to: 'parcels' });
    const parcels = (label: string) => (label === 'delivery' ? 'parcels' : label);
    await work.answer(30, parcels);
    await work.change({ type: 'merge', from: ['lost'], to: 'parcels' });
    await work.answer(20, (label) => (label === 'refund' ? label : 'parcels'));
    while (work.bench.learner.labelSet.next('undo').length === 0) {
      await work.bench.learner.undo();
    }
    await work.undo();
    await work.answer(30, parcels);
    assert.deepEqual(work.bench.errors, []);

    const { engine, embed } = (await start()).bench;
    const project = { ...projectDefaults, ...settings, ...work.now } as ProjectFile;
    const batches = [];
    const { store } = work.bench;
    for await (const batch of replay({ store, project, engine: engine.remote, embed })) {
      batches.push(batch);
    }
    assert.ok(batches.length >= 12, `${batches.length} batches`);
    assert.deepEqual(
      batches.filter(({ identical }) => !identical).map(({ number }) => number),
      [],
    );
  });
});
