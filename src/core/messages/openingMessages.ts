import type { LanguageShare } from '../embed/languages.ts';

/** Messages shown when a project's pool is opened and embedded. */
export interface OpeningMessages {
  /** The project file of these answers no longer exists. */
  'opening.orphan': { readonly answers: number; readonly project: string };
  /** Answered records whose text changed or that are missing. */
  'opening.poolChanged': { readonly changed: number; readonly missing: number };
  'opening.labelsPassedOver': {
    readonly taken: number;
    /** Labels of the file that were not imported, by reason. */
    readonly passed: Readonly<Record<string, number>>;
    readonly unknown: readonly { readonly label: string; readonly count: number }[];
  };
  /** The bundled models are for English, and not all texts are. */
  'opening.languages': {
    readonly texts: 'withoutWords' | 'notEnglish' | 'several';
    readonly languages: readonly LanguageShare[];
  };
  /** Models have embedded `records` of a large pool. */
  'opening.part': { readonly records: number; readonly of: number };
  /** A model reads only the beginning of long texts. `share`: share of such texts, 0 … 1. */
  'opening.cut': { readonly model: string; readonly tokens: number; readonly share: number };
}
