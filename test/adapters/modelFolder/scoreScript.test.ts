// score.mjs of a model folder gives the product’s own probabilities.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { exampleTexts } from '../../../src/core/modelFolder/exampleTexts.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { modelOfRound } from '../../../src/host/modelOfRound.ts';
import { openProjectToRead } from '../../../src/host/projectToRead.ts';
import { reviews } from './pools.ts';
import { serverDimensions } from './roundOnDisk.ts';
import {
  lexical,
  node,
  type Printed,
  several,
  staticBlock,
  trained,
  work,
} from './modelFixture.ts';
import { folderContents } from '../../harness/folderContents.ts';

const tenThousandWords = Array.from({ length: 10_000 }, (_, i) => words(i)).join(' ');
// The script skips blank texts, which the self-test covers.
const written = exampleTexts.filter((text) => text.trim() !== '');
const nasty = [...written, tenThousandWords];

function words(i: number): string {
  return ['card', 'late', 'größer', `n${i % 301}`, '…', 'refund!'][i % 6]!;
}

/** The output of the folder's script for texts. */
async function score(
  folder: string,
  texts: readonly string[],
  vectors?: object,
): Promise<Printed[]> {
  const rows = texts.map((text) => JSON.stringify({ text, vectors }));
  const { code, stdout, stderr } = await node([join(folder, 'score.mjs'), '-'], rows.join('\n'));
  assert.deepEqual([code, stderr], [0, '']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Printed);
}

/** Compares the folder's script with the product, text by text. */
async function compare(
  project: string,
  folder: string,
  texts: readonly string[],
  limit: number,
): Promise<void> {
  const opened = await openProjectToRead(project);
  const { score: own, model, close } = await modelOfRound({ opened, ...work });
  try {
    const expected = await own(texts, {});
    const printed = await score(folder, texts);
    assert.equal(printed.length, texts.length);
    const { labels, head } = model;
    printed.forEach(({ label, labels: several, probabilities }, i) => {
      const p = expected.data.subarray(i * labels.length, (i + 1) * labels.length);
      labels.forEach((name, j) => {
        const difference = Math.abs(probabilities[name]! - p[j]!);
        assert.ok(difference <= limit, `${difference} of ${name}: ${texts[i]!.slice(0, 80)}`);
      });
      if (several) {
        assert.deepEqual(
          several,
          labels.filter((_, j) => p[j]! >= head.thresholds![j]!),
        );
      } else assert.equal(label, labels[p.indexOf(Math.max(...p))]);
    });
    const test = await node([join(folder, 'score.mjs'), '--self-test']);
    assert.deepEqual([test.code, test.stderr], [0, ''], test.stdout);
  } finally {
    await close();
    await opened.close();
  }
}
const cases: Readonly<Record<string, () => ReturnType<typeof trained>>> = {
  'lexical vectors': () => trained(),
  'static vectors and a temperature': () =>
    trained({ blocks: [staticBlock], choices: { temperature: 0.7 } }),
  'lexical and static vectors of other weights': () =>
    trained({ blocks: [{ use: 'lexical', weight: 0.3 }, staticBlock] }),
  'a committee and a temperature': () => trained({ committee: 5, choices: { temperature: 1.6 } }),
};

describe('score.mjs gives the probabilities of the product', () => {
  for (const [name, make] of Object.entries(cases)) {
    test(`with ${name}`, async () => {
      const { project, folder } = await make();
      const before = folderContents(join(project, '..'));
      await exportModel(project, { to: folder }, work);
      assert.deepEqual(folderContents(join(project, '..')), before, 'the project stays as it is');
      await compare(project, folder, [...nasty, ...reviews(50).map(({ text }) => text)], 1e-6);
    });
  }

  test('for several labels per text, with their thresholds and a temperature', async () => {
    const round = { blocks: [lexical, staticBlock], choices: { temperature: 1.3 } };
    const { project, folder } = await trained(round, several, ['good', 'bad', 'urgent']);
    await exportModel(project, { to: folder }, work);
    await compare(project, folder, [...nasty, ...several.map(({ text }) => text)], 1e-6);
  });

  test('with half lexical vectors beside the sentence model', async () => {
    const blocks = [
      { use: 'lexical', weight: 0.5 },
      { use: 'bge-small-en-v1.5', weight: 1 },
    ] as const;
    const { project, folder } = await trained({ blocks }, reviews(30));
    await exportModel(project, { to: folder }, work);
    await compare(project, folder, written, 1e-4);
    assert.match(readFileSync(join(folder, 'requirements.txt'), 'utf8'), /^onnxruntime==.+$/m);
    // A copy without the packages in any folder above.
    const alone = mkdtempSync(join(tmpdir(), 'marginalia-alone-'));
    try {
      cpSync(folder, alone, { recursive: true });
      const { code, stdout, stderr } = await node([join(alone, 'score.mjs'), '--self-test']);
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(
        stderr,
        `onnxruntime-node is not installed. Install the packages of the model in ${alone}: npm install --ignore-scripts\n`,
      );
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });

  test('from texts and vectors if a server computes some of the vectors', async () => {
    const { project, folder } = await trained({ blocks: [lexical, { use: 'server', weight: 2 }] });
    await exportModel(project, { to: folder }, work);
    const examples = readFileSync(join(folder, 'examples.jsonl'), 'utf8').trimEnd().split('\n');
    const { text, vectors, probabilities } = JSON.parse(examples.at(-1)!) as Printed & {
      text: string;
      vectors: Record<string, number[]>;
    };
    assert.equal(vectors['far']!.length, serverDimensions);
    const twice = { far: vectors['far']!.map((value) => 2 * value) };
    const [printed] = await score(folder, [text], twice);
    assert.ok(Math.abs(printed!.probabilities['bad']! - probabilities['bad']!) < 1e-6);
    for (const without of ['"without"', '{"text": "without", "vectors": null}']) {
      const { code, stderr } = await node([join(folder, 'score.mjs'), '-'], without);
      assert.equal(code, 2);
      assert.match(stderr, /^The model needs vectors of far.* "vectors": \{"far": \[…\]\}\.\n$/);
    }
  });
});
