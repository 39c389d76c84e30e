import { Growing } from './growing.ts';
import type { NotTaken } from './labelValue.ts';

/** A record whose rows have different labels. */
export interface LabelConflict {
  readonly row: number;
  readonly labels: readonly string[];
}

/** Why a row's label was not assigned to a record: a fault of the label or of its row. */
export type PassedLabel = NotTaken | 'withoutText' | 'filteredOut';

const NONE = -1;
const CONFLICT = -2;

/** The values of the label field, per record. */
export class ImportedLabels {
  readonly #codes = new Growing((length) => new Int32Array(length));
  /** By record: rows with a label. */
  readonly #rows = new Growing((length) => new Uint32Array(length));
  readonly #names: string[] = [];
  readonly #codeOf = new Map<string, number>();
  /** By name: rows with this label, even if other rows of the record have another. */
  readonly #rowsWith: number[] = [];
  readonly #conflicts = new Map<number, Set<string>>();
  readonly #passed = new Map<PassedLabel, number>();

  /** Label names in order of first appearance. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Records whose rows disagree, for the user to resolve. */
  get conflicts(): LabelConflict[] {
    return [...this.#conflicts].map(([row, labels]) => ({ row, labels: [...labels] }));
  }

  /** Labels of rows without a record, by reason. */
  get passed(): Readonly<Partial<Record<PassedLabel, number>>> {
    return Object.fromEntries(this.#passed);
  }

  /** The label of a record; undefined if it has none or its rows disagree. */
  of(row: number): string | undefined {
    const code = row < this.#codes.length ? this.#codes.data[row]! : NONE;
    return code < 0 ? undefined : this.#names[code];
  }

  /** Number of a record's rows with a label. */
  rowsOf(row: number): number {
    return row < this.#rows.length ? this.#rows.data[row]! : 0;
  }

  /** Number of records per label, in the order of `names`. */
  counts(): number[] {
    const counts = new Array<number>(this.#names.length).fill(0);
    for (let row = 0; row < this.#codes.length; row++) {
      const code = this.#codes.data[row]!;
      if (code >= 0) counts[code]!++;
    }
    return counts;
  }

  /** Number of rows per label, in the order of `names`. */
  get rowCounts(): readonly number[] {
    return this.#rowsWith;
  }

  /** Counts a label without a record. */
  pass(why: PassedLabel): void {
    this.#passed.set(why, (this.#passed.get(why) ?? 0) + 1);
  }

  /**
   * Adds the label of one row of a record.
   * @returns the label of an earlier row of the record if it differs
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
    // A slice would keep the whole file block in memory.
    const copy = new TextDecoder().decode(new TextEncoder().encode(label));
    this.#codeOf.set(copy, this.#names.length);
    return this.#names.push(copy) - 1;
  }
}
