// Read Again as…: the hold-out moves with its rows when the reading changes.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { HoldoutProgress } from '../../../src/core/loop/holdout/holdoutProgress.ts';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { planRereading } from '../../../src/host/rereading.ts';
import { setUp, twoTopics, type Bench } from '../../unit/loop/loopFixture.ts';

const rows = twoTopics(200).map((row) => ({ ...row, other: `Gr\u00fc\u00dfe ${row.text}` }));
const otherwise = rows.map(({ other, label }) => ({ text: other, label }));
const movedTo = new Map(rows.map(({ text, other }) => [recordIdOf(text), recordIdOf(other)]));
const format = { kind: 'jsonl' } as const;
const holdout = { share: 0.2, size: 30, blind: 'picks' } as const;

describe('Read Again as… moves the hold-out', () => {
  for (const drawn of ['by hash', 'once, by an earlier version'] as const) {
    test(`drawn ${drawn}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'marginalia-reread-'));
      const store = new MemoryStore({ project: 'test', identityVersion: 1 });
      if (drawn !== 'by hash') {
        store.setSetting(defaultsSetting, undefined);
        const members = rows
          .slice(0, 25)
          .map(({ text }) => ({ recordId: recordIdOf(text), multiplicity: 1 }));
        store.setHoldout({ members, seed: 1, at: 0 });
      }
      const open = async (records: typeof otherwise): Promise<Bench> => {
        const bench = setUp({ records, store, folder, project: { holdout, leftOpen: ['blind'] } });
        await bench.learner.start();
        return bench;
      };
      const first = await open(rows);
      while (first.learner.view.holdout.answered < 8) await first.answer();
      const before = standing(store, rows);
      const plan = await planRereading(store, {
        spec: { files: [{ path: 'pool.jsonl', format }], textFields: ['text'], contextFields: [] },
        folder,
        path: 'pool.jsonl',
        format,
        text: ['other'],
      });
      assert.equal(plan.held.length, store.holdout()!.members.length);
      const change = { type: 'read', path: 'pool.jsonl', format } as const;
      await first.learner.labelSet.reread({ change }, plan);
      await first.close();

      const second = await open(otherwise);
      assert.equal(second.learner.view.holdout.answered, before.counted.length);
      assert.equal(second.learner.view.holdout.size, before.size);
      // The hold-out has the same rows in the same order; nothing new is drawn.
      assert.deepEqual(standing(store, otherwise), {
        counted: before.counted.map((id) => movedTo.get(id)!).sort(),
        ask: before.ask.map((id) => movedTo.get(id)),
        size: before.size,
      });
      await second.learner.undo();
      await second.close();

      const third = await open(rows);
      assert.deepEqual(standing(store, rows), before);
      await third.learner.redo();
      await third.close();
      const fourth = await open(otherwise);
      assert.equal(fourth.learner.view.holdout.answered, before.counted.length);
      await fourth.close();
      for (const bench of [first, second, third, fourth]) assert.deepEqual(bench.errors, []);
      await rm(folder, { recursive: true });
    });
  }
});

/** The state of the hold-out over a pool of these texts. */
function standing(store: MemoryStore, records: readonly { readonly text: string }[]) {
  const labels = [{ name: 'refund' }, { name: 'delivery' }];
  const pool = [{ path: 'pool.jsonl' }];
  const project = { ...projectDefaults, pool, text: ['text'], labels, holdout };
  const progress = new HoldoutProgress(store, () => undefined, { project });
  const present = new Map(records.map(({ text }): [RecordId, number] => [recordIdOf(text), 1]));
  progress.opened(present, records.length);
  const { counted, ask, size } = progress.standing;
  return { counted: [...counted].sort(), ask, size };
}
