/** One of the allowed answers of a project. */
export interface Label {
  readonly name: string;
  /** One letter or digit, lower case, set in the project file; `keysOf` assigns the others. */
  readonly key?: string;
  /** Id of a theme colour, one of `labelColors`. */
  readonly color?: LabelColor;
  readonly description?: string;
  /** Labels of one group are shown together. */
  readonly group?: string;
  /** Words, phrases or example texts of rare labels: similar records are asked early. */
  readonly seeds?: readonly string[];
}

/** The chart colours of every VS Code theme, in the order of assignment. */
export const labelColors = [
  'charts.blue',
  'charts.orange',
  'charts.green',
  'charts.purple',
  'charts.red',
  'charts.yellow',
] as const;

export type LabelColor = (typeof labelColors)[number];

export type KeyAction =
  'skip' | 'flag' | 'undo' | 'back' | 'forward' | 'keys' | 'press' | 'focus' | 'close';

/** Keys reserved for panel actions, with their actions; no label may use them. */
export const reservedKeys: ReadonlyMap<string, KeyAction> = new Map([
  [' ', 'skip'],
  ['space', 'skip'],
  ['f', 'flag'],
  ['backspace', 'undo'],
  ['arrowleft', 'back'],
  ['arrowright', 'forward'],
  ['?', 'keys'],
  ['enter', 'press'],
  ['tab', 'focus'],
  ['escape', 'close'],
]);

/**
 * Letters for panel actions unless a label claims them. Never assigned automatically, so that no
 * command loses its key to a label that did not ask for it.
 */
export const panelLetters = {
  suggestion: 's',
  words: 'w',
  note: 'n',
  history: 'h',
  similar: 'm',
  search: 'p',
  guidelines: 'g',
} as const;

/** Digits for labels without their own key, in this order. */
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

const letters = [...'abcdefghijklmnopqrstuvwxyz'].filter(
  (letter) =>
    !reservedKeys.has(letter) && !(Object.values(panelLetters) as string[]).includes(letter),
);

/**
 * The key of each label, parallel to `labels`; undefined if none is left.
 *
 * A label without its own key gets the digit of its position (1–9, then 0), so that the keys stay
 * when another label is given a letter. If that digit is another label's own key, or past the tenth
 * label, the remaining free digits are assigned in order. The other labels get letters, preferably
 * their initial; but only if letters suffice for all: a mix of labels with and without keys would
 * have to be memorised, and a filter is quicker.
 */
export function keysOf(labels: readonly Label[]): (string | undefined)[] {
  const keys = labels.map((label) => label.key);
  const taken = new Set(keys);
  const claim = (index: number, digit: string | undefined): void => {
    if (keys[index] !== undefined || digit === undefined || taken.has(digit)) return;
    keys[index] = digit;
    taken.add(digit);
  };
  labels.forEach((_, index) => claim(index, digits[index]));
  const left = keys.flatMap((key, index) => (key === undefined ? index : []));
  const given = freeKeys(
    left.map((index) => labels[index]!),
    taken,
  );
  left.forEach((index, i) => (keys[index] = given[i]));
  return keys;
}

/**
 * Keys for labels without one, parallel to `labels`: free digits, then letters, preferably the
 * label's initial; no letters unless they suffice for all.
 * @param onlyDigits assigns no letters at all
 */
export function freeKeys(
  labels: readonly Label[],
  taken: ReadonlySet<string | undefined>,
  onlyDigits = false,
): (string | undefined)[] {
  const numbers = digits.filter((digit) => !taken.has(digit));
  const keys: (string | undefined)[] = labels.map((_, i) => numbers[i]);
  const free = new Set(letters.filter((letter) => !taken.has(letter)));
  const left = labels.length - numbers.length;
  if (onlyDigits || left > free.size) return keys;
  const claim = (index: number, letter: string | undefined): void => {
    if (keys[index] !== undefined || letter === undefined || !free.delete(letter)) return;
    keys[index] = letter;
  };
  labels.forEach(({ name }, index) => claim(index, name.at(0)?.toLowerCase()));
  labels.forEach((_, index) => claim(index, [...free][0]));
  return keys;
}

/**
 * The colour of each label, parallel to `labels`: its own, or else the next of the palette,
 * avoiding other labels' own colours as long as possible.
 */
export function colorsOf(labels: readonly Label[]): LabelColor[] {
  const chosen = new Set(labels.map((label) => label.color));
  const free = labelColors.filter((color) => !chosen.has(color));
  const palette = free.length > 0 ? free : labelColors;
  let next = 0;
  return labels.map((label) => label.color ?? palette[next++ % palette.length]!);
}

/**
 * Distinguishes labels of the same colour, parallel to `labels`: 0 for the first of a colour, 1 for
 * the second and so on. Rendered as shades and shapes of marks; six colours and fifteen variants
 * make 90 distinct labels.
 */
export function variantsOf(labels: readonly Label[]): number[] {
  const seen = new Map<LabelColor, number>();
  return colorsOf(labels).map((color) => {
    const variant = seen.get(color) ?? 0;
    seen.set(color, variant + 1);
    return variant;
  });
}

/** The names, in order. */
export function labelNames(labels: readonly Label[]): string[] {
  return labels.map(({ name }) => name);
}

/** A label's number in counts by name; 0 if it has none, even for a label named like an Object member. */
export function countOf(counts: Readonly<Record<string, number>>, label: string): number {
  return Object.hasOwn(counts, label) ? counts[label]! : 0;
}
