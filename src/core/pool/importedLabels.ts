import { Growing } from './growing.ts';
import type { NotTaken } from './labelValue.ts';

/** A record whose rows carry different labels. */
export interface LabelConflict {
  readonly row: number;
  readonly labels: readonly string[];
}

/** Why the label of a row is in no record: what is wrong with it, or with its row. */
export type PassedLabel = NotTaken | 'withoutText' | 'filteredOut';

const NONE = -1;
const CONFLICT = -2;

/** The values of the label field, by record. */
export class ImportedLabels {
  readonly #codes = new Growing((length) => new Int32Array(length));
  /** By record: rows that have a label. */
  readonly #rows = new Growing((length) => new Uint32Array(length));
  readonly #names: string[] = [];
  readonly #codeOf = new Map<string, number>();
  /** By name: rows that have it, whatever the other rows of their records have. */
  readonly #rowsWith: number[] = [];
  readonly #conflicts = new Map<number, Set<string>>();
  readonly #passed = new Map<PassedLabel, number>();

  /** Label names in the order in which they were first met. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Records whose rows disagree: for the user to decide. */
  get conflicts(): LabelConflict[] {
    return [...this.#conflicts].map(([row, labels]) => ({ row, labels: [...labels] }));
  }

  /** Labels of rows that are in no record, by reason. */
  get passed(): Readonly<Partial<Record<PassedLabel, number>>> {
    return Object.fromEntries(this.#passed);
  }

  /** The label of a record; undefined where it has none or its rows disagree. */
  of(row: number): string | undefined {
    const code = row < this.#codes.length ? this.#codes.data[row]! : NONE;
    return code < 0 ? undefined : this.#names[code];
  }

  /** How many rows of a record have a label. */
  rowsOf(row: number): number {
    return row < this.#rows.length ? this.#rows.data[row]! : 0;
  }

  /** How many records have each label, in the order of `names`. */
  counts(): number[] {
    const counts = new Array<number>(this.#names.length).fill(0);
    for (let row = 0; row < this.#codes.length; row++) {
      const code = this.#codes.data[row]!;
      if (code >= 0) counts[code]!++;
    }
    return counts;
  }

  /** How many rows have each label, in the order of `names`. */
  get rowCounts(): readonly number[] {
    return this.#rowsWith;
  }

  /** Notes a label that belongs to no record. */
  pass(why: PassedLabel): void {
    this.#passed.set(why, (this.#passed.get(why) ?? 0) + 1);
  }

  /**
   * Notes the label of one row of a record.
   * @returns the label of an earlier row of the same record if that is another one.
   */
  add(row: number, label: string): string | undefined {
    while (this.#codes.length <= row) this.#codes.push(NONE);
    while (this.#rows.length <= row) this.#rows.push(0);
    this.#rows.data[row]!++;
    const code = this.#codeFor(label);
    this.#rowsWith[code] = (this.#rowsWith[code] ?? 0) + 1;
    const before = this.#codes.data[row]!;
    if (before === NONE || before === code) {
      this.#codes.data[row] = code;
      return undefined;
    }
    if (before === CONFLICT) {
      const labels = this.#conflicts.get(row)!;
      const other = [...labels].find((known) => known !== label);
      labels.add(label);
      return other;
    }
    const other = this.#names[before]!;
    this.#codes.data[row] = CONFLICT;
    this.#conflicts.set(row, new Set([other, label]));
    return other;
  }

  #codeFor(label: string): number {
    const known = this.#codeOf.get(label);
    if (known !== undefined) return known;
    // A slice would keep the whole block of the file that it was cut from.
    const copy = new TextDecoder().decode(new TextEncoder().encode(label));
    this.#codeOf.set(copy, this.#names.length);
    return this.#names.push(copy) - 1;
  }
}
