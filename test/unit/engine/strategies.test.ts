// Every strategy of the project file format through the real engine.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { strategySettings } from '../../../src/core/loop/queue/currentStrategy.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { builtInStrategies, needsSamples } from '../../../src/core/query/parseStrategy.ts';
import { startNames } from '../../../src/core/projectFile/projectFile.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';

const wrapped = [
  { strategy: 'margin', poolLimit: 0.5, clip: 0.05, balance: true, anchors: true, cost: true },
  { strategy: 'rank-power', acquisition: 'entropy', beta: 2 },
  { strategy: 'information-density', acquisition: 'ratio' },
  { strategy: 'ranked-batch', alpha: 0.3 },
  { strategy: 'exploit', target: 'praise' },
];

describe('project file strategies', () => {
  let open: OpenEngine;
  before(async () => (open = await openEngine(90)));
  after(() => open.close());

  const cases = [...builtInStrategies.map((strategy) => ({ strategy })), ...wrapped];
  for (const query of cases) {
    it(`parses and selects: ${JSON.stringify(query)}`, async () => {
      const sampled = needsSamples(query, builtInAcquisitions);
      const text = JSON.stringify({
        pool: 'pool.jsonl',
        text: 'text',
        labels,
        query,
        ...(sampled ? { head: { kind: 'committee', members: 4 } } : {}),
      });
      const { project, problems } = parseProjectFile(text);
      assert.deepEqual(problems, []);
      const { kind, members } = project!.head;
      await open.engine.fit(open.fitParams({ kind, members }));
      const timings = open.training.ids.map((id, i) => ({ id, elapsedMs: 2000 + 100 * i }));
      const params = open.queryParams({ settings: strategySettings(project!), timings });
      const picks = await open.engine.query(params);
      const ids = picks.map(({ id }) => id);
      assert.equal(new Set(ids).size, 10);
      assert.ok(ids.every((id) => open.ids.includes(id) && !open.training.ids.includes(id)));
      assert.ok(picks.every(({ score }) => Number.isFinite(score)));
      assert.deepEqual(await open.engine.query(params), picks, 'the same again');
    });
  }

  it('every start strategy selects without a head', async () => {
    const untrained = await openEngine(40);
    const none = { task: 'single' as const, ids: [], answers: [] };
    for (const strategy of startNames) {
      const params = { settings: { strategy }, exclude: [], training: none, count: 7 };
      const picks = await untrained.engine.query(untrained.queryParams(params));
      assert.equal(new Set(picks.map(({ id }) => id)).size, 7, strategy);
    }
    await untrained.close();
  });

  it('a strategy that compares samples reports the head that it needs', async () => {
    const text = JSON.stringify({ pool: 'p', text: 't', labels, query: { strategy: 'bald' } });
    const { project, problems } = parseProjectFile(text);
    assert.equal(project, undefined);
    assert.equal(text.slice(problems[0]!.offset).startsWith('"bald"'), true);
    assert.match(english(problems[0]!.message), /"head": \{"kind": "committee"\}/);
  });

  it('rank-power records the probability q of its draws, a plain batch does not', async () => {
    await open.engine.fit(open.fitParams());
    const settings = { strategy: 'rank-power', explore: 0.1 };
    const drawn = await open.engine.query(open.queryParams({ settings }));
    assert.ok(drawn.every(({ q }) => q !== undefined && q > 0 && q <= 1));
    const plain = await open.engine.query(open.queryParams());
    assert.ok(plain.every(({ q }) => q === undefined));
  });

  it('cost is estimated from the annotator’s own timings', async () => {
    await open.engine.fit(open.fitParams());
    const { training } = open;
    const settings = { strategy: 'margin', cost: true };
    const plain = await open.engine.query(open.queryParams({ settings }));
    // Longer texts took longer.
    const records = await open.engine.read({ ids: training.ids });
    const timings = records.map(({ id, text }) => ({ id, elapsedMs: 100 * (text.length - 25) }));
    const timed = await open.engine.query(open.queryParams({ settings, timings }));
    const length = async (picks: typeof plain): Promise<number> => {
      const read = await open.engine.read({ ids: picks.map(({ id }) => id) });
      return read.reduce((sum, { text }) => sum + text.length, 0);
    };
    assert.ok((await length(timed)) < (await length(plain)));
  });
});

describe('acquisition functions of other extensions', () => {
  it('run across the process boundary, compose with wrappers and are validated there', async () => {
    const asked: { name: string; rows: number }[] = [];
    const open = await openEngine(60, {
      score: async ({ name, probabilities: { rows, cols, data } }) => {
        asked.push({ name, rows });
        if (name !== 'my-own') throw Object.assign(new Error(`no ${name}`), { name: 'UserError' });
        return Float32Array.from({ length: rows }, (_, i) => data[i * cols]!);
      },
    });
    await open.engine.fit(open.fitParams());
    const settings = { strategy: 'my-own' };
    const own = await open.engine.query(open.queryParams({ settings }));
    assert.equal(own[0]!.reason.kind, 'my-own');
    const exploit = { strategy: 'exploit', target: 0 };
    const same = await open.engine.query(open.queryParams({ settings: exploit }));
    assert.deepEqual(new Set(own.map(({ id }) => id)), new Set(same.map(({ id }) => id)));
    const inside = { strategy: 'rank-power', acquisition: 'my-own', explore: 0.1, poolLimit: 20 };
    assert.equal((await open.engine.query(open.queryParams({ settings: inside }))).length, 10);
    assert.deepEqual(asked, [
      { name: 'my-own', rows: 30 },
      { name: 'my-own', rows: 20 },
    ]);
    await assert.rejects(
      open.engine.query(open.queryParams({ settings: { strategy: 'other' } })),
      says('no other'),
    );
    await open.close();
  });

  it('report too few scores in a message', async () => {
    const open = await openEngine(60, { score: async () => new Float32Array(3) });
    await open.engine.fit(open.fitParams());
    await assert.rejects(
      open.engine.query(open.queryParams({ settings: { strategy: 'odd' } })),
      says(/one score for each of the 30/),
    );
    await open.close();
  });
});
