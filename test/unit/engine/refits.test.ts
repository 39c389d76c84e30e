import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labels, openEngine } from './engineFixture.ts';

describe('refits after every answer', () => {
  it('are prepared where they start at the head, and take fewer iterations then', async () => {
    const whole = await openEngine(700, { dimensions: 48 });
    try {
      const training = (n: number) => ({
        ids: whole.ids.slice(0, n),
        // Every seventh answer is another one: what is easily told apart needs no iterations.
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
