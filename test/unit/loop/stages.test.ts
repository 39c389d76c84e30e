// Labelling starts on fast vectors and switches to a model's once they are ready.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { CountingEmbedder } from '../../fixtures/embed/countingEmbedder.ts';
import { setUp, type Bench, type BenchOptions } from './loopFixture.ts';
import type { EngineOptions } from '../../../src/engine/engineOptions.ts';

/** A sentence model that blocks until it is released. */
class SlowModel extends CountingEmbedder {
  release: () => void = () => undefined;
  loads = 0;
  readonly #gate = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  constructor() {
    super({ dimensions: 6, fingerprint: 'slow-1' });
  }

  override async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const aborted = new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve()),
    );
    await Promise.race([this.#gate, aborted]);
    return super.embed(texts, signal);
  }

  async close(): Promise<void> {}

  readonly open = async (): Promise<Embedder> => {
    this.loads++;
    return this;
  };
}

async function withModel(
  options: BenchOptions & { readonly model?: EngineOptions['openBundledModel'] },
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { model, engine, ...rest } = options;
  const bench = setUp({
    ...rest,
    project: { embedding: 'auto', ...options.project },
    engine: {
      openStatic: async () => new CountingEmbedder({ fingerprint: 'static-1' }),
      ...(model && { openBundledModel: model }),
      ...engine,
    },
  });
  try {
    await bench.learner.start();
    await work(bench);
  } finally {
    await bench.close();
  }
}

const lexicalName = 'lexical (32)';
/** The name of the first embedding with the static stub. */
const firstName = 'lexical (32) + counting (4)';
const joinedName = '½ lexical (32) + counting (6)';

async function labelled(bench: Bench, records: number): Promise<void> {
  for (let i = 0; i < records; i++) await bench.answer();
}

