// Pools in other languages, without words, of code, of single words and of very long texts, with the product's models.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { bundledModelsFolder } from '../../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { openStatic, staticFolder } from '../../../src/adapters/bundledModels/openStatic.ts';
import { poolLanguages } from '../../../src/adapters/language/poolLanguages.ts';
import { openBundledModel } from '../../../src/adapters/transformers/bundledModel.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { WritableStore } from '../../../src/core/store/store.ts';
import { setUp, type Bench } from '../../unit/loop/loopFixture.ts';

type Text = (i: number) => string;

const pick = (list: readonly string[], i: number): string => list[i % list.length]!;

const german: Text = (i) =>
  `${pick(['Das Paket kam', 'Die Rechnung lag', 'Der Bote klingelte'], i)} ${pick(['gestern nicht an', 'zweimal im Kasten', 'beim Nachbarn an'], i + 1)}, und niemand ${pick(['antwortet mir', 'weiß Bescheid', 'hat sich gemeldet'], i >> 2)} (${i})`;
const spanish: Text = (i) =>
  `${pick(['El paquete no llegó', 'La factura está mal', 'El mensajero no vino'], i)} ${pick(['ayer por la tarde', 'otra vez esta semana', 'a mi casa'], i + 1)} y nadie ${pick(['me contesta', 'sabe nada', 'quiere ayudarme'], i >> 2)} (${i})`;
const chinese: Text = (i) =>
  `${pick(['我的包裹还没有到', '账单上的金额不对', '快递员没有来'], i)}，${pick(['已经等了一个星期', '请尽快退款给我', '没有人回复我的邮件'], i >> 1)}。${i}`;
const englishText: Text = (i) =>
  `${pick(['The parcel never came', 'The invoice is wrong', 'The courier was late'], i)} ${pick(['again this week', 'as I had feared', 'and it rained'], i + 1)} and nobody ${pick(['answers me', 'knows anything', 'wants to help'], i >> 2)} (${i})`;
const code: Text = (i) => `for (let j = ${i}; j < rows.length; j++) sum${i} += rows[j] * ${i % 7};`;
const word: Text = (i) => `${pick(['refund', 'delivery', 'parcel', 'invoice', 'courier'], i)}${i}`;
const emoji: Text = (i) => '🙂🎉😡👍🏽🐈'.repeat(1 + (i % 3)) + String.fromCodePoint(0x1f300 + i);
const long: Text = (i) => `${englishText(i)} ${'and so on and on it went '.repeat(1667)}`;

async function withPool(
  text: Text,
  work: (bench: Bench) => Promise<void>,
  options: { readonly records?: number; readonly store?: WritableStore } = {},
): Promise<void> {
  const { records = 30, store } = options;
  const bench = setUp({
    records: Array.from({ length: records }, (_, i) => ({
      text: text(i),
      label: i % 2 ? 'refund' : 'delivery',
    })),
    project: { embedding: 'auto' },
    ...(store && { store }),
    engine: {
      languagesOf: poolLanguages,
      openBundledModel: (name, signal) => openBundledModel(name, bundledModelsFolder(), signal),
      openStatic: () => openStatic(join(bundledModelsFolder(), staticFolder), setImmediate),
    },
  });
  try {
    await bench.learner.start();
    await work(bench);
    for (let i = 0; i < 3; i++) await bench.answer();
    assert.deepEqual(bench.errors, []);
  } finally {
    await bench.close();
  }
}

const embedded = (bench: Bench) => bench.until(({ embedding }) => embedding !== undefined);
const onModel = (bench: Bench) =>
  bench.until(({ embedding }) => embedding?.includes('bge-small-en-v1.5') ?? false);

describe('a non-English pool keeps lexical vectors, and says so', () => {
  for (const [name, text] of [
    ['German', german],
    ['Spanish', spanish],
    ['Chinese', chinese],
  ] as const) {
    test(name, () =>
      withPool(text, async (bench) => {
        const { embedding, notices } = await embedded(bench);
        assert.match(embedding!, /^lexical \(\d+\)$/);
        assert.deepEqual(
          notices.map(({ id, action, closable }) => [id, action, closable]),
          [['pool-language', 'chooseEmbedding', true]],
        );
        assert.match(
          english(notices[0]!.message),
          new RegExp(`mostly not English \\([^)]*${name}[^)]* \\d+ %`),
        );
        await bench.engine.quiet();
        assert.equal(bench.learner.view.embedding, embedding);
      }),
    );
  }

  test('emoji only', () =>
    withPool(emoji, async (bench) => {
      const { embedding, notices } = await embedded(bench);
      assert.match(embedding!, /^lexical \(\d+\)$/);
      assert.match(english(notices[0]!.message), /^Most of the texts have no words/);
    }));
});

describe('an English pool, or one of undetectable language, switches to the model', () => {
  for (const [name, text] of [
    ['English', englishText],
    ['code', code],
    ['one-word texts', word],
  ] as const) {
    test(name, () =>
      withPool(text, async (bench) => {
        assert.deepEqual((await onModel(bench)).notices, []);
      }),
    );
  }

  test('a mixed one does, and names its languages', () =>
    withPool(
      (i) => (i % 3 === 0 ? german(i) : englishText(i)),
      async (bench) => {
        const { notices } = await onModel(bench);
        assert.match(
          english(notices[0]!.message),
          /several languages \(English \d+ %, German \d+ %\)/,
        );
      },
    ));

  test('texts of 10,000 words do, and the model’s length limit is reported', () =>
    withPool(
      long,
      async (bench) => {
        const { notices } = await onModel(bench);
        assert.deepEqual(
          notices.map(({ id }) => id),
          ['texts-cut'],
        );
        assert.match(
          english(notices[0]!.message),
          /^About 100 % of the texts are longer than bge-small-en-v1\.5 can read \(256 tokens, about 190 words\)/,
        );
      },
      { records: 8 },
    ));
});

test('a dismissed notice stays dismissed until its text changes', async () => {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  await withPool(
    german,
    async (bench) => {
      await embedded(bench);
      await bench.learner.closeNotice('pool-language');
      assert.deepEqual(bench.learner.view.notices, []);
      await bench.learner.resume();
      assert.deepEqual(bench.learner.view.notices, []);
    },
    { store },
  );
  await withPool(
    spanish,
    async (bench) => {
      const { notices } = await embedded(bench);
      assert.ok(notices.some(({ message }) => english(message).includes('Spanish')));
    },
    { store },
  );
});
