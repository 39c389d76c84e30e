import type { Rng } from '../../../src/core/rng.ts';
import { chance, pick } from './draws.ts';
import type { ForeignLanguage } from './sentences.ts';
import { EMOJI, SENTENCES, SUBJECTS, TAILS, VERBS } from './sentences.ts';

export type Language = 'en' | ForeignLanguage;

/** Features of texts that a writer must quote or a reader may misread. */
export type TextTrick =
  | 'commas'
  | 'semicolons'
  | 'quotes'
  | 'inchMarks'
  | 'leadingWord'
  | 'apostrophes'
  | 'tabs'
  | 'pipes'
  | 'lineBreaks'
  | 'emoji';

/** Tricks that ordinary files have. */
export const USUAL_TRICKS: readonly TextTrick[] = ['commas', 'semicolons', 'quotes', 'apostrophes'];

/** Languages written without blanks between sentences. */
const UNSPACED: readonly Language[] = ['ja', 'zh', 'zhTraditional', 'th'];

export function sentence(rng: Rng, language: Language): string {
  if (language !== 'en') return pick(rng, SENTENCES[language]);
  return `${pick(rng, SUBJECTS)} ${pick(rng, VERBS)}${pick(rng, TAILS)}.`;
}

/** A text of one to three sentences, some with one of the tricks. */
export function composeText(
  rng: Rng,
  languages: readonly Language[],
  tricks: ReadonlySet<TextTrick>,
): string {
  const language = pick(rng, languages);
  const count = chance(rng, 0.05) ? 5 + rng.integer(6) : 1 + rng.integer(3);
  const sentences = Array.from({ length: count }, () => sentence(rng, language));
  const text = sentences.join(UNSPACED.includes(language) ? '' : ' ');
  if (tricks.size === 0 || chance(rng, 0.45)) return text;
  return playTrick(rng, text, sentence(rng, language), pick(rng, [...tricks]));
}

/** Adds a trick to the text. @param other a text that some tricks join to it */
export function playTrick(rng: Rng, text: string, other: string, trick: TextTrick): string {
  const first = other.replace(/[.。]$/, '');
  switch (trick) {
    case 'commas':
      return chance(rng, 0.5) ? `${first}, ${text}` : `1,000 times, no: ${text}`;
    case 'semicolons':
      return chance(rng, 0.5) ? `${first}; ${text}` : `${text} (a; b; c)`;
    case 'quotes':
      return pick(rng, [
        `He wrote "${first}", twice.`,
        `"${first}" ${text}`,
        `${text} "OK"`,
        `"${first}"`,
      ]);
    case 'inchMarks':
      return pick(rng, [`A 5" disk: ${text}`, `${text} It is 27" wide`, `6'2" tall. ${text}`]);
    case 'leadingWord':
      return text.replace(/^\S+/, '"$&"');
    case 'apostrophes':
      return pick(rng, [
        `I don't think so. ${text}`,
        `'Twas so: ${text}`,
        `The boys' idea: ${text}`,
      ]);
    case 'tabs':
      return `${first}\t${text}`;
    case 'pipes':
      return `${first} | ${text}`;
    case 'lineBreaks':
      return pick(rng, [`${first}\n${text}`, `${first}.\n\n${text}`, `- ${first}\n- ${text}\n`]);
    case 'emoji':
      return `${text} ${pick(rng, EMOJI)}${pick(rng, EMOJI)}`;
  }
}
