/** How much of some texts is in a language. */
export interface LanguageShare {
  /** ISO 639-3; `und`: cannot be told, as of code; `zxx`: no words at all, as of emoji. */
  readonly code: string;
  /** 0 … 1 */
  readonly share: number;
}

/** A language of less than this share is as likely a mistake about short texts. */
const leastShare = 0.2;

/** Whether models for English would be of little use: most of the texts are in other languages, or have no words. */
export function isOtherThanEnglish(languages: readonly LanguageShare[]): boolean {
  const shareOf = (wanted: string): number =>
    languages.find(({ code }) => code === wanted)?.share ?? 0;
  return languages.length > 0 && shareOf('eng') + shareOf('und') < 0.5;
}

/** The languages that are worth telling: several of them, or one that is not English; none otherwise. */
export function languagesToTell(languages: readonly LanguageShare[]): readonly LanguageShare[] {
  const large = languages.filter(({ code, share }) => share >= leastShare && code !== 'und');
  return large.some(({ code }) => code !== 'eng') ? large : [];
}
