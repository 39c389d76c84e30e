// Exported ONNX graphs give the product's own probabilities, in Node and in the browser build.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as browser from 'onnxruntime-web/wasm';
import type { ExportedModel } from '../../../src/core/modelFolder/exportedModel.ts';
import { onnxModel } from '../../../src/core/onnxGraph/onnxModel.ts';
import { Rng } from '../../../src/core/rng.ts';
import {
  agNews,
  goEmotions,
  moods,
  noSharedData,
  smsSpam,
  support,
} from '../../fixtures/onnx/answeredTexts.ts';
import { feedsFor } from '../../fixtures/onnx/modelInputs.ts';
import {
  lexicalBlock,
  staticBlock,
  train,
  type AnsweredTexts,
  type OwnBlock,
  type Trained,
} from '../../fixtures/onnx/trainedModels.ts';
import { nastyTexts } from '../../harness/nastyTexts.ts';

const tolerance = 5e-6;

interface Outputs {
  readonly probabilities: Float32Array;
  readonly chosen?: Uint8Array;
}
type Run = (text: string) => Promise<Outputs>;

const onThread = { intraOpNumThreads: 1 };
const noEncoder = (): never => assert.fail('no sentence model is read');

async function openInNode(exported: ExportedModel): Promise<Run> {
  const { bytes, inputs } = onnxModel(exported, noEncoder);
  const session = await InferenceSession.create(bytes, onThread);
  const feeds = feedsFor(exported, inputs);
  return async (text) => {
    const given: Record<string, Tensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(feeds(text))) {
      given[name] = new Tensor(type, data, dims);
    }
    return outputsOf(await session.run(given));
  };
}

async function openInBrowserBuild(exported: ExportedModel): Promise<Run> {
  browser.env.wasm.numThreads = 1;
  const { bytes, inputs } = onnxModel(exported, noEncoder);
  const session = await browser.InferenceSession.create(bytes);
  const feeds = feedsFor(exported, inputs);
  return async (text) => {
    const given: Record<string, browser.Tensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(feeds(text))) {
      given[name] = new browser.Tensor(type, data, dims);
    }
    return outputsOf(await session.run(given));
  };
}

function outputsOf(outputs: Readonly<Record<string, { data: unknown }>>): Outputs {
  const { probabilities, chosen } = outputs;
  return {
    probabilities: probabilities!.data as Float32Array,
    ...(chosen && { chosen: Uint8Array.from(chosen.data as ArrayLike<number>) }),
  };
}

/** Asserts that each text has the product's probabilities and, with several labels, the product's labels. */
async function agrees(run: Run, { exported, predict }: Trained, texts: readonly string[]) {
  const { cols, data } = await predict(texts);
  const { thresholds } = exported.head;
  for (const [i, text] of texts.entries()) {
    const { probabilities, chosen } = await run(text);
    assert.equal(probabilities.length, cols);
    for (let j = 0; j < cols; j++) {
      const expected = data[i * cols + j]!;
      const off = Math.abs(probabilities[j]! - expected);
      assert.ok(off <= tolerance, `${JSON.stringify(text.slice(0, 60))}: off by ${off}`);
      if (!thresholds) continue;
      assert.equal(chosen![j], probabilities[j]! >= thresholds[j]! ? 1 : 0);
    }
  }
}

/** Nasty texts, and the last texts, which no head is trained on. */
const someOf = ({ texts }: AnsweredTexts, count: number): string[] => [
  ...nastyTexts,
  ...texts.slice(texts.length - count),
];

