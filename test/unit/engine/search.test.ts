// Searches of the annotation panel through the real engine.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SearchParams } from '../../../src/core/engine/searchApi.ts';
import { labels, openEngine, topicText, type OpenEngine } from './engineFixture.ts';

let open: OpenEngine;
before(async () => {
  open = await openEngine(120);
});
after(() => open.close());

const search = (params: Partial<SearchParams>): Promise<string[]> =>
  open.engine.search({ exclude: [], labels, ...params });
const rows = (ids: readonly string[]): number[] => ids.map((id) => open.ids.indexOf(id));

test('explains nothing and rejects predicted labels before a head is trained', async () => {
  const [id] = open.ids;
  assert.deepEqual(await open.engine.explain({ ids: [id!], answers: ['refund'], labels }), []);
  await assert.rejects(search({ predicted: { low: 0, high: 1 } }), says(/Nothing is trained yet/));
});

test('word search supports all-of words, phrases and exclusions', async () => {
  const expected = open.ids.flatMap((_, i) => {
    const text = topicText(i);
    return text.includes('money') && !text.includes('paid') ? i : [];
  });
  assert.ok(expected.length > 0);
  assert.deepEqual(
    rows(await search({ text: { kind: 'words', pattern: 'MONEY -paid' } })),
    expected,
  );
  const text = { kind: 'words', pattern: '"courier doorstep"' } as const;
  for (const row of rows(await search({ text }))) assert.match(topicText(row), /courier doorstep/);
});

test('regex search reports invalid patterns and times out instead of hanging the engine', async () => {
  const found = rows(await search({ text: { kind: 'regex', pattern: ' 1\\d$' } }));
  assert.deepEqual(found, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  await assert.rejects(
    search({ text: { kind: 'regex', pattern: '(' } }),
    says(/^Correct the regular expression\. Invalid/),
  );
  const endless = { kind: 'regex', pattern: '^(([a-z ])+.)+[A-Z]([a-z ])+$' } as const;
  await assert.rejects(search({ text: endless }), says(/takes too long/));
});

test('excluded records and records outside the given set are not found', async () => {
  const among = open.ids.slice(0, 20);
  const exclude = open.ids.slice(0, 15);
  assert.deepEqual(rows(await search({ among, exclude })), [15, 16, 17, 18, 19]);
});

test('finds records by predicted probability, in descending order', async () => {
  await open.engine.fit(open.fitParams());
  const ids = await search({ predicted: { label: 'praise', low: 0.6, high: 0.99 } });
  const predictions = await open.engine.predict({ ids });
  const p = predictions.map(
    ({ probabilities }) => probabilities.find(({ label }) => label === 'praise')!.p,
  );
  assert.ok(p.length > 5);
  assert.ok(p.every((value) => value >= 0.6 && value <= 0.99));
  assert.deepEqual(
    p,
    [...p].sort((a, b) => b - a),
  );
  assert.ok(rows(ids).every((row) => row % 3 === 2));
});

test('the words that explain a label belong to its topic', async () => {
  await open.engine.fit(open.fitParams());
  const row = 0;
  const [told] = await open.engine.explain({ ids: [open.ids[row]!], answers: ['refund'], labels });
  const text = topicText(row);
  assert.ok(told!.spans.length > 0);
  const own = 'money back refund charged invoice bank card paid twice'.split(' ');
  const [heaviest] = [...told!.spans].sort((a, b) => b.strength - a.strength);
  assert.equal(heaviest!.strength, 1);
  assert.ok(own.includes(text.slice(heaviest!.from, heaviest!.to)));
  const strange = 'parcel late courier tracking lost box doorstep van'.split(' ');
  for (const { from, to } of told!.spans) assert.ok(!strange.includes(text.slice(from, to)));
});

test('neighbours share the topic, are sorted by similarity and omit the record itself', async () => {
  const exclude = [open.ids[3]!];
  const near = await open.engine.neighbours({ id: open.ids[0]!, count: 12, exclude });
  assert.equal(near.length, 12);
  const found = rows(near.map(({ id }) => id));
  assert.ok(!found.includes(0) && !found.includes(3));
  assert.ok(found.filter((row) => row % 3 === 0).length >= 10, String(found));
  const order = near.map(({ similarity }) => similarity);
  assert.ok(order.every((value, i) => i === 0 || value <= order[i - 1]! + 1e-4));
});

test('ranks records by similarity to a text in words and embedding, within the given set', async () => {
  const found = await open.engine.like({
    texts: ['my money back, please'],
    count: 12,
    exclude: [],
  });
  assert.equal(found.length, 12);
  for (const { id } of found) assert.match(topicText(open.ids.indexOf(id)), /money|back/);
  const values = found.map(({ similarity }) => similarity);
  assert.ok(values.every((value, i) => i === 0 || value <= values[i - 1]! + 1e-4));
  assert.ok(values[0]! <= 1 && values.at(-1)! > 0);
  const among = open.ids.slice(50, 60);
  const few = await open.engine.like({
    texts: ['courier'],
    count: 99,
    among,
    exclude: [among[1]!],
  });
  assert.ok(few.length > 0 && few.every(({ id }) => among.includes(id) && id !== among[1]));
});

test('seeds select similar records and name their label', async () => {
  const seeds = [{ label: 2, texts: ['friendly service', 'thanks'] }];
  const settings = { strategy: 'random', seeds };
  const picks = await open.engine.query(open.queryParams({ settings, count: 6 }));
  const bySeeds = picks.filter(({ reason }) => reason.kind === 'seeds');
  assert.equal(bySeeds.length, 3);
  for (const { id, reason, q } of bySeeds) {
    assert.match(topicText(open.ids.indexOf(id)), /friendly|service|thanks/);
    assert.equal(reason.of, 'praise');
    assert.equal(q, undefined);
  }
});

test('identifies names as record ids in a pool without an id field', async () => {
  const names = [open.ids[3]!, 'nobody', open.ids[0]!];
  assert.deepEqual(await open.engine.identify({ names }), [open.ids[3], null, open.ids[0]]);
});
