/** Words recorded in one 32-bit mask. */
const maskWords = 32;

/** The distinct words of a text in lower case; in scripts without spaces, its characters. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFC').toLowerCase();
  const words = plain.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_]+/gu,
  );
  return [...new Set(words)];
}

/**
 * The share of a set of words in each text of a pool: their inverse document frequencies, ln((1 +
 * n) / (1 + texts with the word)), summed over the words present and divided by the sum over all.
 * Texts arrive one after the other, since a pool is read in blocks.
 */
export class WordShare {
  readonly #words: readonly string[];
  readonly #masks: Uint32Array;
  readonly #width: number;
  readonly #counts: Float64Array;
  #texts = 0;

  /** @param size number of texts */
  constructor(wanted: readonly string[], size: number) {
    this.#words = [...new Set(wanted.flatMap(wordsOf))];
    this.#width = Math.ceil(this.#words.length / maskWords);
    this.#masks = new Uint32Array(size * this.#width);
    this.#counts = new Float64Array(this.#words.length);
  }

  /** Whether there are any words to look for. */
  get any(): boolean {
    return this.#words.length > 0;
  }

  add(text: string): void {
    const own = new Set(wordsOf(text));
    const from = this.#texts++ * this.#width;
    this.#words.forEach((word, j) => {
      if (!own.has(word)) return;
      this.#counts[j]!++;
      this.#masks[from + Math.floor(j / maskWords)]! |= 1 << (j % maskWords);
    });
  }

  /** The share of each text in order of arrival: 0 … 1. */
  shares(): Float32Array {
    const weights = this.#counts.map((count) => Math.log((1 + this.#texts) / (1 + count)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = new Float32Array(this.#texts);
    if (!(total > 0)) return shares;
    for (let i = 0; i < shares.length; i++) {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) {
        const mask = this.#masks[i * this.#width + Math.floor(j / maskWords)]!;
        if ((mask >>> (j % maskWords)) & 1) sum += weights[j]!;
      }
      shares[i] = sum / total;
    }
    return shares;
  }
}
