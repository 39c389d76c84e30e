// The engine as run by the extension: its kernel and embedder, and the effects of a crash.
import { english } from '../harness/english.ts';
import assert from 'node:assert/strict';
import { writeTinyBert } from '../fixtures/embed/tinyBert.ts';
import { EngineProcesses } from './engineProcesses.ts';
import { testProject } from './testProject.ts';
import type { TestProject } from './testProject.ts';

suite('the engine process', () => {
  let engines: EngineProcesses;
  let topics: TestProject | undefined;
  setup(() => {
    engines = new EngineProcesses();
  });
  teardown(async () => {
    engines.dispose();
    await topics?.remove();
    topics = undefined;
  });

  test('embeds with the model in a folder and trains with onnxruntime', async () => {
    topics = await testProject({
      settings: { embedding: './model' },
      prepare: (folder) => writeTinyBert(`${folder.fsPath}/model`),
    });
    await topics.open();
    const { embedding, notices } = await topics.settled();
    assert.match(embedding!, /model.*\(8\)/);
    assert.deepEqual(notices, []);
    await topics.label(32);
    const { rounds } = await topics.until((view) => view.rounds.length > 0);
    assert.match(rounds[0]!.kernel, /onnx/i);
  });

  test('a crash during work keeps the labels, gives one notice and recovers', async () => {
    topics = await testProject({ records: 2000 });
    await topics.open();
    // Embedding has begun, and the crash interrupts it.
    await topics.until(({ busy }) => busy !== undefined);
    await topics.label(3);
    const { length: ahead } = (await topics.until((view) => view.ahead.length === 4)).ahead;
    const sent = topics.view.ahead.map(({ record }) => record.id);
    const crashed = topics.until(({ notices }) =>
      notices.some(({ id }) => id === 'engine-stopped'),
    );
    await engines.kill();
    const { notices, counts } = await crashed;
    assert.equal(notices.filter(({ id }) => id === 'engine-stopped').length, 1);
    assert.match(english(notices[0]!.message), /labels are safe/);
    assert.equal(counts.labelled, 3);
    // Records sent ahead can be answered while the engine is down.
    assert.deepEqual(await topics.label(ahead), sent);

    await topics.settled();
    const after = await topics.until((view) => view.notices.length === 0);
    assert.equal(after.counts.labelled, 3 + ahead);
    assert.equal(after.embedding, 'lexical (256)');
    assert.equal(engines.all.length, 2);
    await topics.label(40);
    await topics.until((view) => view.rounds.length > 0);
  });

  test('a crash during training loses no label, and the next round trains on all of them', async () => {
    topics = await testProject({ records: 300 });
    await topics.open();
    await topics.settled();
    await topics.label(40);
    const before = topics.view.rounds.at(-1)?.labels ?? 0;
    await engines.kill();
    await topics.until((view) => view.ahead.length > 0 && view.notices.length === 0);
    const labelled = new Set(await topics.label(30));
    assert.equal(labelled.size, 30);
    const { counts, holdout, rounds } = await topics.until(({ rounds: all }) => {
      const last = all.at(-1);
      return last !== undefined && last.labels > before;
    });
    assert.equal(counts.labelled, 70);
    assert.ok(rounds.at(-1)!.labels <= 70 - holdout.answered);
  });

  test('after four crashes within a minute the engine stays down and says so, until resumed', async () => {
    topics = await testProject();
    await topics.open();
    await topics.settled();
    const before = await topics.label(2);
    await topics.until((view) => view.ahead.length === 4);
    for (let crash = 1; crash <= 4; crash++) {
      await engines.kill();
      if (crash < 4) await topics.settled();
    }
    const { notices } = await topics.until(({ notices: all }) =>
      all.some(({ severity }) => severity === 'error'),
    );
    assert.equal(notices.length, 1);
    assert.deepEqual([notices[0]!.id, notices[0]!.action], ['engine-stopped', 'retry']);
    assert.match(english(notices[0]!.message), /keeps stopping/);
    assert.equal(engines.all.length, 4);

    // The four records sent ahead can still be answered; then the project waits, without claiming to be
    // finished.
    const rest = await topics.label(4);
    const { phase, ahead } = topics.view;
    assert.equal(ahead.length, 0);
    assert.equal(phase.kind, 'waiting');

    await topics.project.session!.learner.resume();
    await topics.settled();
    const after = await topics.until((view) => view.notices.length === 0);
    assert.equal(after.counts.labelled, 6);
    assert.equal(engines.all.length, 5);
    const next = await topics.label(10);
    assert.equal(new Set([...before, ...rest, ...next]).size, 16);
  });
});
