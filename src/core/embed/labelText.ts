/** A label with its description in the project. */
export interface DescribedLabel {
  readonly name: string;
  readonly description?: string | undefined;
}

/** Words typical of coded names: LABEL_3, class-7, C1. */
const genericWords = new Set(
  'label class category cat type group tag topic cluster intent code item option value'.split(' '),
);

/**
 * A label as input of a sentence model: `card arrival: my card has not come`, or the description
 * alone if the name is a number or code.
 * @returns undefined for a number or code without a description, which carries no meaning
 */
export function labelText({ name, description }: DescribedLabel): string | undefined {
  const words = formatName(name);
  const described = description?.trim() ?? '';
  const hasWords = isWords(words);
  if (described === '') return hasWords ? words : undefined;
  return hasWords ? `${words}: ${described}` : described;
}

/**
 * The labels as inputs of a sentence model.
 * @returns the first label without meaning, if there is one
 */
export function labelTexts(
  labels: readonly DescribedLabel[],
): { readonly texts: readonly string[] } | { readonly withoutMeaning: string } {
  const texts: string[] = [];
  for (const label of labels) {
    const text = labelText(label);
    if (text === undefined) return { withoutMeaning: label.name };
    texts.push(text);
  }
  return { texts };
}

/** `card_arrival`, `card-arrival`, `cardArrival` → words separated by spaces. */
function formatName(name: string): string {
  return name
    .replace(/[_\-.]+/g, ' ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Whether at least one word of three letters (one in scripts without spaces) is not part of a code.
 */
function isWords(text: string): boolean {
  return text
    .split(/[\s/&,;:()]+/)
    .some(
      (word) =>
        /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}]/u.test(word) ||
        (/^[\p{L}\p{M}'’!?]{3,}$/u.test(word) && !genericWords.has(word.toLowerCase())),
    );
}
