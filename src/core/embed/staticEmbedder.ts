import { message } from '../messages/messages.ts';
import { createHash } from 'node:crypto';
import { UserError, throwIfAborted } from '../errors.ts';
import { WordPieceTokenizer } from '../wordpiece/wordPieceTokenizer.ts';
import type { Embedder } from './embedder.ts';
import { endOfSlice } from './lexicalEmbedder.ts';
import { staticFromBytes, type StaticTable } from './staticBytes.ts';
import type { Pause } from '../pause.ts';

/**
 * Embeds a text as the mean of its pieces' vectors from a table, normalised to unit length (Tulkens
 * & van Dongen 2024, Model2Vec). Never truncates a text, its vectors do not depend on other texts,
 * and it needs neither fitting nor a runtime.
 */
export class StaticEmbedder implements Embedder {
  readonly name = 'static';
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly #table: StaticTable;
  readonly #tokenizer: WordPieceTokenizer;
  readonly #pause: Pause;
  /** Pieces without meaning: [UNK], [CLS] etc. */
  readonly #isSpecial: Uint8Array;

  /**
   * @param table as written by `staticToBytes`
   * @param pieces the vocabulary, in the order of the table's rows
   * @param classes see `WordPieceTokenizer`
   * @throws UserError if the table is damaged or does not match the vocabulary
   */
  constructor(table: Uint8Array, pieces: readonly string[], pause: Pause, classes?: Uint8Array) {
    this.#table = staticFromBytes(table);
    this.#tokenizer = new WordPieceTokenizer(pieces, classes);
    this.#pause = pause;
    this.dimensions = this.#table.dimensions;
    const rows = this.#table.scales.length;
    if (rows !== pieces.length) {
      throw new UserError(message('static.otherVocabulary', { rows, pieces: pieces.length }));
    }
    this.#isSpecial = new Uint8Array(rows);
    for (const id of this.#tokenizer.specialIds) this.#isSpecial[id] = 1;
    const hash = createHash('sha256').update(table).update(pieces.join('\n')).digest('hex');
    this.fingerprint = `static-1-${this.dimensions}-${hash.slice(0, 16)}`;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    const out = new Float32Array(texts.length * this.dimensions);
    const sum = new Float64Array(this.dimensions);
    for (let from = 0; from < texts.length;) {
      const to = endOfSlice(texts, from);
      for (let i = from; i < to; i++) this.#embedText(texts[i]!, sum, out, i * this.dimensions);
      from = to;
      await this.#pause();
      throwIfAborted(signal);
    }
    return out;
  }

  #embedText(text: string, sum: Float64Array, out: Float32Array, at: number): void {
    const { dimensions, scales, values } = this.#table;
    const ids = this.#tokenizer.encode(text);
    let count = 0;
    for (let i = 0; i < ids.length; i++) {
      if (this.#isSpecial[ids[i]!] === 0) ids[count++] = ids[i]!;
    }
    sum.fill(0);
    // Four rows at a time, so that the sum is loaded and stored a quarter as often.
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      const a = ids[i]! * dimensions;
      const b = ids[i + 1]! * dimensions;
      const c = ids[i + 2]! * dimensions;
      const d = ids[i + 3]! * dimensions;
      const ofA = scales[ids[i]!]!;
      const ofB = scales[ids[i + 1]!]!;
      const ofC = scales[ids[i + 2]!]!;
      const ofD = scales[ids[i + 3]!]!;
      for (let j = 0; j < dimensions; j++) {
        sum[j]! +=
          ofA * values[a + j]! + ofB * values[b + j]! + ofC * values[c + j]! + ofD * values[d + j]!;
      }
    }
    for (; i < count; i++) {
      const scale = scales[ids[i]!]!;
      const row = ids[i]! * dimensions;
      for (let j = 0; j < dimensions; j++) sum[j]! += scale * values[row + j]!;
    }
    let squares = 0;
    for (let j = 0; j < dimensions; j++) squares += sum[j]! * sum[j]!;
    if (squares === 0) return;
    // The mean's division by the number of pieces cancels in the normalisation.
    const factor = 1 / Math.sqrt(squares);
    for (let j = 0; j < dimensions; j++) out[at + j] = sum[j]! * factor;
  }
}
