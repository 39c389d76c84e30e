import { GrowingArray } from './growingArray.ts';
import type { FoundLabel, UnusableReason } from './labelValue.ts';

/** A record whose rows have different labels. */
export interface LabelConflict {
  readonly row: number;
  readonly found: readonly FoundLabel[];
}

/** Why a row's label was not assigned to a record: a fault of the label or of its row. */
export type PassedLabel = UnusableReason | 'withoutText' | 'filteredOut';

const NONE = -1;
const CONFLICT = -2;

/** The labels of each record, as found in the rows of the files. */
export class ImportedLabels {
  readonly #codes = new GrowingArray((length) => new Int32Array(length));
  /** By record: rows with a label. */
  readonly #rows = new GrowingArray((length) => new Uint32Array(length));
  readonly #found: FoundLabel[] = [];
  readonly #codeOf = new Map<string, number>();
  /** By code: indices into `names` of the labels that apply. */
  readonly #places: (readonly number[])[] = [];
  readonly #names: string[] = [];
  readonly #placeOf = new Map<string, number>();
  /** By name: rows with this label, even if other rows of the record have another. */
  readonly #rowsWith: number[] = [];
  /** Codes by record. */
  readonly #conflicts = new Map<number, Set<number>>();
  readonly #passed = new Map<PassedLabel, number>();

  /** Label names in order of first appearance. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Records whose rows disagree, for the user to resolve. */
  get conflicts(): LabelConflict[] {
    return [...this.#conflicts].map(([row, codes]) => ({
      row,
      found: Array.from(codes, (code) => this.#found[code]!),
    }));
  }

  /** Numbers of labels not assigned to a record, by reason. */
  get passed(): Readonly<Partial<Record<PassedLabel, number>>> {
    return Object.fromEntries(this.#passed);
  }

  /** The single label of a record; undefined if it has none or its rows disagree. */
  of(row: number): string | undefined {
    const found = this.foundOf(row);
    return found && 'label' in found ? found.label : undefined;
  }

  /** The labels of a record; undefined if its rows have none or disagree. */
  foundOf(row: number): FoundLabel | undefined {
    const code = row < this.#codes.length ? this.#codes.data[row]! : NONE;
    return code < 0 ? undefined : this.#found[code];
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
      if (code >= 0) for (const place of this.#places[code]!) counts[place]!++;
    }
    return counts;
  }

  /** Number of rows per label, in the order of `names`. */
  get rowCounts(): readonly number[] {
    return this.#rowsWith;
  }

  /** Counts a label that is not assigned to a record. */
  pass(why: PassedLabel): void {
    this.#passed.set(why, (this.#passed.get(why) ?? 0) + 1);
  }

  /**
   * Adds the labels of one row of a record.
   * @returns the labels of an earlier row of the record that differ, if any
   */
  add(row: number, label: FoundLabel): FoundLabel | undefined {
    while (this.#codes.length <= row) this.#codes.push(NONE);
    while (this.#rows.length <= row) this.#rows.push(0);
    this.#rows.data[row]!++;
    const code = this.#codeFor(label);
    for (const place of this.#places[code]!) this.#rowsWith[place]!++;
    const before = this.#codes.data[row]!;
    if (before === NONE || before === code) {
      this.#codes.data[row] = code;
      return undefined;
    }
    if (before === CONFLICT) {
      const codes = this.#conflicts.get(row)!;
      const other = [...codes].find((known) => known !== code)!;
      codes.add(code);
      return this.#found[other];
    }
    this.#codes.data[row] = CONFLICT;
    this.#conflicts.set(row, new Set([before, code]));
    return this.#found[before];
  }

  #codeFor(found: FoundLabel): number {
    const key = keyOf(found);
    const known = this.#codeOf.get(key);
    if (known !== undefined) return known;
    this.#codeOf.set(whole(key), this.#found.length);
    const names = 'label' in found ? [found.label] : found.yes;
    const places = names.map((name) => this.#placeFor(name));
    this.#places.push(places);
    const own = places.map((place) => this.#names[place]!);
    if ('label' in found) return this.#found.push({ label: own[0]! }) - 1;
    // Labels that never apply are listed in `names`, too.
    const no =
      found.no === 'others' ? found.no : found.no.map((name) => this.#names[this.#placeFor(name)]!);
    return this.#found.push({ yes: own, no }) - 1;
  }

  #placeFor(name: string): number {
    const known = this.#placeOf.get(name);
    if (known !== undefined) return known;
    const copy = whole(name);
    this.#placeOf.set(copy, this.#names.length);
    this.#rowsWith.push(0);
    return this.#names.push(copy) - 1;
  }
}

/** Equal for equal sets, whatever their order. */
function keyOf(found: FoundLabel): string {
  if ('label' in found) return found.label;
  const { yes, no } = found;
  const parts = [yes, no === 'others' ? undefined : no].map((names) => names?.toSorted() ?? '*');
  return JSON.stringify(parts);
}

/** A copy: a slice would keep the whole file block in memory. */
function whole(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
