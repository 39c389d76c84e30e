/** What a text must contain: all of `all`, none of `none`; in lower case. */
export interface TextQuery {
  readonly all: readonly string[];
  readonly none: readonly string[];
}

/**
 * Parses a search: words that must all occur, in any order and case, "phrases in quotation marks",
 * and −words that must not occur.
 */
export function parseTextQuery(typed: string): TextQuery {
  const all: string[] = [];
  const none: string[] = [];
  for (const [, minus, phrase, word] of typed.matchAll(/([-−]?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const wanted = (phrase ?? word ?? '').normalize('NFC').toLowerCase();
    if (wanted.trim() !== '') (minus ? none : all).push(wanted);
  }
  return { all, none };
}

/** Whether a text contains all words of the query and none of the excluded ones, ignoring case. */
export function matchesQuery(text: string, { all, none }: TextQuery): boolean {
  const plain = text.normalize('NFC').toLowerCase();
  return all.every((word) => plain.includes(word)) && !none.some((word) => plain.includes(word));
}
