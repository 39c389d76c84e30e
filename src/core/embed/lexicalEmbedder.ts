import { throwIfAborted } from '../errors.ts';
import { hashString } from '../rng.ts';
import type { FittedEmbedder } from './embedder.ts';
import { lexicalFromBytes, lexicalToBytes } from './lexicalBytes.ts';
import { multiplyRows } from '../math/sparse.ts';
import { TfidfVectorizer } from './tfidf.ts';
import type { LexicalModel } from './lexicalModel.ts';
import type { Pause } from '../pause.ts';

/** Texts between two pauses: about 10 ms, including a few long ones. */
const SLICE_TEXTS = 64;
const SLICE_CHARACTERS = 32_768;

/**
 * Latent semantic analysis: hashed TF-IDF projected onto the leading singular vectors of the pool,
 * weighted by a power of the singular values, normalised to unit length.
 */
export class LexicalEmbedder implements FittedEmbedder {
  readonly name = 'lexical';
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly #model: LexicalModel;
  readonly #vectorizer: TfidfVectorizer;
  readonly #pause: Pause;

  /** @param classes see `NgramHasher` */
  constructor(model: LexicalModel, pause: Pause, classes?: Uint8Array) {
    this.#model = model;
    this.#vectorizer = new TfidfVectorizer(model.vocabulary, classes);
    this.#pause = pause;
    this.dimensions = model.dimensions;
    this.fingerprint = fingerprintOf(model);
  }

  /** @throws UserError if the bytes are not a lexical embedder of a known version */
  static fromBytes(bytes: Uint8Array, pause: Pause): LexicalEmbedder {
    return new LexicalEmbedder(lexicalFromBytes(bytes), pause);
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    const out = new Float32Array(texts.length * this.dimensions);
    for (let from = 0; from < texts.length;) {
      const to = endOfSlice(texts, from);
      this.#embedSlice(texts.slice(from, to), out.subarray(from * this.dimensions));
      from = to;
      await this.#pause();
      throwIfAborted(signal);
    }
    return out;
  }

  get model(): LexicalModel {
    return this.#model;
  }

  toBytes(): Uint8Array {
    return lexicalToBytes(this.#model);
  }

  #embedSlice(texts: readonly string[], out: Float32Array): void {
    const { dimensions, projection } = this.#model;
    multiplyRows(this.#vectorizer.transform(texts), projection, dimensions, out, 0, texts.length);
    for (let i = 0; i < texts.length; i++) {
      normalise(out.subarray(i * dimensions, (i + 1) * dimensions));
    }
  }
}

/** End of a slice (exclusive); every slice has at least one text. */
export function endOfSlice(texts: readonly string[], from: number): number {
  let characters = 0;
  let to = from;
  while (to < texts.length && to - from < SLICE_TEXTS && characters < SLICE_CHARACTERS) {
    characters += texts[to++]!.length;
  }
  return to;
}

/** Scales a vector to unit Euclidean length in place; a zero vector stays. */
function normalise(row: Float32Array): void {
  let squares = 0;
  for (const value of row) squares += value * value;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let j = 0; j < row.length; j++) row[j]! *= scale;
}

function fingerprintOf({ vocabulary, dimensions, projection }: LexicalModel): string {
  let a = hashString(JSON.stringify(vocabulary.range), dimensions);
  let b = hashString('projection', vocabulary.hashes.length);
  const mix = (words: Uint32Array): void => {
    for (const word of words) {
      a = Math.imul(a ^ word, 0x01000193);
      b = Math.imul((b << 13) | (b >>> 19), 5) + word;
    }
  };
  mix(vocabulary.hashes);
  mix(new Uint32Array(projection.buffer, projection.byteOffset, projection.length));
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
  return `lexical-1-${dimensions}-${hex(a)}${hex(b)}`;
}
