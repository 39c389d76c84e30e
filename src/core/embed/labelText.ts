/** A label as its owner describes it. */
export interface DescribedLabel {
  readonly name: string;
  readonly description?: string | undefined;
}

/** Words that names of codes are made of: LABEL_3, class-7, C1. */
const empty = new Set(
  'label class category cat type group tag topic cluster intent code item option value'.split(' '),
);

/**
 * What a sentence model reads for a label: `card arrival: my card has not come`, or the description alone where the
 * name is a number or a code.
 * @returns undefined for a number or code without a description: it says nothing
 */
export function labelText({ name, description }: DescribedLabel): string | undefined {
  const words = formatName(name);
  const described = description?.trim() ?? '';
  const speaks = isWords(words);
  if (described === '') return speaks ? words : undefined;
  return speaks ? `${words}: ${described}` : described;
}

/**
 * What a sentence model reads for each label.
 * @returns the first label that says nothing where there is one
 */
export function labelTexts(
  labels: readonly DescribedLabel[],
): { readonly texts: readonly string[] } | { readonly silent: string } {
  const texts: string[] = [];
  for (const label of labels) {
    const text = labelText(label);
    if (text === undefined) return { silent: label.name };
    texts.push(text);
  }
  return { texts };
}

/** `card_arrival`, `card-arrival`, `cardArrival` → words with blanks between. */
function formatName(name: string): string {
  return name
    .replace(/[_\-.]+/g, ' ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether at least one word of three letters (one in scripts without blanks) is more than part of a code. */
function isWords(text: string): boolean {
  return text
    .split(/[\s/&,;:()]+/)
    .some(
      (word) =>
        /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}]/u.test(word) ||
        (/^[\p{L}\p{M}'’!?]{3,}$/u.test(word) && !empty.has(word.toLowerCase())),
    );
}
