// The label prior through the loop and the real engine, with a stub sentence model.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replay } from '../../../src/core/loop/replay.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { TopicEmbedder } from '../../fixtures/embed/topicEmbedder.ts';
import { setUp, twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';

const topics = [
  'money back refund charged twice invoice bank card wrong amount paid',
  'parcel late courier tracking lost box doorstep shipping van weeks delivery',
  'great thanks praise friendly lovely recommend',
];
const labels = [
  { name: 'refund', description: 'wants money back' },
  { name: 'delivery', description: 'a parcel is late' },
  { name: 'praise', description: 'thanks, lovely' },
];

function open({ project, engine, ...rest }: BenchOptions = {}): Bench {
  return setUp({
    ...rest,
    project: { labels, embedding: ['lexical', 'static'], ...project },
    engine: { openStatic: async () => new TopicEmbedder(topics), ...engine },
  });
}

async function withBench(
  options: BenchOptions,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const bench = open(options);
  try {
    await bench.learner.start();
    await bench.until(({ embedding }) => embedding !== undefined);
    await work(bench);
    assert.deepEqual(bench.errors, []);
  } finally {
    await bench.close();
  }
}

/** Answers the given number of records, then waits for a head. */
async function train({ answer, until }: Bench, answers: number): Promise<void> {
  for (let i = 0; i < answers; i++) await answer();
  await until(({ rounds, busy }) => rounds.length > 0 && busy === undefined);
}

const noHoldout = { share: 0, size: 0, blind: 'picks' } as const;

describe('label prior', () => {
  it('gives an unanswered label a column without calling it learnt', async () => {
    await withBench({ project: { holdout: noHoldout, prior: 15 } }, async (bench) => {
      await train(bench, 21);
      const { learnt, described } = bench.learner.view;
      assert.deepEqual([...learnt].sort(), ['delivery', 'refund']);
      assert.deepEqual(described, ['praise']);
      const [round] = bench.store.rounds();
      assert.equal(round!.choices!.prior!.strength, 15);
      assert.deepEqual(round!.choices!.prior!.described, ['praise']);
      assert.equal(bench.learner.view.rounds[0]!.s, 15);
      // Records queued before the first head show no prediction.
      await train(bench, 4);
      const { ahead } = await bench.until(({ ahead }) => ahead.some((one) => one.prediction));
      const shown = ahead.find(({ prediction }) => prediction)!.prediction!;
      assert.deepEqual(shown.probabilities.map(({ label }) => label).sort(), [
        'delivery',
        'praise',
        'refund',
      ]);
    });
  });

  it('chooses s with C from 20 training labels on, and stores both with the round', async () => {
    await withBench({ project: { holdout: noHoldout } }, async (bench) => {
      await train(bench, 40);
      await bench.learner.retrain();
      const { prior } = bench.store.rounds().at(-1)!.choices!;
      assert.ok([0, 10, 20, 40, 80].includes(prior!.strength));
      const choice = bench.store.setting('head.lastChoice') as Record<string, unknown>;
      assert.equal(choice['strength'], prior!.strength);
      assert.equal(choice['wording'], prior!.wording);
    });
  });

  it('suggests labels from their descriptions before a head exists, never on blind records', async () => {
    const holdout = { share: 0.3, size: 30, blind: 'picks' } as const;
    const query = { ...projectDefaults.query, explore: 0.5 };
    await withBench({ project: { holdout, query } }, async (bench) => {
      const kinds = new Map<string, number>();
      let right = 0;
      for (let i = 0; i < 60; i++) {
        const { ahead } = await bench.until((view) => view.ahead.length > 0);
        for (const { ask, blind, prediction } of ahead) {
          const isBlind = ask.kind === 'holdout' || ask.kind === 'explore';
          if (isBlind) assert.deepEqual([blind, prediction], [true, undefined]);
          // Records queued before the vectors were ready are blind as well.
          else if (blind) assert.ok(ask.kind === 'start' && prediction === undefined);
        }
        const [{ record, ask, prediction }] = ahead as [(typeof ahead)[number]];
        const kind = prediction?.from === undefined ? ask.kind : 'described';
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        if (kind === 'described') {
          assert.equal(ask.kind, 'start');
          if (prediction!.probabilities[0]!.label === bench.truth.get(record.id)) right++;
        }
        await bench.answer();
      }
      assert.ok(bench.learner.view.suggests);
      const described = kinds.get('described') ?? 0;
      assert.ok(described > 5 && right > 0.8 * described, `${right} of ${described}`);
      assert.ok(kinds.get('holdout')! > 5 && kinds.get('explore')! > 0);
    });
    await withBench({ project: { holdout, prior: 'off' } }, async (bench) => {
      assert.equal(bench.learner.view.suggests, false);
      for (let i = 0; i < 10; i++) {
        const { ahead } = await bench.until((view) => view.ahead.length > 0);
        assert.ok(ahead.every(({ blind, prediction }) => blind && prediction === undefined));
        await bench.answer();
      }
    });
  });

  const without: [string, Partial<ProjectFile>][] = [
    ['off', { prior: 'off' }],
    ['codes for names', { labels: [{ name: 'C1' }, { name: 'C2' }], prior: 20 }],
    ['lexical vectors', { embedding: 'lexical' }],
    ['a committee', { head: { kind: 'committee', members: 5, C: 10, classWeight: 'none' } }],
  ];
  for (const [why, project] of without) {
    it(`is absent with ${why}`, async () => {
      const records = twoTopics(150).map(({ text, label }) => ({
        text,
        label: why.startsWith('codes') ? (label === 'refund' ? 'C1' : 'C2') : label,
      }));
      await withBench({ records, project: { holdout: noHoldout, ...project } }, async (bench) => {
        await train(bench, 30);
        const [round] = bench.store.rounds();
        assert.equal(round!.choices?.prior, undefined);
        assert.deepEqual(bench.learner.view.described, []);
      });
    });
  }

  it('an older project has none until it adopts the new defaults, and none after undo', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    store.setSetting('defaults', 1);
    const two = labels.slice(0, 2);
    const project = { labels: two, holdout: noHoldout, leftOpen: ['blind', 'prior'] } as const;
    await withBench({ store, project }, async (bench) => {
      await train(bench, 17);
      assert.equal(store.rounds()[0]!.choices?.prior, undefined);
      await bench.learner.labelSet.useNewDefaults();
      // s before there are enough labels to choose it.
      await bench.until(({ rounds }) => rounds.at(-1)!.s === 20);
      await bench.learner.undo();
      await bench.until(({ rounds }) => rounds.at(-1)!.s === undefined);
    });
  });

  it('refits when a description changes, and reports it once hold-out answers exist', async () => {
    const holdout = { share: 0.3, size: 20, blind: 'picks' } as const;
    await withBench({ project: { holdout } }, async (bench) => {
      const reworded = (description: string) => ({
        labels: labels.map((one) => (one.name === 'refund' ? { ...one, description } : one)),
        query: projectDefaults.query,
      });
      await bench.learner.labelSet.apply(reworded('the card was charged twice'));
      await train(bench, 40);
      await bench.until(({ holdout: { answered } }) => answered > 0);
      assert.ok(bench.learner.view.rounds.every((round) => round.reworded === undefined));
      const before = bench.learner.view.rounds.length;
      await bench.learner.labelSet.apply(reworded('the wrong amount was paid'));
      await bench.until(({ rounds }) => rounds.length > before);
      const [was, is] = bench.store.rounds().slice(-2);
      assert.deepEqual(is!.choices!.reworded, ['refund']);
      assert.notEqual(is!.choices!.prior!.wording, was!.choices!.prior!.wording);
      await train(bench, 30);
      await bench.learner.retrain();
      const later = bench.store.rounds().filter(({ number }) => number > is!.number);
      assert.ok(later.length > 0 && later.every(({ choices }) => choices!.reworded === undefined));
    });
  });

  it('finds records of a rare label by its description, with their own reason', async () => {
    const praise = Array.from({ length: 3 }, (_, i) => `lovely and friendly, great thanks ${i}`);
    const records = [...twoTopics(200), ...praise.map((text) => ({ text, label: 'praise' }))];
    const reasonsOf = async (prior: 'auto' | 'off') => {
      const reasons: [string | undefined, string | undefined][] = [];
      await withBench({ records, project: { holdout: noHoldout, prior } }, async (bench) => {
        for (let i = 0; i < 19; i++) {
          const id = await bench.answer();
          const { ask } = bench.store.answer(id)!;
          if (ask?.reason?.kind === 'random') continue;
          reasons.push([ask?.reason?.kind, ask?.reason?.of]);
          assert.equal(ask?.kind, 'start');
          assert.equal(bench.truth.get(id), ask?.reason?.of);
        }
      });
      return reasons;
    };
    const reasons = await reasonsOf('auto');
    assert.ok(reasons.every(([kind]) => kind === 'description'));
    assert.ok(reasons.some(([, of]) => of === 'praise'));
    assert.deepEqual(await reasonsOf('off'), []);
  });

  it('finds records similar to a label, without hold-out records', async () => {
    const holdout = { share: 0.3, size: 30, blind: 'picks' } as const;
    await withBench({ project: { holdout } }, async ({ learner, store, truth }) => {
      const find = (described: string, more = {}) =>
        learner.search.find({ kind: 'pool', described, ...more });
      const { ids, similarities, leftOut } = await find('refund');
      const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
      assert.ok(held.size > 10 && ids.length > 50 && ids.every((id) => !held.has(id)));
      assert.deepEqual([leftOut, similarities!.length], ['holdout', ids.length]);
      const first = ids.slice(0, 10).filter((id) => truth.get(id) === 'refund');
      assert.ok(first.length >= 8, `${first.length} of 10`);
      const text = { kind: 'words', pattern: 'invoice' } as const;
      const some = await find('refund', { text });
      assert.ok(some.ids.length > 0 && some.ids.length < ids.length);
      await assert.rejects(find('delivery '), says(/number or a code/));
    });
  });

  it('is part of a replay', async () => {
    const bench = open({ project: { holdout: noHoldout } });
    const again = open({ project: { holdout: noHoldout } });
    try {
      await bench.learner.start();
      await bench.until(({ embedding }) => embedding !== undefined);
      await train(bench, 45);
      await again.learner.start();
      await again.until(({ embedding }) => embedding !== undefined);
      const project = { labels, task: 'single', seed: 1 } as unknown as ProjectFile;
      let fits = 0;
      for await (const batch of replay({
        store: bench.store,
        project,
        engine: again.engine.remote,
        embed: again.embed,
      })) {
        assert.ok(batch.identical, `batch ${batch.number}`);
        if (batch.fit?.prior) fits++;
      }
      assert.ok(fits > 0);
    } finally {
      await bench.close();
      await again.close();
    }
  });
});
