import { franc, francAll } from 'franc-min';
import type { LanguageShare } from '../../core/embed/languages.ts';

/**
 * Texts are joined into chunks of this many characters: a single short text is not enough to
 * identify its language.
 */
const chunkCharacters = 800;
const maxChunks = 60;
/** A shorter chunk at the end is ignored. */
const leastCharacters = 40;
/** Candidate languages per chunk: those whose trigrams fit about as well as the best. */
const maxCandidates = 6;
const leastFit = 0.85;
/** Letters from which a text's language is identified individually, among the candidates. */
const leastLetters = 30;
/** With fewer such texts, the chunks are more reliable. */
const leastTexts = 20;

/**
 * Share of symbols from which a text counts as code, whose names and keywords belong to no
 * language.
 */
const codeSigns = 0.12;

/**
 * Languages of texts and their shares, the largest first, by trigrams (Cavnar & Trenkle 1994,
 * "N-gram-based text categorization"). Chunks of joined short texts give the candidate languages;
 * long texts are then classified among these alone, so that rows alternating between two languages
 * are not taken for one.
 * @returns codes of ISO 639-3: `und` if undetermined, `zxx` for texts without letters
 */
export function poolLanguages(texts: readonly string[]): LanguageShare[] {
  const wordless = texts.filter((text) => !/\p{L}/u.test(text)).length;
  if (wordless > texts.length / 2) return [{ code: 'zxx', share: wordless / texts.length }];
  const code = texts.filter(isCode).length;
  if (code > texts.length / 2) return [{ code: 'und', share: code / texts.length }];
  const chunks = chunksOf(texts);
  const candidates = candidatesOf(chunks);
  const own = new Tally();
  let detected = 0;
  for (const text of texts) {
    const beginning = text.slice(0, chunkCharacters);
    const letters = lettersIn(beginning);
    if (letters < leastLetters) continue;
    const [best] = francAll(beginning, { only: candidates });
    // In another script than the candidates', none of them fits.
    own.add(best && best[0] !== 'und' ? best[0] : franc(beginning), letters);
    detected++;
  }
  if (detected >= leastTexts) return own.shares();
  const together = new Tally();
  for (const chunk of chunks) together.add(franc(chunk), chunk.length);
  return together.shares();
}

function isCode(text: string): boolean {
  const beginning = text.slice(0, chunkCharacters);
  const signs = beginning.match(/[{}[\]();=<>+*_|&$\\]/g)?.length ?? 0;
  return signs > codeSigns * beginning.replace(/\s/g, '').length;
}

/** Number of letters; a Chinese or Japanese character counts as three. */
function lettersIn(text: string): number {
  const count = (kind: RegExp): number => text.match(kind)?.length ?? 0;
  return count(/\p{L}/gu) + 2 * count(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu);
}

function candidatesOf(chunks: readonly string[]): string[] {
  const fits = new Tally();
  for (const chunk of chunks) {
    for (const [code, fit] of francAll(chunk).slice(0, 4)) {
      if (code !== 'und' && fit >= leastFit) fits.add(code, fit * chunk.length);
    }
  }
  return fits
    .shares()
    .slice(0, maxCandidates)
    .map(({ code }) => code);
}

class Tally {
  readonly #weights = new Map<string, number>();

  add(code: string, weight: number): void {
    this.#weights.set(code, (this.#weights.get(code) ?? 0) + weight);
  }

  shares(): LanguageShare[] {
    const all = [...this.#weights.values()].reduce((sum, weight) => sum + weight, 0);
    return [...this.#weights]
      .sort(([, a], [, b]) => b - a)
      .map(([code, weight]) => ({ code, share: weight / all }));
  }
}

function chunksOf(texts: readonly string[]): string[] {
  const chunks: string[] = [];
  let chunk = '';
  for (const text of texts) {
    chunk += `${text.slice(0, chunkCharacters)}\n`;
    if (chunk.length < chunkCharacters) continue;
    chunks.push(chunk);
    chunk = '';
    if (chunks.length === maxChunks) return chunks;
  }
  if (chunk.length >= leastCharacters || chunks.length === 0) chunks.push(chunk);
  return chunks;
}
