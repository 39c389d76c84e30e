import { Rng } from '../../../src/core/rng.ts';

type Draw = (rng: Rng) => string;

const range =
  (from: number, to: number): Draw =>
  (rng) =>
    String.fromCodePoint(from + rng.integer(to - from + 1));
const oneOf =
  (...choices: readonly string[]): Draw =>
  (rng) =>
    choices[rng.integer(choices.length)]!;

/** Kinds of characters: the common ones, and those on which tokenizers disagree. */
const characters: readonly Draw[] = [
  range(0x61, 0x7a),
  range(0x20, 0x7e),
  // Latin with accents, Greek with its final sigma, Cyrillic, Hebrew, Arabic, Devanagari, Thai.
  range(0xa1, 0x17f),
  range(0x180, 0x24f),
  range(0x370, 0x3ff),
  oneOf('Σ', 'σ', 'ς', 'İ', 'ı', 'ß', 'ẞ', 'ŉ', 'ǰ', 'ΐ', 'ﬁ', 'K', 'Å', 'ʼn'),
  range(0x400, 0x52f),
  range(0x590, 0x6ff),
  range(0x900, 0x97f),
  range(0xe00, 0xe7f),
  range(0x1e00, 0x1fff),
  // Ideographs, those of other planes and the compatible ones, kana, Hangul.
  range(0x3400, 0x9fff),
  range(0x20000, 0x2ffff),
  range(0xf900, 0xfaff),
  range(0x3000, 0x30ff),
  range(0xac00, 0xd7a3),
  range(0x1100, 0x11ff),
  // Combining marks: nonspacing, spacing, enclosing.
  range(0x300, 0x36f),
  range(0x903, 0x94c),
  range(0x1ab0, 0x1aff),
  range(0x20d0, 0x20ff),
  // Spaces, controls, zero width, bidirectional, private use, lone surrogates, noncharacters.
  oneOf('\t', '\n', '\r', '\v', '\f', '\u0085', '\u00a0', '\u1680', '\u2003', '\u2009', '\u202f'),
  oneOf('\u2028', '\u2029', '\u205f', '\u3000', '\ufeff', '\u180e', '\u200b', '\u2060', '\u00ad'),
  range(0, 0x1f),
  range(0x7f, 0x9f),
  range(0x200b, 0x200f),
  range(0xe000, 0xf8ff),
  range(0xf0000, 0xf00ff),
  range(0xe0001, 0xe007f),
  range(0xd800, 0xdfff),
  oneOf('\ufffd', '\ufffe', '\uffff', '\u0000', '\u{10ffff}'),
  // Punctuation and symbols, including those of higher planes.
  range(0x2010, 0x205e),
  range(0x20a0, 0x20c0),
  range(0x2190, 0x2bff),
  range(0xff01, 0xff65),
  range(0x10100, 0x10102),
  range(0x1d400, 0x1d7ff),
  range(0x1f300, 0x1faff),
  oneOf('👩‍👩‍👧‍👦', '👍🏽', '🇩🇪', '1️⃣', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '¯\\_(ツ)_/¯'),
  range(0, 0xffff),
  range(0, 0x10ffff),
];

const specials = oneOf('[CLS]', '[SEP]', '[UNK]', '[MASK]', '[PAD]', '[cls]', '[unused1]', '[CLS');
const blanks = oneOf(' ', ' ', ' ', '  ', '\n', '\t', ', ', '. ', '-', '/', '');

/**
 * Texts to tell tokenizers apart: words made of the vocabulary's pieces in any case, with accents, single
 * characters of all scripts, controls, words beyond 100 characters, and now and then 10,000 words.
 *
 * @param pieces a WordPiece vocabulary
 */
export function* unusualTexts(
  count: number,
  seed: number,
  pieces: readonly string[],
): Generator<string> {
  const rng = new Rng(seed).fork('unusual texts');
  for (let i = 0; i < count; i++) {
    const words = rng.uniform() < 1 / 2500 ? 10_000 : rng.integer(24);
    // Each text has its own share of unusual characters, so that some are plain and some consist of them.
    const strangeness = rng.uniform() ** 2;
    let text = '';
    for (let w = 0; w < words; w++) text += word(rng, pieces, strangeness) + blanks(rng);
    yield text;
  }
}

function word(rng: Rng, pieces: readonly string[], strangeness: number): string {
  if (rng.uniform() < 0.01) return specials(rng);
  let made = '';
  const parts = rng.uniform() < 0.01 ? 30 + rng.integer(120) : 1 + rng.integer(4);
  for (let part = 0; part < parts; part++) {
    made +=
      rng.uniform() < strangeness
        ? characters[rng.integer(characters.length)]!(rng)
        : pieces[rng.integer(pieces.length)]!.replace(/^##/, '');
  }
  const shape = rng.uniform();
  if (shape < 0.1) return made.toUpperCase();
  if (shape < 0.2) return made.normalize('NFD');
  if (shape < 0.25) return made.replace(/[aeiou]/, (vowel) => `${vowel}\u0301`);
  return made;
}
