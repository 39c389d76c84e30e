// In a very large pool, models embed and draw from a part; the rest is embedded on demand or by
// Embed All.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { replay } from '../../../src/core/loop/replay.ts';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { subPool } from '../../../src/engine/pool/subPool.ts';
import { CountingEmbedder, poolOf, textsOf } from '../../fixtures/embed/countingEmbedder.ts';
import { answerAll, setUp, twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';

const records = twoTopics(120);
const part = 50;
const project: Partial<ProjectFile> = {
  embedding: 'auto',
  head: { ...projectDefaults.head, C: 10 },
  query: { ...projectDefaults.query, batch: 8, start: 'typiclust', strategy: 'rank-power' },
  holdout: { ...projectDefaults.holdout, size: 10 },
};

/** A sentence model that records the texts it embeds, with a hook before each batch. */
class Model extends CountingEmbedder {
  readonly texts: string[] = [];
  before: (signal?: AbortSignal) => Promise<void> | void = () => undefined;

  constructor() {
    super({ dimensions: 8, fingerprint: 'stand-in-1' });
  }

  override async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    await this.before(signal);
    const vectors = await super.embed(texts, signal);
    this.texts.push(...texts);
    return vectors;
  }

  async close(): Promise<void> {}
}

function open(model: Model, options: BenchOptions & { readonly limit?: number } = {}): Bench {
  const { limit = part, ...rest } = options;
  const engine = {
    openStatic: async () => new CountingEmbedder({ fingerprint: 'static-1' }),
    openBundledModel: async (): Promise<Embedder> => model,
    modelRecords: limit,
  };
  return setUp({ records, project, ...rest, engine });
}

async function withBench(bench: Bench, work: (bench: Bench) => Promise<void>): Promise<void> {
  try {
    await bench.learner.start();
    await work(bench);
    assert.deepEqual(bench.errors, []);
  } finally {
    await bench.close();
  }
}

const drawsFrom = ({ store }: Bench): (number | undefined)[] =>
  store.vectorChanges().map((change) => change.drawsFrom);

const labels = [{ name: 'refund' }, { name: 'delivery' }];

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}

/** Records outside the part that models embed. */
function notInPart(): string[] {
  const ids = records.map(({ text }) => recordIdOf(text));
  const idBytes = new Uint8Array(Buffer.from(ids.join(''), 'hex'));
  const rows = new Set(subPool(idBytes, ids.length, part, projectDefaults.seed));
  return ids.filter((_, row) => !rows.has(row));
}

/** Picks since the given query. */
const drawnSince = ({ engine }: Bench, from: number): string[] => engine.drawn.slice(from).flat();

