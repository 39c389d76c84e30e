import { message } from '../messages/messages.ts';
import { UserError, throwIfAborted } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { Rng } from '../rng.ts';
import type { TextBlocks } from './embedder.ts';
import { endOfSlice, LexicalEmbedder } from './lexicalEmbedder.ts';
import type { NgramRange } from './ngrams.ts';
import { randomizedSvd } from './randomizedSvd.ts';
import type { SparseMatrix } from '../math/sparse.ts';
import { DocumentFrequencies, TfidfVectorizer, type Vocabulary } from './tfidf.ts';
import type { Pause } from '../pause.ts';

export interface LexicalOptions {
  readonly seed: number;
  readonly pause: Pause;
  /** Maximum; fewer if the pool has a lower rank. */
  readonly dimensions?: number;
  /** Number of texts for the fit, sampled at random from a larger pool. */
  readonly sample?: number;
  readonly ngrams?: NgramRange;
  /** Minimum document frequency of an n-gram in the sample; default 2, plus 1 per 4,000 texts. */
  readonly minFrequency?: number;
  readonly columns?: number;
  readonly powerIterations?: number;
  /**
   * The vectors are U·Σ^exponent: 0 whitens, 1 is plain latent semantic analysis. Above 1 the head
   * starts from the pool's main themes, which few labels suffice to learn: measured better up to
   * 3,000 labels.
   */
  readonly exponent?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

const defaults = {
  dimensions: 256,
  sample: 20_000,
  ngrams: { words: 2, charMin: 2, charMax: 4 },
  columns: 65_536,
  exponent: 2,
} as const;

const BLOCK = 4096;
const PROGRESS_STEPS = 100;
/**
 * Shares of the total work: reading and counting, then weighting; the rest is the decomposition.
 */
const COUNTED = 0.1;
const WEIGHED = 0.2;

/**
 * Fits the lexical embedder on a pool: counts n-grams, prunes them by document frequency, weights
 * them by TF-IDF, then computes a truncated SVD. The same texts, options and seed give the same
 * embedder to the bit.
 *
 * @throws UserError if no text contains a letter
 * @throws CancelledError when the signal is aborted
 */
export async function fitLexical(
  pool: TextBlocks,
  options: LexicalOptions,
): Promise<LexicalEmbedder> {
  const { seed, pause, signal, onProgress } = options;
  const settings = { ...defaults, ...definedOnly(options) };
  const rng = new Rng(seed).fork('lexical embedder');
  const onShare = (share: number): void =>
    onProgress?.({
      what: message('progress.lexical', {}),
      step: Math.round(share * PROGRESS_STEPS),
      steps: PROGRESS_STEPS,
    });

  const frequencies = new DocumentFrequencies(settings.ngrams);
  const rows = rng.fork('sample').sample(pool.size, settings.sample).sort();
  const texts: string[] = [];
  for await (const block of readRows(pool, rows, signal)) {
    await inSlices(block, options, (text) => frequencies.add(text));
    texts.push(...block);
    onShare((COUNTED * texts.length) / rows.length);
  }
  const vocabulary = frequencies.vocabulary(
    settings.minFrequency ?? 2 + Math.floor(texts.length / 4000),
    settings.columns,
  );
  const weights = await weigh(texts, vocabulary, options, (share) =>
    onShare(COUNTED + share * (WEIGHED - COUNTED)),
  );
  if (weights.starts[weights.rows] === 0) {
    throw new UserError(message('lexical.noText', {}));
  }
  const { singularValues, right } = await randomizedSvd(weights, settings.dimensions, {
    rng: rng.fork('svd'),
    pause,
    signal,
    powerIterations: settings.powerIterations,
    onShare: (share) => onShare(WEIGHED + share * (1 - WEIGHED)),
  });
  scaleColumns(right, singularValues, settings.exponent - 1);
  return new LexicalEmbedder(
    { vocabulary, dimensions: singularValues.length, projection: right },
    pause,
  );
}

/** Multiplies column j by σ_j^exponent, relative to σ_0 so that float32 never overflows. */
function scaleColumns(right: Float32Array, singularValues: Float64Array, exponent: number): void {
  const factors = singularValues.map((value) => (value / singularValues[0]!) ** exponent);
  const width = factors.length;
  for (let i = 0; i < right.length; i++) right[i]! *= factors[i % width]!;
}

function definedOnly(options: LexicalOptions): LexicalOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as LexicalOptions;
}

/** The texts of the given ascending rows, block by block; skips blocks without any. */
async function* readRows(
  pool: TextBlocks,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): AsyncGenerator<string[]> {
  for (let i = 0; i < rows.length;) {
    throwIfAborted(signal);
    const from = rows[i]!;
    const to = Math.min(pool.size, from + BLOCK);
    const block = await pool.texts(from, to);
    const chosen: string[] = [];
    while (i < rows.length && rows[i]! < to) chosen.push(block[rows[i++]! - from]!);
    yield chosen;
  }
}

async function inSlices(
  texts: readonly string[],
  { pause, signal }: LexicalOptions,
  work: (text: string) => void,
): Promise<void> {
  for (let from = 0; from < texts.length;) {
    const to = endOfSlice(texts, from);
    for (let i = from; i < to; i++) work(texts[i]!);
    from = to;
    await pause();
    throwIfAborted(signal);
  }
}

/** The TF-IDF rows of all texts. */
async function weigh(
  texts: readonly string[],
  vocabulary: Vocabulary,
  { pause, signal }: LexicalOptions,
  onShare: (share: number) => void,
): Promise<SparseMatrix> {
  const vectorizer = new TfidfVectorizer(vocabulary);
  const slices: { columns: Int32Array; values: Float32Array }[] = [];
  const starts = new Int32Array(texts.length + 1);
  let entries = 0;
  for (let from = 0; from < texts.length;) {
    const to = endOfSlice(texts, from);
    const slice = vectorizer.transform(texts.slice(from, to));
    for (let i = 0; i < slice.rows; i++) starts[from + i + 1] = entries + slice.starts[i + 1]!;
    entries += slice.starts[slice.rows]!;
    slices.push({ columns: slice.columns.slice(), values: slice.values.slice() });
    from = to;
    onShare(to / texts.length);
    await pause();
    throwIfAborted(signal);
  }
  const columns = new Int32Array(entries);
  const values = new Float32Array(entries);
  let at = 0;
  for (const slice of slices) {
    columns.set(slice.columns, at);
    values.set(slice.values, at);
    at += slice.columns.length;
  }
  await pause();
  throwIfAborted(signal);
  return { rows: texts.length, cols: vocabulary.hashes.length, starts, columns, values };
}
