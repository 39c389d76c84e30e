import type { Matrix } from '../math/matrix.ts';
import { stopWordsOf } from './stopWords.ts';

/** A part of a text, in UTF-16 units. */
export interface TextSpan {
  readonly from: number;
  readonly to: number;
}

/** A word wherever it stands in a text, and what it does for a label. */
export interface WordWeight {
  readonly spans: readonly TextSpan[];
  /** How much the logit of the label falls when the word is left out; positive: it speaks for it. */
  readonly weight: number;
}

/** A text longer than this in all its variants is not worth its time: some 0.5 s of embedding. */
const maxCharacters = 1_500_000;
/** Probabilities are held off 0 and 1 by this, so that logits stay finite. */
const margin = 1e-6;

/**
 * What each word does for a label, by leaving it out (occlusion, Zeiler & Fergus 2014; for text Li et
 * al. 2016, arXiv 1612.08220): the label's logit of the whole text less that of the text without the
 * word, wherever it stands. Exact for any embedder and head, at one embedding for each word. Stop words are passed
 * over: what they do for a label explains it to nobody.
 *
 * @param column of the label in what `predict` returns
 * @param predict texts → texts × columns probabilities; called once
 * @returns the heaviest first; empty for a text that is too long, or of one word
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
  /** 0 … 1, relative to the heaviest word of the text. */
  readonly strength: number;
}

/** Below this share of the heaviest word's weight a word says little. */
const leastShare = 0.2;
/** A logit that falls by less moves no probability by more than a point. */
const leastWeight = 0.04;
const maxWords = 12;

/** The places of the words that speak most for the label, in the order of the text. */
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

/** Words as Unicode divides text (UAX 29), of languages without spaces too; by their lower case. */
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

/** A blank stays where a word was, so that its neighbours do not grow together. */
function without(text: string, spans: readonly TextSpan[]): string {
  let rest = '';
  let at = 0;
  for (const { from, to } of spans) {
    rest += text.slice(at, from);
    at = to;
  }
  return rest + text.slice(at);
}
