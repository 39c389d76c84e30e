/** The share of a language in a sample of texts. */
export interface LanguageShare {
  /** ISO 639-3; `und`: undetermined, as for code; `zxx`: no words at all, as for emoji. */
  readonly code: string;
  /** 0 … 1 */
  readonly share: number;
}

/** Smaller shares are likely detection errors on short texts. */
const leastShare = 0.2;

/**
 * Whether English models would be of little use: most texts are in other languages, or have no
 * words.
 */
export function isOtherThanEnglish(languages: readonly LanguageShare[]): boolean {
  const shareOf = (wanted: string): number =>
    languages.find(({ code }) => code === wanted)?.share ?? 0;
  return languages.length > 0 && shareOf('eng') + shareOf('und') < 0.5;
}

/** The languages worth reporting: several, or one other than English; otherwise none. */
export function reportedLanguages(languages: readonly LanguageShare[]): readonly LanguageShare[] {
  const large = languages.filter(({ code, share }) => share >= leastShare && code !== 'und');
  return large.some(({ code }) => code !== 'eng') ? large : [];
}