describe('an exported ONNX graph', () => {
  const one = support();
  const sets = moods();
  let lexical: OwnBlock;
  let moodsLexical: OwnBlock;
  const fixed = staticBlock(1);
  before(async () => {
    lexical = await lexicalBlock(one.texts, 1);
    moodsLexical = await lexicalBlock(sets.texts, 1);
  });
  const half = (own: OwnBlock): OwnBlock => ({ ...own, block: { ...own.block, weight: 0.5 } });

  const committee = (): Promise<Trained> =>
    train(one, [lexical, fixed], { members: 5, temperature: 0.6 });

  const cases: [string, AnsweredTexts, () => Promise<Trained>][] = [
    ['lexical, one label', one, () => train(one, [lexical], { temperature: 0.8 })],
    ['static, one label', one, () => train(one, [fixed])],
    ['lexical and static', one, () => train(one, [half(lexical), fixed], { temperature: 1.3 })],
    ['a committee', one, () => train(one, [fixed], { members: 5 })],
    ['a committee at a temperature', one, committee],
    ['lexical, several labels', sets, () => train(sets, [moodsLexical])],
    [
      'lexical and static, several labels',
      sets,
      () => train(sets, [moodsLexical, fixed], { temperature: 1.4 }),
    ],
  ];
  for (const [name, data, make] of cases) {
    test(`of ${name} gives the product's probabilities`, async () => {
      const trained = await make();
      const texts = someOf(data, 60);
      await agrees(await openInNode(trained.exported), trained, texts);
    });
  }

  describe('whose vocabulary has every n-gram of odd texts', () => {
    const rng = new Rng(5);
    const alphabets = ['ab_ .', 'aÄ\u0301İΣ\u00ad ', '漢字かなไ x', '\ud83d\ude00\ud800 !'];
    const random = Array.from({ length: 80 }, (_, i) => {
      const units = alphabets[i % alphabets.length]!;
      const unit = (): string =>
        rng.integer(9) === 0
          ? String.fromCharCode(rng.integer(65_536))
          : units[rng.integer(units.length)]!;
      return Array.from({ length: rng.integer(30) }, unit).join('');
    });
    const odd = [...nastyTexts.filter(({ length }) => length < 1000), ...random];
    // An n-gram needs two texts to be in the vocabulary.
    const texts = [...odd, ...odd];
    for (const ngrams of [
      { words: 2, charMin: 2, charMax: 4 },
      { words: 1, charMin: 1, charMax: 3 },
      { words: 2, charMin: 3, charMax: 5 },
      { words: 2, charMin: 1, charMax: 0 },
    ] as const) {
      test(`and n-grams of ${JSON.stringify(ngrams)} hashes all of them`, async () => {
        const data = { texts, labels: ['a', 'b', 'c'], truth: texts.map((_, i) => i % 3) };
        const trained = await train(data, [await lexicalBlock(texts, 1, ngrams)]);
        await agrees(await openInNode(trained.exported), trained, odd);
      });
    }
  });

  test('does so in the browser build', async () => {
    // The browser build needs a second for the longest text.
    const texts = someOf(one, 20).filter(({ length }) => length < 10_000);
    for (const make of [committee, () => train(sets, [moodsLexical], { temperature: 1.4 })]) {
      const trained = await make();
      await agrees(await openInBrowserBuild(trained.exported), trained, texts);
    }
  });

  for (const [name, read] of [
    ['sms_spam', smsSpam],
    ['ag_news', agNews],
    ['goemotions', goEmotions],
  ] as const) {
    test(`does so on ${name}`, { skip: noSharedData }, async () => {
      const data = read();
      const own = await lexicalBlock(data.texts.slice(0, 1000), 1);
      const trained = await train(data, [own, fixed], { temperature: 0.7 });
      await agrees(await openInNode(trained.exported), trained, data.texts.slice(-150));
    });
  }

  test('states its task, labels and thresholds, and takes several texts as word pieces', async () => {
    const { exported, predict } = await train(sets, [fixed]);
    const { bytes, inputs: read } = onnxModel(exported, noEncoder);
    const written = new TextDecoder().decode(bytes.subarray(-2000));
    assert.ok(written.includes(JSON.stringify(exported.labels)));
    assert.ok(written.includes(JSON.stringify([...exported.head.thresholds!])));
    const texts = ['I am glad', 'the long letter made me cry again'];
    const feeds = feedsFor(exported, read);
    const rows = texts.map((text) => [...(feeds(text)['input_ids']!.data as BigInt64Array)]);
    const width = Math.max(...rows.map(({ length }) => length));
    const padded = rows.flatMap((row) => [
      ...row,
      ...new Array<bigint>(width - row.length).fill(0n), // [PAD]
    ]);
    const session = await InferenceSession.create(bytes, onThread);
    const { probabilities } = await session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(padded), [2, width]),
    });
    const { data, cols } = await predict(texts);
    assert.deepEqual(probabilities!.dims, [2, cols]);
    data.forEach((p, i) =>
      assert.ok(Math.abs((probabilities!.data as Float32Array)[i]! - p) <= tolerance),
    );
  });
});