describe('a pool that models embed in part', () => {
  it('draws from the part, reports it, and embeds other records on demand', async () => {
    const model = new Model();
    await withBench(open(model), async (bench) => {
      await bench.until((view) => view.drawsFrom === part);
      await bench.engine.quiet();
      assert.deepEqual(drawsFrom(bench), [undefined, part]);
      const before = bench.engine.drawn.length;
      const made = new Set(model.texts);
      assert.ok(made.size >= part && made.size < 90, `${made.size}`);
      await answerAll(bench, 45);
      const drawn = drawnSince(bench, before);
      assert.ok(drawn.length > 20);
      const embedded = new Set([...made].map((text) => recordIdOf(text)));
      assert.deepEqual(
        drawn.filter((id) => !embedded.has(id)),
        [],
      );
      const notice = bench.learner.view.notices.find(({ id }) => id === 'part-embedded');
      assert.match(
        english(notice!.message),
        /embedded 50 of 120 records, and records to ask are chosen from/,
      );
      assert.equal(notice!.action, 'embedAll');
      const { risk } = bench.learner.view;
      assert.equal(risk?.kind, 'notAvailable');
      assert.match(risk.kind === 'notAvailable' ? english(risk.reason) : '', /a part of the pool/);
      // The probability of a pick within the part is not stored as one within the pool.
      const asks = bench.store.answers().map(({ ask }) => ask);
      const by = bench.store.vectorChanges()[1]!.seq;
      assert.ok(bench.store.answers().some(({ seq }) => seq > by));
      assert.ok(asks.some((ask) => ask?.kind === 'query'));
      assert.ok(asks.every((ask) => ask?.kind !== 'query' || ask.q === undefined));

      const others = records.filter(({ text }) => !model.texts.includes(text)).slice(0, 5);
      assert.equal(others.length, 5);
      const ids = others.map(({ text }) => recordIdOf(text));
      const predicted = await bench.engine.remote.predict({ ids });
      assert.deepEqual(
        predicted.map(({ id }) => id),
        ids,
      );
      assert.ok(others.every(({ text }) => model.texts.includes(text)));
      const { length } = model.texts;
      await bench.engine.remote.predict({ ids });
      assert.equal(model.texts.length, length, 'They are kept.');
    });
  });

  it('reports when the part is answered, and asks the others after Embed All', async () => {
    await withBench(open(new Model()), async (bench) => {
      await bench.until((view) => view.drawsFrom === part);
      const asked = new Set<string>();
      for (;;) {
        const { ahead, phase } = await bench.until(
          (view) => view.ahead.length > 0 || view.phase.kind === 'finished',
        );
        if (ahead.length > 0) asked.add(await bench.answer());
        else {
          assert.match(
            english(phase.kind === 'finished' ? phase.message : undefined),
            /among the 50 records/,
          );
          break;
        }
      }
      assert.ok(asked.size < 90, `${asked.size}`);
      await bench.learner.embedAll();
      const { ahead } = await bench.until((view) => view.ahead.length > 0);
      assert.ok(notInPart().includes(ahead[0]!.record.id));
      assert.equal(bench.learner.view.drawsFrom, undefined);
    });
  });

  it('predictions equal those with all records embedded', async () => {
    const ids = records.map(({ text }) => recordIdOf(text));
    const of = async (limit: number) => {
      const bench = open(new Model(), { limit });
      const embed = { ...bench.embed, embedding: ['lexical', 'bge-small-en-v1.5'] };
      const { remote } = bench.engine;
      try {
        await bench.learner.start();
        await bench.engine.quiet();
        const setting = embed.embedding.map((use, i) => ({ use, weight: i === 0 ? 0.5 : 1 }));
        await remote.embed({ ...embed, embedding: setting });
        const training = {
          task: 'single' as const,
          ids,
          answers: records.map(({ label }) => label),
        };
        const how = { kind: 'logistic', members: 1, c: 10, classWeight: 'none', seed: 3 } as const;
        const labels = ['refund', 'delivery'];
        await remote.fit({ training, labels, ...how, warmStart: false, chooseC: false });
        return await remote.predict({ ids });
      } finally {
        await bench.close();
      }
    };
    assert.deepEqual(await of(part), await of(1000));
  });

  it('Embed All resumes after a restart and a kill, then draws from the whole pool', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-part-'));
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const model = new Model();
    try {
      await withBench(open(model, { folder, store }), async (bench) => {
        await bench.until((view) => view.drawsFrom === part);
        await answerAll(bench, 12);
        // The session ends before the model embeds more.
        const begun = new Promise<void>((resolve) => {
          model.before = (signal) => {
            resolve();
            return aborted(signal);
          };
        });
        await bench.learner.embedAll();
        await begun;
        assert.equal(bench.learner.view.drawsFrom, part);
        assert.equal(bench.learner.view.background?.of, 120);
      });
      assert.ok(new Set(model.texts).size < 90);
      model.before = () => undefined;
      const bench = open(model, { folder, store });
      await withBench(bench, async () => {
        // It resumes unprompted, in an engine that is killed once.
        let kill = true;
        bench.engine.onCall = (method) => {
          if (method === 'prepareVectors' && kill) {
            kill = false;
            bench.engine.die();
          }
        };
        await bench.until((view) => view.embedding !== undefined && view.drawsFrom === undefined);
        await bench.engine.quiet();
        assert.equal(kill, false);
        assert.deepEqual(drawsFrom(bench), [undefined, part, undefined]);
        assert.deepEqual(
          bench.learner.view.notices.filter(({ id }) => id === 'part-embedded'),
          [],
        );
        assert.ok(records.every(({ text }) => model.texts.includes(text)));
        const chosen = bench.engine.drawn.length;
        const { length } = model.texts;
        await answerAll(bench, 30);
        const beyond = new Set(notInPart());
        assert.ok(
          bench.engine.drawn
            .slice(chosen)
            .flat()
            .some((id) => beyond.has(id)),
        );
        assert.equal(model.texts.length, length, 'Nothing is embedded twice.');
        const asks = store
          .answers()
          .slice(-10)
          .map(({ ask }) => ask);
        assert.ok(asks.some((ask) => ask?.kind === 'query' && ask.q !== undefined));
      });
      // From then on it draws from the whole pool, in later sessions too.
      await withBench(open(model, { folder, store }), async (later) => {
        await later.engine.quiet();
        assert.equal(later.learner.view.drawsFrom, undefined);
        assert.equal(store.vectorChanges().length, 3);
        assert.ok(!later.engine.calls.includes('prepareVectors'));
      });
      // Every batch is replayed identically by an engine that would embed a different part.
      const again = open(new Model(), { limit: 70 });
      await withBench(again, async () => {
        await again.engine.quiet();
        const whole = { ...projectDefaults, ...project, labels } as ProjectFile;
        const { embed, engine } = again;
        const by = new Set<number | undefined>();
        for await (const batch of replay({ store, project: whole, engine: engine.remote, embed })) {
          assert.ok(batch.identical, `batch ${batch.number} by ${batch.logged.vectors}`);
          by.add(batch.logged.vectors);
        }
        const [, second, third] = store.vectorChanges();
        assert.ok(by.has(second!.seq) && by.has(third!.seq));
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a large pool of an earlier version', () => {
  it('is still drawn from as a whole', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    store.setSetting(defaultsSetting, 1);
    const blocks = { embedding: ['lexical', 'bge-small-en-v1.5'] as const };
    const bench = open(new Model(), { store, project: { ...project, ...blocks } });
    await withBench(bench, async () => {
      await bench.until(
        (view) => view.background === undefined && store.vectorChanges().length === 2,
      );
      assert.deepEqual(drawsFrom(bench), [undefined, undefined]);
    });
  });
});

describe('the part of a large pool', () => {
  it('holds the records with the smallest hashes, independent of their order', () => {
    const texts = textsOf(500);
    const idsOf = (order: readonly string[]): Set<string> => {
      const { idBytes, size } = poolOf(order);
      const rows = subPool(idBytes, size, 100, 7);
      assert.deepEqual(
        [...rows],
        [...rows].sort((a, b) => a - b),
      );
      return new Set(Array.from(rows, (row) => order[row]!));
    };
    const found = idsOf(texts);
    assert.equal(found.size, 100);
    assert.deepEqual(idsOf(texts.toReversed()), found);
    // Added records displace some and bring back none that were left out.
    const more = idsOf([...texts, ...textsOf(900).slice(500)]);
    assert.ok([...more].every((text) => found.has(text) || !texts.includes(text)));
    const { idBytes } = poolOf(texts);
    assert.notDeepEqual(subPool(idBytes, 500, 100, 8), subPool(idBytes, 500, 100, 7));
    assert.equal(subPool(idBytes, 500, 600, 7).length, 500);
    // Each half of the pool has its share, within four standard deviations.
    const rows = subPool(idBytes, 500, 250, 7);
    assert.ok(Math.abs(rows.filter((row) => row < 250).length - 125) < 4 * Math.sqrt(31.3));
  });
});
