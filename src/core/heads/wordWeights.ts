import type { Matrix } from '../math/matrix.ts';
import { stopWordsOf } from './stopWords.ts';

/** A range of a text in UTF-16 code units. */
export interface TextSpan {
  readonly from: number;
  readonly to: number;
}

/** A word with all its occurrences in a text, and its effect on a label. */
export interface WordWeight {
  readonly spans: readonly TextSpan[];
  /**
   * Decrease of the label's logit when the word is left out; positive if the word supports the
   * label.
   */
  readonly weight: number;
}

/**
 * Characters of all variants of a text beyond which it is not explained (about 0.5 s of embedding).
 */
const maxCharacters = 1_500_000;
/** Probabilities are clipped this far from 0 and 1, so that logits stay finite. */
const margin = 1e-6;

/**
 * Effect of each word on a label by occlusion (Zeiler & Fergus 2014; for text Li et al. 2016, arXiv
 * 1612.08220): the label's logit for the whole text minus that for the text without any occurrence
 * of the word. Exact for any embedder and head, at one embedding per word. Stop words are skipped,
 * because their effects are not a useful explanation.
 *
 * @param column of the label in the result of `predict`
 * @param predict texts → texts × columns probabilities; called once
 * @returns largest weights first; empty for a text that is too long, has one word or only stop words
 */
export async function wordWeights(
  text: string,
  column: number,
  predict: (texts: readonly string[]) => Promise<Matrix>,
): Promise<WordWeight[]> {
  const all = wordsOf(text);
  const stops = stopWordsOf([...all].flatMap(([word, spans]) => spans.map(() => word)));
  const words = [...all].flatMap(([word, spans]) => (stops.has(word) ? [] : [spans]));
  if (all.size < 2 || words.length === 0 || words.length * text.length > maxCharacters) return [];
  const { data, cols } = await predict([text, ...words.map((spans) => without(text, spans))]);
  const logit = (row: number): number => {
    const p = Math.min(1 - margin, Math.max(margin, data[row * cols + column]!));
    return Math.log(p / (1 - p));
  };
  const whole = logit(0);
  return words
    .map((spans, i) => ({ spans, weight: whole - logit(i + 1) }))
    .sort((a, b) => b.weight - a.weight);
}

export interface ExplanationSpan extends TextSpan {
  /** 0 … 1, relative to the largest weight of the text. */
  readonly strength: number;
}

/** Words below this share of the largest weight are not shown. */
const leastShare = 0.2;
/** A smaller decrease of the logit changes no probability by more than a percentage point. */
const leastWeight = 0.04;
const maxWords = 12;

/** The occurrences of the words that support the label most, in text order. */
export function explanationSpans(weights: readonly WordWeight[]): ExplanationSpan[] {
  const [heaviest] = weights;
  if (!heaviest || heaviest.weight < leastWeight) return [];
  return weights
    .slice(0, maxWords)
    .filter(({ weight }) => weight >= Math.max(leastWeight, leastShare * heaviest.weight))
    .flatMap(({ spans, weight }) =>
      spans.map((span) => ({ ...span, strength: weight / heaviest.weight })),
    )
    .sort((a, b) => a.from - b.from);
}

/**
 * Words by Unicode segmentation (UAX 29), which also covers languages without spaces; keyed in
 * lower case.
 */
function wordsOf(text: string): Map<string, TextSpan[]> {
  const words = new Map<string, TextSpan[]>();
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) continue;
    const word = segment.toLowerCase();
    const span = { from: index, to: index + segment.length };
    const known = words.get(word);
    if (known) known.push(span);
    else words.set(word, [span]);
  }
  return words;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The text without the ranges. Spaces and punctuation around a word stay, so that its neighbours do
 * not merge, unless the language has no spaces.
 */
function without(text: string, spans: readonly TextSpan[]): string {
  let rest = '';
  let at = 0;
  for (const { from, to } of spans) {
    rest += text.slice(at, from);
    at = to;
  }
  return rest + text.slice(at);
}
