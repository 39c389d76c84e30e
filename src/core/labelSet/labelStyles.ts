import {
  colorsOf,
  freeKeys,
  keysOf,
  labelColors,
  variantsOf,
  type Label,
  type LabelColor,
} from '../labels.ts';

/** Key and colour of a label. */
export interface LabelStyle {
  /** Undefined for a label that is chosen by name. */
  readonly key?: string;
  readonly color: LabelColor;
  /** Distinguishes labels of the same colour: 0, 1, 2 … */
  readonly variant: number;
}

/** Stored key and colour of a label, kept even after it has left the set. */
export interface StoredStyle {
  /** Null: it had none. Undefined: another label took it, so the next free one is assigned. */
  readonly key?: string | null;
  /** Undefined: another label took it. */
  readonly color?: LabelColor;
  readonly variant?: number;
  /** Key or colour come from the project file; they last as long as the file contains them. */
  readonly ownKey?: true;
  readonly ownColor?: true;
}

/** By label name. */
export type StoredStyles = ReadonlyMap<string, StoredStyle>;

/**
 * The style of each label, parallel to `labels`. The project file takes precedence over stored
 * styles; a label with neither gets the first free key and colour, and changes no other label's.
 * @param kept undefined before the first answer: styles then follow label order
 */
export function stylesOf(labels: readonly Label[], kept: StoredStyles | undefined): LabelStyle[] {
  const keys = kept ? keysUnder(labels, kept) : keysOf(labels);
  const shades = kept ? shadesUnder(labels, kept) : shadesByPlace(labels);
  return shades.map((shade, i) => ({
    ...shade,
    ...(keys[i] === undefined ? {} : { key: keys[i] }),
  }));
}

/**
 * Index of the label with this digit as key; if no label has it, the digit counts: 1 is the first
 * label, 0 the tenth.
 */
export function indexOfKey(
  digit: string,
  labels: readonly Label[],
  kept: StoredStyles | undefined,
): number {
  const index = stylesOf(labels, kept).findIndex(({ key }) => key === digit);
  return index < 0 ? (Number(digit) + 9) % 10 : index;
}

/**
 * The styles to store: the current ones, and those of removed labels that no other label has taken.
 */
export function completeStyles(
  labels: readonly Label[],
  kept: StoredStyles | undefined,
): StoredStyles {
  const looks = stylesOf(labels, kept);
  const keys = new Set(looks.map(({ key }) => key));
  const shades = new Set(looks.map(shadeName));
  const next = new Map<string, StoredStyle>();
  labels.forEach(({ name, key, color }, i) => {
    const look = looks[i]!;
    next.set(name, {
      key: look.key ?? null,
      color: look.color,
      variant: look.variant,
      ...(key === undefined ? {} : { ownKey: true }),
      ...(color === undefined ? {} : { ownColor: true }),
    });
  });
  for (const [name, look] of kept ?? []) {
    if (next.has(name)) continue;
    const { key, color, variant, ...own } = look;
    next.set(name, {
      ...own,
      ...(key === undefined || (key !== null && keys.has(key)) ? {} : { key }),
      ...(isShade(look) && !shades.has(shadeName(look)) ? { color, variant } : {}),
    });
  }
  return next;
}

/**
 * The styles after a rename, merge or split, or after its undo: the first added label inherits the
 * style of the first removed one.
 */
export function inherited(
  kept: StoredStyles,
  before: readonly Label[],
  after: readonly Label[],
): StoredStyles {
  const gone = before.find(({ name }) => after.every((label) => label.name !== name));
  const come = after.find(({ name }) => before.every((label) => label.name !== name));
  const look = gone && kept.get(gone.name);
  return look && come ? new Map([...kept, [come.name, look]]) : kept;
}

/** The styles as JSON: a list, since a label may have any name. */
export function styleEntries(kept: StoredStyles): unknown {
  return [...kept];
}

/** @returns undefined if the value is not from `styleEntries` */
export function stylesFrom(value: unknown): StoredStyles | undefined {
  if (!Array.isArray(value) || !value.every(isEntry)) return undefined;
  return new Map(value);
}

function isEntry(value: unknown): value is [string, StoredStyle] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const look: unknown = value[1];
  if (typeof look !== 'object' || look === null) return false;
  const { key, color, variant } = look as Partial<Record<keyof StoredStyle, unknown>>;
  return (
    (key === undefined || key === null || typeof key === 'string') &&
    (color === undefined || labelColors.some((known) => known === color)) &&
    (variant === undefined || Number.isSafeInteger(variant))
  );
}

function keysUnder(labels: readonly Label[], kept: StoredStyles): (string | undefined)[] {
  const keys = labels.map(({ key }) => key);
  const taken = new Set(keys);
  const open: number[] = [];
  let keyless = false;
  labels.forEach(({ name }, i) => {
    if (keys[i] !== undefined) return;
    const { key, ownKey } = kept.get(name) ?? {};
    if (key === null) keyless = true;
    else if (key === undefined || ownKey || taken.has(key)) open.push(i);
    else {
      keys[i] = key;
      taken.add(key);
    }
  });
  // Labels without a key mean that there were too few letters: assign none.
  const given = freeKeys(
    open.map((i) => labels[i]!),
    taken,
    keyless,
  );
  open.forEach((i, at) => (keys[i] = given[at]));
  return keys;
}

type Shade = Pick<LabelStyle, 'color' | 'variant'>;

function shadesUnder(labels: readonly Label[], kept: StoredStyles): Shade[] {
  const taken = new Set<string>();
  const shades = labels.map(({ name, color }): Shade | undefined => {
    const look = kept.get(name) ?? {};
    if (!isShade(look) || (look.ownColor && color === undefined)) return undefined;
    if (color !== undefined && color !== look.color) return undefined;
    const shade = { color: look.color, variant: look.variant };
    if (taken.has(shadeName(shade))) return undefined;
    taken.add(shadeName(shade));
    return shade;
  });
  const chosen = new Set(labels.map(({ color }) => color));
  const free = labelColors.filter((color) => !chosen.has(color));
  const palette = free.length > 0 ? free : labelColors;
  return shades.map((shade, i) => {
    const { color } = labels[i]!;
    const given = shade ?? firstFree(color === undefined ? palette : [color], taken);
    taken.add(shadeName(given));
    return given;
  });
}

/** The first of the least used colours. */
function firstFree(palette: readonly LabelColor[], taken: ReadonlySet<string>): Shade {
  for (let variant = 0; ; variant++) {
    for (const color of palette) {
      if (!taken.has(shadeName({ color, variant }))) return { color, variant };
    }
  }
}

function shadesByPlace(labels: readonly Label[]): Shade[] {
  const variants = variantsOf(labels);
  return colorsOf(labels).map((color, i) => ({ color, variant: variants[i]! }));
}

function isShade(look: StoredStyle): look is StoredStyle & Shade {
  return look.color !== undefined && look.variant !== undefined;
}

function shadeName({ color, variant }: Shade): string {
  return `${color} ${variant}`;
}
