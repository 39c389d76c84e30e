import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TopicEmbedder } from '../../fixtures/embed/topicEmbedder.ts';
import { labels, openEngine } from './engineFixture.ts';

describe('refits after every answer', () => {
  it('use a precomputed curvature under a label prior too', async () => {
    const topics = ['money refund bank card', 'parcel late courier', 'great quick thanks praise'];
    const whole = await openEngine(700, {
      dimensions: 48,
      openStatic: async () => new TopicEmbedder(topics),
    });
    try {
      await whole.engine.embed({
        embedding: ['lexical', 'static'],
        dimensions: 48,
        seed: 1,
        modelsDir: '/nowhere',
        allowDownload: false,
      });
      const names = [...labels, 'lost'];
      const prior = { texts: ['refund', 'late parcel', 'praise', 'courier'], strength: 20 };
      const training = (n: number) => ({
        task: 'single' as const,
        ids: whole.ids.slice(0, n),
        answers: whole.ids.slice(0, n).map((_, i) => labels[(i % 7 ? i : i + 1) % 3]!),
      });
      const fit = (n: number, warmStart: boolean) =>
        whole.engine.fit(
          whole.fitParams({ c: 1000, labels: names, prior, warmStart, training: training(n) }),
        );
      const iterations = async (warmStart: boolean): Promise<number> => {
        await fit(600, warmStart);
        const again = await fit(610, true);
        assert.ok(again.warm && again.converged);
        assert.deepEqual(again.columns, names);
        assert.deepEqual(again.learnt, labels);
        return again.iterations;
      };
      const unprepared = await iterations(false);
      const prepared = await iterations(true);
      assert.ok(prepared < 0.75 * unprepared, `${prepared}, ${unprepared} without`);
    } finally {
      await whole.close();
    }
  });

  it('take fewer iterations with a precomputed curvature', async () => {
    const whole = await openEngine(700, { dimensions: 48 });
    try {
      const training = (n: number) => ({
        task: 'single' as const,
        ids: whole.ids.slice(0, n),
        // Every seventh answer is wrong: well-separated labels need hardly any iterations.
        answers: whole.ids.slice(0, n).map((_, i) => labels[(i % 7 ? i : i + 1) % 3]!),
      });
      const iterations = async (warmStart: boolean): Promise<number> => {
        const params = { c: 1000, warmStart };
        await whole.engine.fit(whole.fitParams({ ...params, training: training(600) }));
        const again = { ...params, warmStart: true, training: training(610) };
        const { iterations, warm, converged } = await whole.engine.fit(whole.fitParams(again));
        assert.ok(warm && converged);
        return iterations;
      };
      const unprepared = await iterations(false);
      const prepared = await iterations(true);
      assert.ok(prepared < 0.75 * unprepared, `${prepared}, ${unprepared} without`);
    } finally {
      await whole.close();
    }
  });
});
