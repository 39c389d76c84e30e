import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledModelsFolder } from '../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { openBundledModel } from '../../src/adapters/transformers/bundledModel.ts';
import { bundledModel } from '../../src/core/embed/blocks.ts';
import { onnxConfig } from '../../src/core/onnxGraph/onnxConfig.ts';
import { onnxModel } from '../../src/core/onnxGraph/onnxModel.ts';
import { moods, support } from '../fixtures/onnx/answeredTexts.ts';
import {
  lexicalBlock,
  staticBlock,
  train,
  type OwnBlock,
  type Trained,
} from '../fixtures/onnx/trainedModels.ts';
import { nastyTexts } from '../harness/nastyTexts.ts';

/** Writes a folder `NAME.onnx` for each kind of model, with examples of the product's probabilities. */
export async function writeOnnxModels(to: string): Promise<void> {
  const one = support();
  const sets = moods();
  const lexical = await lexicalBlock(one.texts, 1);
  const moodsLexical = await lexicalBlock(sets.texts, 1);
  const fixed = staticBlock(1);
  const sentences = await sentenceBlock();
  const half: OwnBlock = { ...lexical, block: { ...lexical.block, weight: 0.5 } };
  const few = { ...one, texts: one.texts.slice(0, 60) };
  const models: Readonly<Record<string, { trained: Trained; texts: readonly string[] }>> = {
    'lexical and static': {
      trained: await train(one, [lexical, fixed], { temperature: 0.7 }),
      texts: one.texts.slice(-150),
    },
    committee: {
      trained: await train(one, [fixed], { members: 3, temperature: 1.3 }),
      texts: one.texts.slice(-50),
    },
    'several labels': {
      trained: await train(sets, [moodsLexical, fixed], { temperature: 0.7 }),
      texts: sets.texts,
    },
    'sentence model': { trained: await train(few, [half, sentences]), texts: one.texts.slice(-30) },
  };
  for (const [name, { trained, texts }] of Object.entries(models)) {
    await writeModel(join(to, `${name}.onnx`), trained, [...nastyTexts, ...texts]);
  }
  await sentences.embedder.close?.();
}

async function sentenceBlock(): Promise<OwnBlock> {
  const embedder = await openBundledModel(bundledModel, bundledModelsFolder());
  return { block: { ...embedder.encoder, weight: 1 }, embedder };
}

async function writeModel(
  folder: string,
  { exported, predict }: Trained,
  texts: readonly string[],
): Promise<void> {
  mkdirSync(folder);
  const { bytes, inputs } = onnxModel(exported, ({ graph }) => readFileSync(graph));
  const encoder = exported.blocks.find((block) => block.kind === 'encoder');
  const own = exported.blocks.find((block) => block.kind === 'static');
  const config = onnxConfig(exported, inputs, encoder ? 1e-4 : 5e-6);
  writeFileSync(join(folder, 'model.onnx'), bytes);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  copyFileSync(join(import.meta.dirname, '../../src/score/prepare.py'), join(folder, 'prepare.py'));
  if (encoder) copyFileSync(encoder.tokenizer, join(folder, 'tokenizer.json'));
  if (own) writeFileSync(join(folder, 'vocabulary.txt'), own.pieces.join('\n'));
  const lines: string[] = [];
  for (const text of texts) {
    // One text at a time, since a sentence model's output may depend on the batch.
    const { data } = await predict([text]);
    const probabilities = Object.fromEntries(exported.labels.map((label, j) => [label, data[j]]));
    lines.push(`${JSON.stringify({ text, probabilities })}\n`);
  }
  writeFileSync(join(folder, 'examples.jsonl'), lines.join(''));
}
