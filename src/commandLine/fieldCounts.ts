import { contextOf, textOf, type Getter } from '../core/pool/fields.ts';
import { recordIdOf } from '../core/record.ts';

/** The content of a field over a whole file. */
export interface CountedField {
  readonly name: string;
  /** Distinct values. */
  readonly values: number;
  /** The first non-empty value. */
  readonly example: string;
}

/** Above this number of distinct values, counts hashes, as the values could exhaust memory. */
const maxValues = 20_000;
/** Maximum characters of an example. */
const exampleLength = 200;

/** Counts the values of fields, row by row. */
export class FieldCounts {
  readonly #fields: readonly Counter[];

  constructor(names: readonly string[]) {
    this.#fields = names.map((name) => ({
      name,
      values: new Map(),
      hashes: new Set(),
      example: '',
    }));
  }

  /** Call for every readable row. */
  readonly add = (row: unknown, getterOf: (name: string) => Getter, source?: string): void => {
    for (const field of this.#fields) {
      field.get ??= getterOf(field.name);
      const value = contextOf(field.get(row, source));
      if (value === undefined || value.trim() === '') continue;
      if (field.example === '') field.example = value.slice(0, exampleLength);
      count(field, value);
    }
  };

  get fields(): CountedField[] {
    return this.#fields.map(({ name, values, hashes, example }) => ({
      name,
      values: hashes.size || values.size,
      example,
    }));
  }

  /** The values of a field with their row counts, most frequent first. */
  values(name: string): { name: string; count: number }[] {
    const field = this.#fields.find((known) => known.name === name);
    return [...(field?.values ?? [])]
      .map(([value, rows]) => ({ name: textOf(value) ?? '', count: rows }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }
}

interface Counter {
  readonly name: string;
  get?: Getter;
  readonly values: Map<string, number>;
  /** Hashes of all values, once these are too many to store. */
  readonly hashes: Set<string>;
  example: string;
}

function count({ values, hashes }: Counter, value: string): void {
  const previousCount = values.get(value);
  if (hashes.size === 0 && (previousCount !== undefined || values.size < maxValues)) {
    // A slice would keep the whole block in memory.
    values.set(
      previousCount === undefined ? structuredClone(value) : value,
      (previousCount ?? 0) + 1,
    );
    return;
  }
  if (hashes.size === 0) {
    for (const value of values.keys()) hashes.add(shortHash(value));
    values.clear();
  }
  hashes.add(shortHash(value));
}

function shortHash(value: string): string {
  return recordIdOf(value).slice(0, 14);
}
