import type { Rng } from '../../../src/core/rng.ts';
import { chance, pick } from './draws.ts';
import type { Language } from './texts.ts';

export type LabelKind = 'words' | 'numbers' | 'booleans';

const WORDS: readonly (readonly string[])[] = [
  ['bread', 'boats'],
  ['positive', 'negative', 'neutral'],
  ['spam', 'ham'],
  ['billing', 'refund', 'delivery', 'other'],
  ['Yes', 'No'],
  ['A', 'B', 'C', 'D'],
  ['very good', 'good', 'fair', 'poor'],
  ['SPORT', 'POLITICS', 'CULTURE'],
  ['n/a', 'minor bug', 'major bug'],
];

const NUMBERS: readonly (readonly string[])[] = [
  ['0', '1'],
  ['1', '2', '3', '4', '5'],
  ['-1', '0', '1'],
  ['0.0', '1.0'],
  ['0', '2', '4'],
];

const FOREIGN: Partial<Readonly<Record<Language, readonly string[]>>> = {
  de: ['Lob', 'Beschwerde', 'Rückfrage', 'Übriges'],
  fr: ['éloge', 'plainte', 'question'],
  es: ['queja', 'elogio', 'devolución'],
  pl: ['pochwała', 'skarga'],
  ru: ['похвала', 'жалоба', 'вопрос'],
  ja: ['苦情', '質問', 'お礼'],
  ko: ['불만', '질문', '감사'],
  zh: ['投诉', '咨询', '表扬'],
  el: ['παράπονο', 'έπαινος'],
};

export interface LabelSet {
  readonly kind: LabelKind;
  /** `true` and `false` for booleans, whatever the writer's words for them. */
  readonly values: readonly string[];
}

/** The values of a label column. */
export function drawLabels(rng: Rng, languages: readonly Language[], words: boolean): LabelSet {
  const kind = rng.uniform();
  if (!words && kind < 0.2) return { kind: 'numbers', values: pick(rng, NUMBERS) };
  if (!words && kind < 0.3) return { kind: 'booleans', values: ['true', 'false'] };
  if (!words && kind < 0.36) {
    const values = Array.from({ length: 30 }, (_, i) => `intent_${String(i).padStart(3, '0')}`);
    return { kind: 'words', values };
  }
  const foreign = FOREIGN[languages[0]!];
  const values = foreign && chance(rng, 0.5) ? foreign : pick(rng, WORDS);
  return { kind: 'words', values };
}
