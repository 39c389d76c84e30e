import { labelForm, visualForm, type CountedLabel } from '../labelForm.ts';
import { textOf } from './fields.ts';
import { listInText, namesInList, partsOf } from './labelLists.ts';
import { sharesIn } from './labelValue.ts';

/** A way to read several labels from a field, and the labels that it finds. */
export interface MultiLabelReading {
  /** What separates the labels in a text; absent: the values are lists. */
  readonly separator?: string;
  /** Labels with their rows, most frequent first. */
  readonly labels: readonly CountedLabel[];
  /** Rows with more than one label. */
  readonly multiLabelRows: number;
  /** Whether the values suggest this reading more than any other. */
  readonly proposed: boolean;
}

/** Separators that are recognised. */
const separators = ['|', ';', ','] as const;

/** Fields with more distinct values do not hold labels. */
const maxValues = 20_000;

/** Minimum number of parts that recur as whole values; fewer may be a coincidence. */
const fewestRecurring = 2;

/** `1,5`: a number, not two labels. */
const decimal = /^[-+]?\d+,\d+$/;

/**
 * Collects the values of a field to find out whether they hold several labels each. A separator is
 * proposed only if parts recur as whole values, so that labels that merely contain it stay whole.
 */
export class LabelForms {
  /** Rows by value, of texts that are not lists. */
  readonly #texts = new Map<string, number>();
  readonly #listed = new Map<string, number>();
  #lists = 0;
  #listsInText = 0;
  #multiLabelLists = 0;
  #empty = 0;
  #rows = 0;

  /** Rows with an empty value: nothing, or an empty list. */
  get empty(): number {
    return this.#empty;
  }

  add(value: unknown): void {
    if (value === undefined || value === null) return;
    const text = textOf(value);
    if (text === undefined) {
      const names = Array.isArray(value) ? namesInList(value) : holdingIn(value);
      if (names !== undefined) this.#addList(names);
      return;
    }
    const list = listInText(text);
    if (list !== undefined) {
      this.#listsInText++;
      return this.#addList(list);
    }
    if (visualForm(text) === '') {
      this.#empty++;
      return;
    }
    this.#rows++;
    if (this.#texts.size < maxValues || this.#texts.has(labelForm(text))) {
      count(this.#texts, labelForm(text), 1);
    }
  }

  /** The readings that find more than one label in some row, the proposed one first. */
  readings(): MultiLabelReading[] {
    if (this.#texts.size >= maxValues) return [];
    const lists = this.#asLists();
    const divided = separators.flatMap((separator) => this.#divided(separator) ?? []);
    const [best] = divided
      .filter(({ recurring }) => recurring >= fewestRecurring)
      .toSorted((a, b) => b.recurring - a.recurring);
    const texts = divided.map(({ reading }) => ({
      ...reading,
      proposed: lists?.proposed !== true && reading === best?.reading,
    }));
    return [...(lists ? [lists] : []), ...texts].toSorted(
      (a, b) => Number(b.proposed) - Number(a.proposed),
    );
  }

  #addList(written: readonly string[]): void {
    const names = distinct(written);
    this.#lists++;
    if (names.length === 0) this.#empty++;
    else this.#rows++;
    if (names.length > 1) this.#multiLabelLists++;
    for (const name of names) count(this.#listed, name, 1);
  }

  #asLists(): MultiLabelReading | undefined {
    const isText = this.#listsInText > 0;
    if (this.#multiLabelLists === 0 && !isText) return undefined;
    const counts = new Map(this.#listed);
    for (const [name, rows] of this.#texts) count(counts, name, rows);
    const texts = this.#rows + this.#empty - this.#lists;
    return {
      labels: byRows(counts),
      multiLabelRows: this.#multiLabelLists,
      proposed: this.#lists >= texts,
    };
  }

  #divided(
    separator: string,
  ): { readonly reading: MultiLabelReading; readonly recurring: number } | undefined {
    const counts = new Map<string, number>();
    const parts = new Set<string>();
    let multiLabelRows = 0;
    let isNumbers = separator === ',';
    for (const [value, rows] of this.#texts) {
      const names = value.includes(separator) ? distinct(partsOf(value, separator)) : [value];
      for (const name of names) count(counts, name, rows);
      if (!value.includes(separator)) continue;
      isNumbers &&= decimal.test(value);
      if (names.length > 1) multiLabelRows += rows;
      for (const name of names) parts.add(name);
    }
    if (multiLabelRows === 0) return undefined;
    const recurring = isNumbers ? 0 : [...parts].filter((part) => this.#texts.has(part)).length;
    const labels = byRows(counts);
    return { reading: { separator, labels, multiLabelRows, proposed: false }, recurring };
  }
}

function holdingIn(cats: unknown): string[] | undefined {
  return sharesIn(cats)?.flatMap(([name, applies]) => (applies ? [name] : []));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names.map(labelForm).filter((name) => visualForm(name) !== ''))];
}

function count(counts: Map<string, number>, name: string, rows: number): void {
  counts.set(name, (counts.get(name) ?? 0) + rows);
}

function byRows(counts: ReadonlyMap<string, number>): CountedLabel[] {
  return [...counts]
    .map(([value, rows]) => ({ value, rows }))
    .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
}
