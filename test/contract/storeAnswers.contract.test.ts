import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/core/errors.ts';
import type { WritableStore } from '../../src/core/store/store.ts';
import type { NewRound } from '../../src/core/store/storedRounds.ts';
import * as make from './storeFixtures.ts';
import { options, stores, withNew } from './storesUnderTest.ts';

const plainRound = {
  at: 5,
  labels: 20,
  seq: 24,
  query: { strategy: 'margin' },
  seed: 3,
  kernel: 'onnx',
  c: 10,
} as const;

for (const [name, open] of stores) {
  const withStore = (work: (store: WritableStore) => void) => withNew(open, work);

  describe(`${name}: answers`, () => {
    it(
      'an empty store has no answers, undo, hold-out or head',
      withStore((store) => {
        assert.equal(store.answer('r1'), undefined);
        assert.deepEqual(store.answers(), []);
        assert.equal(store.lastSeq(), 0);
        assert.equal(store.undo(make.stamp()), undefined);
        assert.equal(store.redo(make.stamp()), undefined);
        assert.equal(store.holdout(), undefined);
        assert.equal(store.head(1), undefined);
        assert.deepEqual(store.meta(), options);
      }),
    );

    it(
      'D7 counts accepted suggestions among answers that the strategy asked for',
      withStore((store) => {
        const on = (recordId: string) => ({ id: recordId, at: 1, annotator: 'ada', recordId });
        const query = { ask: { kind: 'query' } } as const;
        assert.deepEqual(store.suggestions(), { accepted: 0, asked: 0 });
        store.append({ ...on('a'), ...query, kind: 'label', label: 'A', accepted: true });
        store.append({ ...on('b'), ...query, kind: 'label', label: 'B' });
        store.append({ ...on('c'), ...query, kind: 'skip' });
        store.append({ ...on('d'), ask: { kind: 'holdout' }, kind: 'label', label: 'A' });
        store.append({
          ...on('e'),
          ask: { kind: 'start' },
          kind: 'label',
          label: 'A',
          accepted: true,
        });
        store.append({ ...on('f'), kind: 'import', label: 'A', from: 'column y' });
        assert.deepEqual(store.suggestions(), { accepted: 2, asked: 3 });
        const [event] = [...store.journal()];
        assert.equal(event?.kind === 'label' && event.accepted, true);
        store.append({ ...on('a'), id: 'again', kind: 'label', label: 'B' });
        assert.deepEqual(store.suggestions(), { accepted: 1, asked: 3 }, 'the answer that stands');
        store.undo(make.stamp());
        assert.deepEqual(store.suggestions(), { accepted: 2, asked: 3 });
        store.rebuildView();
        assert.deepEqual(store.suggestions(), { accepted: 2, asked: 3 });
      }),
    );

    it(
      'keeps every field of a label event',
      withStore((store) => {
        const ask = {
          kind: 'query',
          strategy: 'explore 10 % · margin',
          query: { strategy: 'margin', explore: 0.1 },
          score: 0.97,
          q: 0.01,
          round: 3,
          reason: { kind: 'margin', value: 0.03, between: ['A', 'B'] },
        } as const;
        const [stored] = store.append({
          id: 'one',
          at: 1000,
          annotator: 'ada',
          kind: 'label',
          recordId: 'r1',
          sourceId: 'row-7',
          label: 'A',
          ask,
          elapsedMs: 812.5,
        });
        assert.equal(stored!.seq, 1);
        assert.deepEqual(store.answer('r1'), {
          recordId: 'r1',
          sourceId: 'row-7',
          kind: 'label',
          label: 'A',
          flagged: false,
          seq: 1,
          at: 1000,
          annotator: 'ada',
          ask,
          elapsedMs: 812.5,
        });
        assert.deepEqual([...store.journal()], [stored]);
      }),
    );

    it(
      'relabelling keeps flag, note and ask',
      withStore((store) => {
        store.append({ ...make.label('r1', 'A'), ask: { kind: 'explore' } } as never);
        store.append([make.flag('r1'), make.note('r1', 'odd')]);
        store.append(make.label('r1', 'B'));
        const answer = store.answer('r1')!;
        assert.equal(answer.label, 'B');
        assert.equal(answer.flagged, true);
        assert.equal(answer.note, 'odd');
        assert.deepEqual(answer.ask, { kind: 'explore' });
      }),
    );

    it(
      'clear makes a record unlabelled; a record with nothing left is dropped',
      withStore((store) => {
        store.append([make.label('r1', 'A'), make.flag('r2')]);
        store.append([make.clear('r1'), make.flag('r2', 'unflag')]);
        assert.deepEqual(store.answers(), []);
        store.append([make.label('r1', 'A'), make.flag('r1')]);
        store.append(make.clear('r1'));
        assert.equal(store.answer('r1')!.kind, 'none');
        assert.equal(store.answer('r1')!.flagged, true);
        store.append(make.note('r3', 'look'));
        store.append(make.note('r3', ''));
        assert.equal(store.answer('r3'), undefined);
      }),
    );

    it(
      'an import keeps the original annotator and time',
      withStore((store) => {
        store.append({
          ...make.stamp('importer'),
          kind: 'import',
          recordId: 'r1',
          label: 'A',
          note: 'n',
          given: { at: 5, annotator: 'bob' },
          from: 'reviews.labels.jsonl',
        });
        const answer = store.answer('r1')!;
        assert.deepEqual([answer.at, answer.annotator, answer.note], [5, 'bob', 'n']);
        assert.equal(answer.importedFrom, 'reviews.labels.jsonl');
      }),
    );

    it(
      'lists recent answers latest first, and all answers in the order given',
      withStore((store) => {
        for (const id of ['a', 'b', 'c']) store.append(make.label(id, 'A'));
        store.append(make.flag('d'));
        store.append(make.skip('a'));
        const ids = (answers: { recordId: string }[]) => answers.map((answer) => answer.recordId);
        assert.deepEqual(ids(store.recent(2)), ['a', 'c']);
        assert.deepEqual(ids(store.recent(9)), ['a', 'c', 'b']);
        assert.deepEqual(ids(store.answers()), ['b', 'c', 'd', 'a']);
        const second = store.answers()[1]!.seq;
        assert.deepEqual(ids(store.answersAfter(0, 3)), ['b', 'c', 'd']);
        assert.deepEqual(ids(store.answersAfter(second, 3)), ['d', 'a']);
        assert.deepEqual(store.answersAfter(store.lastSeq(), 3), []);
      }),
    );

    it(
      'counts labels, skips and flags, and the hold-out separately',
      withStore((store) => {
        store.setHoldout({
          members: ['a', 'b', 'z'].map((recordId) => ({ recordId, multiplicity: 2 })),
          seed: 1,
          at: 0,
        });
        for (const id of ['a', 'c', 'd']) store.append(make.label(id, 'A'));
        store.append([make.skip('b'), make.skip('e'), make.label('f', 'B'), make.flag('g')]);
        assert.deepEqual(store.counts(), {
          labelled: 4,
          byLabel: new Map([
            ['A', 3],
            ['B', 1],
          ]),
          trainingByLabel: new Map([
            ['A', 2],
            ['B', 1],
          ]),
          none: 0,
          skipped: 2,
          flagged: 1,
          holdoutAnswered: 1,
          holdoutSkipped: 1,
        });
      }),
    );

    it(
      'an event with a known id is stored once, even after its undo',
      withStore((store) => {
        const event = make.label('r1', 'A');
        const first = store.append(event);
        assert.deepEqual(store.append(event), first);
        assert.equal(store.lastSeq(), 1);
        store.undo(make.stamp());
        assert.deepEqual(store.append(event), first);
        assert.equal(store.answer('r1'), undefined);
        assert.equal(store.nextRedo()!.step, 1);
      }),
    );

    it(
      'refuses malformed events and stores nothing of their step',
      withStore((store) => {
        const good = make.label('r1', 'A');
        const refused = [
          { ...good, label: '' },
          { ...good, id: '' },
          { ...good, annotator: '' },
          { ...good, recordId: '' },
          { ...good, at: 1.5 },
          { ...good, at: Number.NaN },
          make.merge([], 'A'),
          make.rename('A', ''),
        ];
        for (const event of refused) {
          assert.throws(() => store.append([make.flag('r2'), event]), RangeError);
        }
        assert.throws(() => store.append([good, good]), RangeError);
        store.append(good);
        assert.throws(() => store.append([good, make.label('r3', 'A')]), RangeError);
        assert.equal(store.lastSeq(), 1);
      }),
    );
  });

  describe(`${name}: hold-out, rounds, settings`, () => {
    it(
      'the hold-out is drawn once, even an empty one',
      withStore((store) => {
        const holdout = { members: [{ recordId: 'b', multiplicity: 3 }], seed: 7, at: 12 };
        store.setHoldout(holdout);
        assert.deepEqual(store.holdout(), holdout);
        assert.throws(() => store.setHoldout({ members: [], seed: 7, at: 12 }), UserError);
        assert.deepEqual(store.holdout(), holdout);
      }),
    );

    it(
      'rounds are listed in order with metrics; heads are separate',
      withStore((store) => {
        const round: NewRound = {
          number: 1,
          at: 5,
          labels: 20,
          seq: 24,
          inEffectFrom: 26,
          query: { strategy: 'rank-power', acquisition: 'margin', beta: 2 },
          seed: 3,
          kernel: 'onnx',
          c: 10.5,
          embedding: 'lexical-1',
          choices: {
            weights: [0.5, 1],
            prior: { strength: 20, wording: 'abc', described: ['B'] },
            reworded: ['A'],
          },
          head: { bytes: Uint8Array.of(1, 2, 255), labels: ['A', 'B'] },
        };
        assert.throws(() => store.addRound({ ...round, number: 2 }), RangeError);
        store.addRound(round);
        assert.throws(() => store.addRound(round), RangeError);
        const { head, ...plain } = round;
        assert.deepEqual(store.rounds(), [plain]);
        assert.deepEqual(store.rounds()[0]!.query, round.query);
        const kept = store.head(1)!;
        assert.deepEqual(kept, head);
        assert.equal(Object.getPrototypeOf(kept.bytes), Uint8Array.prototype);
        const metrics = {
          n: 3,
          logLoss: Number.POSITIVE_INFINITY,
          confusion: { classes: 1, weights: Float64Array.of(0.5), records: Int32Array.of(3) },
        } as never;
        store.setRoundMetrics(1, metrics);
        assert.deepEqual(store.rounds()[0]!.metrics, metrics);
        assert.throws(() => store.setRoundMetrics(2, metrics), RangeError);
        assert.equal(store.head(2), undefined);
      }),
    );

    it(
      'keeps refits beside their rounds, one per embedding',
      withStore((store) => {
        const head = { bytes: Uint8Array.of(7), labels: ['A', 'B'] };
        const refit = {
          number: 2,
          at: 9,
          seq: 60,
          labels: 40,
          c: 3,
          embedding: 'bge-1',
          head,
          choices: { weights: [1] },
        };
        store.refits.add(refit);
        store.refits.add({ ...refit, number: 1, labels: 20 });
        store.refits.add({ ...refit, embedding: 'bge-2', at: 10 });
        const { head: _, ...plain } = refit;
        assert.deepEqual(store.refits.all(), [
          { ...plain, number: 1, labels: 20 },
          plain,
          { ...plain, embedding: 'bge-2', at: 10 },
        ]);
        assert.deepEqual(store.refits.head(2, 'bge-1'), head);
        assert.equal(store.refits.head(2, 'lexical-1'), undefined);
        const metrics = { n: 3, logLoss: Number.POSITIVE_INFINITY } as never;
        store.refits.setMetrics(2, 'bge-2', metrics);
        assert.deepEqual(
          store.refits.all().map((one) => one.metrics),
          [undefined, undefined, metrics],
        );
        store.refits.add({ ...refit, labels: 39 });
        assert.equal(store.refits.all()[1]!.labels, 39);
        assert.throws(() => store.refits.setMetrics(3, 'bge-1', metrics), RangeError);
      }),
    );

    it(
      'keeps vectors of the hold-out by embedding while rounds on it exist',
      withStore((store) => {
        const { holdoutVectors: kept } = store;
        const vectors = {
          embedding: 'static-1',
          ids: ['a', 'b'],
          rows: Float32Array.of(1, 2, 3, 4),
        };
        kept.add(vectors);
        assert.deepEqual(kept.ids('static-1'), [], 'no round needs them');
        store.addRound({ ...plainRound, number: 1, embedding: 'static-1' });
        kept.add(vectors);
        store.addRound({ ...plainRound, number: 2, embedding: 'bge-1' });
        kept.add({ embedding: 'bge-1', ids: ['a'], rows: Float32Array.of(0.5) });
        assert.deepEqual(kept.of('static-1'), vectors);
        assert.deepEqual([kept.ids('bge-1'), kept.ids('none')], [['a'], []]);
        assert.equal(kept.of('none'), undefined);
        // A record that has a vector keeps it, whoever adds it again.
        kept.add({ embedding: 'static-1', ids: ['b', 'c'], rows: Float32Array.of(9, 9, 5, 6) });
        assert.deepEqual(kept.of('static-1'), {
          embedding: 'static-1',
          ids: ['a', 'b', 'c'],
          rows: Float32Array.of(1, 2, 3, 4, 5, 6),
        });
        kept.add(vectors);
        assert.equal(kept.ids('static-1').length, 3);
      }),
    );

    it(
      'stores the pool and small settings',
      withStore((store) => {
        store.setPoolFingerprint('abc');
        assert.equal(store.meta().poolFingerprint, 'abc');
        store.setSetting('panel', { shown: [1, 2], at: null });
        assert.deepEqual(store.setting('panel'), { shown: [1, 2], at: null });
        store.setSetting('panel', undefined);
        assert.equal(store.setting('panel'), undefined);
      }),
    );
  });
}
