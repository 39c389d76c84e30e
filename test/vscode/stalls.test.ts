// Labelling shares the extension host's main thread with every other extension and must not block it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { topicOf } from '../harness/topics.ts';
import { testProject } from './testProject.ts';

const labels = 150;

suite('the main thread', () => {
  test('serves others between any two answers, and during a fit', async () => {
    const topics = await testProject({ records: 5000 });
    // Stands for another extension that runs whenever the event loop is free.
    let served = 0;
    let over = false;
    const other = (): void => {
      served++;
      if (!over) setImmediate(other);
    };
    try {
      await topics.open();
      await topics.settled();
      setImmediate(other);
      const { learner } = topics.project.session!;
      const turns: number[] = [];
      for (let answered = 0; answered < labels; answered++) {
        const { ahead, counts } = await topics.until((view) => view.ahead.length > 0);
        const { record } = ahead[0]!;
        const before = served;
        await learner.answer({
          answerId: randomUUID(),
          recordId: record.id,
          answer: { kind: 'label', label: topicOf(record.text) },
          elapsedMs: 1,
        });
        // The answer was saved synchronously.
        assert.equal(served, before);
        assert.equal(learner.view.counts.labelled, counts.labelled + 1);
        // Key presses are separate events, with the work that an answer starts in between.
        await new Promise((resolve) => setImmediate(resolve));
        turns.push(served - before);
      }
      assert.ok(Math.min(...turns) >= 1, `turns between answers: ${turns.join(' ')}`);
      // During a fit in the engine the host is idle, so that others can run.
      const before = served;
      const retrained = learner.retrain();
      let done = false;
      void retrained.then(() => (done = true));
      while (!done && served - before < labels) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(served - before >= labels, `${served - before} turns during a fit`);
      await retrained;
    } finally {
      over = true;
      await topics.remove();
    }
  });
});