describe('two-stage embedding', () => {
  it('starts on lexical and static vectors and switches to the model between rounds', async () => {
    const model = new SlowModel();
    await withModel({ model: model.open }, async (bench) => {
      await bench.until(({ embedding }) => embedding === firstName);
      await labelled(bench, 60);
      const { rounds: before } = await bench.until(({ rounds }) => rounds.length > 0);
      assert.ok(before.every(({ stale }) => !stale));
      model.release();
      const view = await bench.until(
        ({ embedding, rounds }) => embedding === joinedName && rounds.some(({ stale }) => !stale),
      );
      assert.equal(view.background, undefined);
      // The first round after the switch uses the new vectors, and earlier ones are marked.
      assert.deepEqual(
        view.rounds.map(({ stale, original }) => stale === 'vectors' || original !== undefined),
        [...before.map(() => true), false],
      );
      const [last] = bench.store.rounds().slice(-1);
      assert.match(last!.embedding, /^blocks-1\(0\.5\*lexical-.*\+1\*slow-1\)$/);
      assert.equal(bench.engine.calls.filter((call) => call === 'prepareVectors').length, 1);
      await labelled(bench, 5);
    });
  });

  it('records a round on the new vectors even without answers since the last one', async () => {
    const model = new SlowModel();
    await withModel({ model: model.open }, async (bench) => {
      await labelled(bench, 60);
      await bench.until(({ rounds }) => rounds.length > 0);
      await bench.learner.retrain();
      const { length } = bench.learner.view.rounds;
      model.release();
      const { rounds } = await bench.until((view) => view.rounds.length > length);
      assert.deepEqual([rounds.length, rounds.at(-1)!.stale], [length + 1, undefined]);
    });
  });

  it('waits for the model where no annotator waits, as `train` does', async () => {
    const model = new SlowModel();
    model.release();
    await withModel({ model: model.open, embed: { exactly: true } }, async (bench) => {
      const { embedding } = await bench.until((view) => view.embedding !== undefined);
      assert.equal(embedding, joinedName);
      assert.ok(!bench.engine.calls.includes('prepareVectors'), 'nothing is left for later');
    });
  });

  it('uses the model vectors at once when the project is reopened', async () => {
    const model = new SlowModel();
    model.release();
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    await withModel({ model: model.open, store }, async (bench) => {
      await bench.until(({ embedding }) => embedding === joinedName);
    });
    await withModel({ model: model.open, store }, async (bench) => {
      await bench.until(({ embedding }) => embedding !== undefined);
      assert.equal(bench.learner.view.embedding, joinedName);
      assert.ok(!bench.engine.calls.includes('prepareVectors'));
    });
  });

  it('reports progress, stops on cancel and resumes', async () => {
    const model = new SlowModel();
    await withModel({ model: model.open }, async (bench) => {
      await bench.until(({ background: background }) => background !== undefined);
      assert.equal(bench.learner.view.background?.of, 150);
      bench.learner.cancel();
      assert.equal(bench.learner.view.background, undefined);
      model.release();
      await bench.learner.resume();
      await bench.until(({ embedding }) => embedding === joinedName);
    });
  });

  it('a pause persists into the next session until it is resumed', async () => {
    const model = new SlowModel();
    model.release();
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const stopped = new SlowModel();
    await withModel({ model: stopped.open, store }, async (bench) => {
      await bench.until(({ background: background }) => background !== undefined);
      await labelled(bench, 3);
      await bench.learner.pauseEmbedding();
      assert.deepEqual(bench.learner.view.background, { done: 0, of: 150, paused: true });
    });
    await withModel({ model: model.open, store }, async (bench) => {
      await bench.until(({ background: background }) => background?.paused === true);
      await labelled(bench, 3);
      assert.equal(model.loads, 0);
      assert.ok(!bench.engine.calls.includes('prepareVectors'));
      await bench.learner.resumeEmbedding();
      await bench.until(({ embedding }) => embedding === joinedName);
      assert.equal(bench.learner.view.background, undefined);
    });
  });

  it('embeds answered, held-out and queued records first, and skipped ones last', async () => {
    const model = new SlowModel();
    await withModel({ model: model.open }, async (bench) => {
      await bench.engine.quiet('prepareVectors');
      await labelled(bench, 5);
      const skipped = await bench.answer({ kind: 'skip' });
      const answered = bench.store.answers().filter(({ kind }) => kind === 'label');
      bench.learner.cancel();
      model.release();
      await bench.learner.resume();
      await bench.until(({ embedding }) => embedding === joinedName);
      const order = bench.engine.serving!;
      assert.deepEqual(
        order.first.slice(0, 5),
        answered.map(({ recordId }) => recordId),
      );
      for (const { recordId } of bench.store.holdout()!.members)
        assert.ok(order.first.includes(recordId));
      assert.ok(order.last.includes(skipped));
    });
  });

  it('restarts after an engine exit', async () => {
    const model = new SlowModel();
    await withModel({ model: model.open }, async (bench) => {
      await bench.until(({ background: background }) => background !== undefined);
      bench.engine.die();
      model.release();
      await bench.until(({ embedding }) => embedding === joinedName);
      assert.deepEqual(bench.errors, []);
    });
  });

  it('keeps the first vectors if the model is unusable, and reports why', async () => {
    const model = (): Promise<never> =>
      Promise.reject(new UserError(inOwnWords('The model is damaged.')));
    await withModel({ model }, async (bench) => {
      const { notices } = await bench.until(({ notices: told }) => told.length > 0);
      assert.equal(
        english(notices[0]!.message),
        'The model is damaged. The existing vectors stay in use.',
      );
      assert.equal(bench.learner.view.embedding, firstName);
      await labelled(bench, 12);
    });
  });

  it('continues without a damaged static table, and reports it', async () => {
    const model = new SlowModel();
    const engine = {
      openStatic: () => Promise.reject(new UserError(inOwnWords('The table is damaged.'))),
    };
    await withModel({ model: model.open, engine }, async (bench) => {
      const { notices } = await bench.until(({ notices: told }) => told.length > 0);
      assert.equal(
        english(notices[0]!.message),
        'The table is damaged. Until then, the other blocks are used.',
      );
      await bench.until(({ embedding }) => embedding === lexicalName);
      model.release();
      await bench.until(({ embedding }) => embedding === joinedName);
    });
  });

  it('keeps the first vectors silently if no model is bundled', async () => {
    const model = (): Promise<never> =>
      Promise.reject(Object.assign(new UserError(inOwnWords('Not here.')), { notShipped: true }));
    await withModel({ model }, async (bench) => {
      await bench.until(({ embedding }) => embedding !== undefined);
      await labelled(bench, 12);
      assert.deepEqual(bench.learner.view.notices, []);
    });
  });

  it('keeps the first vectors for a pool in another language, unless the model is named', async () => {
    const model = new SlowModel();
    model.release();
    let looks = 0;
    const languagesOf = () => {
      looks++;
      return [{ code: 'deu', share: 0.9 }];
    };
    const engine = { languagesOf };
    await withModel({ model: model.open, engine }, async (bench) => {
      const { notices } = await bench.until(({ notices: told }) => told.length > 0);
      assert.match(english(notices[0]!.message), /mostly not English \(German 90 %\)/);
      assert.equal(bench.learner.view.embedding, lexicalName);
      assert.equal(model.loads, 0);
      assert.equal(looks, 1, 'the texts are looked at once, whatever asks for their language');
    });
    const project = { embedding: ['lexical', 'bge-small-en-v1.5'] };
    await withModel({ model: model.open, engine, project }, async (bench) => {
      await bench.until(({ embedding }) => embedding === joinedName);
    });
  });

  it('is absent in projects from before a model was bundled', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    store.setSetting(defaultsSetting, 1);
    await withModel({ store }, async (bench) => {
      await bench.until(({ embedding }) => embedding === lexicalName);
      await labelled(bench, 12);
      assert.ok(!bench.engine.calls.includes('prepareVectors'));
    });
  });
});
