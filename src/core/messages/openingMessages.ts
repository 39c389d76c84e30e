import type { LanguageShare } from '../embed/languages.ts';

/** What is told once of a project's pool and its vectors. */
export interface OpeningMessages {
  /** The project file of these answers is gone. */
  'opening.orphan': { readonly answers: number; readonly project: string };
  /** Records that were answered, and whose text changed, or that are gone. */
  'opening.poolChanged': { readonly changed: number; readonly missing: number };
  'opening.labelsPassedOver': {
    readonly taken: number;
    /** Labels of the file that were not taken, by the reason. */
    readonly passed: Readonly<Record<string, number>>;
    readonly unknown: readonly { readonly label: string; readonly count: number }[];
  };
  /** The models that come with the product are for English, and the texts are not, or not all. */
  'opening.languages': {
    readonly texts: 'withoutWords' | 'notEnglish' | 'several';
    readonly languages: readonly LanguageShare[];
  };
  /** Models have embedded `records` of a large pool. */
  'opening.part': { readonly records: number; readonly of: number };
  /** A model reads the beginnings of long texts only. `share`: of the texts, 0 … 1. */
  'opening.cut': { readonly model: string; readonly tokens: number; readonly share: number };
}
