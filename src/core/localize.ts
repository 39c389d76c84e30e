/**
 * Puts a sentence for people into their language. The sentence itself is the English one, with {0},
 * {1} … where the arguments go; tests look for every one of them in the translations.
 */
export type Localize = (sentence: string, ...args: (string | number)[]) => string;

/** English as written. */
export const untranslated: Localize = (sentence, ...args) =>
  sentence.replace(/\{(\d+)\}/g, (hole, at: string) => String(args[Number(at)] ?? hole));
