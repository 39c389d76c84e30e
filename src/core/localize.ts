/**
 * Translates a sentence of the user interface. The sentence is the English one, with {0}, {1} … for
 * the arguments; tests check that every one has a translation.
 */
export type Localize = (sentence: string, ...args: (string | number)[]) => string;

/** The English sentence. */
export const untranslated: Localize = (sentence, ...args) =>
  sentence.replace(/\{(\d+)\}/g, (hole, at: string) => String(args[Number(at)] ?? hole));
