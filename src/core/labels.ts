/** One of the allowed answers of a project. */
export interface Label {
  readonly name: string;
  /** One letter or digit, lower case, chosen in the project file; see `keysOf` for the rest. */
  readonly key?: string;
  /** Id of a theme colour, one of `labelColors`. */
  readonly color?: LabelColor;
  readonly description?: string;
  /** Labels of one group are shown together. */
  readonly group?: string;
  /** Words, phrases or example texts: records that are like them are asked early, for rare labels. */
  readonly seeds?: readonly string[];
}

/** The chart colours that every VS Code theme defines, in the order in which labels take them. */
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

/** Keys that do something else in the panel, with what they do; no label may have one of them. */
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
 * Letters that do something in the panel unless a label claims them. They are never handed out, so
 * that no command loses its key to a label that did not ask for it.
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

/** Digits that labels without a key of their own get, in this order. */
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

const letters = [...'abcdefghijklmnopqrstuvwxyz'].filter(
  (letter) =>
    !reservedKeys.has(letter) && !(Object.values(panelLetters) as string[]).includes(letter),
);

/**
 * The key of each label, parallel to `labels`; undefined where there is none left.
 *
 * A label without a key of its own gets the digit of its place (1–9, then 0), so that hands need not
 * learn anew when another label is given a letter. Where that digit was claimed by a label's own
 * key, or past the tenth label, the digits that are still free are handed out in order. Labels that
 * are left get letters, their own initial where it is free; but none where letters would not do for
 * all: some with and some without a key would have to be learnt by heart, and a filter is quicker.
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
 * Keys for labels that have none yet, parallel to `labels`: digits that are free, then letters, the label's own
 * initial where it is free; no letters where they would not do for all.
 * @param onlyDigits gives no letters at all
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
 * The colour of each label, parallel to `labels`: its own, else the palette's in turn, passing over
 * colours that other labels chose for as long as there are others.
 */
export function colorsOf(labels: readonly Label[]): LabelColor[] {
  const chosen = new Set(labels.map((label) => label.color));
  const free = labelColors.filter((color) => !chosen.has(color));
  const palette = free.length > 0 ? free : labelColors;
  let next = 0;
  return labels.map((label) => label.color ?? palette[next++ % palette.length]!);
}

/**
 * Tells labels of one colour apart, parallel to `labels`: 0 for the first of a colour, 1 for the
 * second and so on. Shades and shapes of marks are made of it; with six colours and fifteen
 * variants 90 labels look different.
 */
export function variantsOf(labels: readonly Label[]): number[] {
  const seen = new Map<LabelColor, number>();
  return colorsOf(labels).map((color) => {
    const variant = seen.get(color) ?? 0;
    seen.set(color, variant + 1);
    return variant;
  });
}

export function labelNames(labels: readonly Label[]): string[] {
  return labels.map(({ name }) => name);
}
