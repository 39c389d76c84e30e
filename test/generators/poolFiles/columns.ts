import type { Rng } from '../../../src/core/rng.ts';
import { chance, pick } from './draws.ts';
import type { Role } from './fieldNames.ts';
import type { LabelSet } from './labels.ts';
import type { Language, TextTrick } from './texts.ts';
import { composeText, playTrick, sentence } from './texts.ts';

/** A value before it is written; `json` is a list or an object as compact JSON. */
export interface Cell {
  readonly kind: 'text' | 'number' | 'boolean' | 'null' | 'nan' | 'json';
  readonly value: string;
}

/** The requirements of a table. */
export interface TableWish {
  readonly rows: number;
  readonly languages: readonly Language[];
  readonly tricks: ReadonlySet<TextTrick>;
  /** Tricks that at least one text must have, since the file's traits name them. */
  readonly mustHave: readonly TextTrick[];
  readonly shape: 'usual' | 'one-column' | 'short-words';
  readonly wordLabels: boolean;
  readonly numbers: boolean;
  readonly decimalComma: boolean;
  readonly bigIds: boolean;
  readonly missing: boolean;
  readonly nan: boolean;
  readonly nested: boolean;
  readonly sorted: boolean;
}

export const NULL: Cell = { kind: 'null', value: '' };
const CATEGORIES = ['web', 'phone', 'e-mail', 'shop', 'letter'];
const GOODS = ['rye', 'butter', 'tea', 'salt', 'oars', 'rope', 'paint', 'soap', 'yeast', 'tar'];
const PAIRS = GOODS.flatMap((first) => GOODS.map((second) => `${first} and ${second}`));
const PLACES = ['harbour', 'mill', 'shed', 'cellar', 'attic', 'kitchen', 'garden', 'deck', 'barn'];

/** The cells of one column. */
export function drawColumn(rng: Rng, role: Role, labels: LabelSet, wish: TableWish): Cell[] {
  switch (role) {
    case 'id':
      return drawIds(rng, wish);
    case 'title':
      if (wish.shape === 'short-words') return drawWords(rng, wish.rows, PLACES);
      return fill(wish.rows, () => {
        const words = sentence(rng, pick(rng, wish.languages));
        return text(words.slice(0, 40).trim());
      });
    case 'text':
      return drawTexts(rng, wish);
    case 'label':
      return fill(wish.rows, () => {
        if (wish.missing && chance(rng, 0.2)) return NULL;
        const value = pick(rng, labels.values);
        if (labels.kind === 'words') return text(value);
        if (labels.kind === 'booleans') return { kind: 'boolean', value };
        return number(wish.decimalComma ? value.replace('.', ',') : value);
      });
    case 'number':
      return drawNumbers(rng, wish);
    case 'date':
      return drawDates(rng, wish.rows);
    case 'category':
      if (wish.shape === 'short-words') return drawWords(rng, wish.rows, PAIRS);
      return fill(wish.rows, () =>
        wish.missing && chance(rng, 0.15) ? NULL : text(pick(rng, CATEGORIES)),
      );
    case 'nested':
      return drawNested(rng, wish.rows);
  }
}

function fill(rows: number, draw: (row: number) => Cell): Cell[] {
  return Array.from({ length: rows }, (_, row) => draw(row));
}

function text(value: string): Cell {
  return { kind: 'text', value };
}

function number(value: string): Cell {
  return { kind: 'number', value };
}

function drawTexts(rng: Rng, wish: TableWish): Cell[] {
  const cells = fill(wish.rows, () => text(composeText(rng, wish.languages, wish.tricks)));
  for (const trick of wish.mustHave) {
    const row = rng.integer(wish.rows);
    const language = pick(rng, wish.languages);
    cells[row] = text(playTrick(rng, cells[row]!.value, sentence(rng, language), trick));
  }
  return cells;
}

/** Words whose first one does not recur, so that it cannot be told from a column name. */
function drawWords(rng: Rng, rows: number, words: readonly string[]): Cell[] {
  const [first, ...others] = rng.shuffle([...words]);
  return fill(rows, (row) => text(row === 0 ? first! : pick(rng, others)));
}

function drawIds(rng: Rng, { rows, bigIds }: TableWish): Cell[] {
  if (bigIds) {
    return fill(rows, () => {
      const low = String(rng.integer(1e9)).padStart(9, '0');
      return number(`17${String(rng.integer(1e8)).padStart(8, '0')}${low}`);
    });
  }
  const start = pick(rng, [0, 1, 1, 1001, 48213]);
  const style = pick(rng, ['plain', 'plain', 'letter', 'zeros', 'hexadecimal', 'sparse'] as const);
  return fill(rows, (row) => {
    switch (style) {
      case 'plain':
        return number(String(start + row));
      case 'letter':
        return text(`r${start + row}`);
      case 'zeros':
        return text(String(start + row).padStart(7, '0'));
      case 'hexadecimal':
        return text(`${rng.uint32().toString(16).padStart(8, '0')}-${row.toString(16)}`);
      case 'sparse':
        return number(String((start + row) * 1000 + rng.integer(1000)));
    }
  });
}

function drawNumbers(rng: Rng, wish: TableWish): Cell[] {
  const style = wish.decimalComma ? 'two' : pick(rng, ['two', 'long', 'whole', 'signed'] as const);
  const cells = fill(wish.rows, () => {
    if (wish.missing && chance(rng, 0.15)) return NULL;
    const value = rng.uniform();
    const written = {
      two: (value * 10).toFixed(2),
      long: (value + 0.01).toFixed(15),
      whole: String(Math.floor(value * 500)),
      signed: (value * 4 - 2).toFixed(3),
    }[style];
    return number(wish.decimalComma ? written.replace('.', ',') : written);
  });
  if (!wish.nan) return cells;
  const nan = (): Cell => ({
    kind: 'nan',
    value: pick(rng, ['NaN', 'NaN', 'Infinity', '-Infinity']),
  });
  const forced = rng.integer(wish.rows);
  return cells.map((cell, row) => (row === forced || chance(rng, 0.2) ? nan() : cell));
}

function drawDates(rng: Rng, rows: number): Cell[] {
  const style = pick(rng, ['iso', 'time', 'german', 'american'] as const);
  return fill(rows, () => {
    const year = String(2015 + rng.integer(10));
    const month = String(1 + rng.integer(12)).padStart(2, '0');
    const day = String(1 + rng.integer(28)).padStart(2, '0');
    const time = `${String(rng.integer(24)).padStart(2, '0')}:${String(rng.integer(60)).padStart(2, '0')}:00`;
    const written = {
      iso: `${year}-${month}-${day}`,
      time: `${year}-${month}-${day} ${time}`,
      german: `${day}.${month}.${year}`,
      american: `${month}/${day}/${year}`,
    };
    return text(written[style]);
  });
}

function drawNested(rng: Rng, rows: number): Cell[] {
  const style = pick(rng, ['list', 'object', 'messages'] as const);
  return fill(rows, () => {
    const source = pick(rng, CATEGORIES);
    const value = {
      list: () => [source, pick(rng, GOODS)].slice(rng.integer(2)),
      object: () => ({ source, note: { place: pick(rng, PLACES), read: chance(rng, 0.5) } }),
      messages: () => [
        { role: 'user', content: sentence(rng, 'en') },
        { role: 'assistant', content: `${pick(rng, GOODS)} {or} [${pick(rng, PLACES)}]` },
      ],
    }[style]();
    return { kind: 'json', value: JSON.stringify(value) };
  });
}
