import { textGetter, type Getter } from './fields.ts';
import { FlagColumn, type FlagCounts } from './flagColumns.ts';
import { LabelForms, type MultiLabelReading } from './labelForms.ts';

/** The fields to read texts and labels from. */
export interface LabelPlaces {
  readonly text: readonly string[];
  readonly label?: string;
  /** Columns of 0 and 1. */
  readonly columns: readonly string[];
}

/** Value counts of a column of 0 and 1. */
export interface CountedColumn extends FlagCounts {
  readonly field: string;
}

/** Collects the labels of all rows with a text, in every form in which they can be read. */
export class CollectedLabels {
  readonly #places: LabelPlaces;
  readonly #forms = new LabelForms();
  readonly #columns: readonly FlagColumn[];
  #getters: Getters | undefined;

  constructor(places: LabelPlaces) {
    this.#places = places;
    this.#columns = places.columns.map(() => new FlagColumn());
  }

  /** Whether there is anything to collect. */
  get isWanted(): boolean {
    return this.#places.label !== undefined || this.#columns.length > 0;
  }

  /** Call for every readable row. */
  readonly add = (row: unknown, getterOf: (name: string) => Getter, source?: string): void => {
    this.#getters ??= gettersOf(this.#places, getterOf);
    const { text, label, columns } = this.#getters;
    if (typeof text(row) !== 'string') return;
    if (label) this.#forms.add(label(row, source));
    columns.forEach((get, i) => this.#columns[i]!.add(get(row)));
  };

  /** Ways to read several labels from the label field. */
  get multiLabelReadings(): MultiLabelReading[] {
    return this.#forms.readings();
  }

  /** Rows whose label field is empty. */
  get empty(): number {
    return this.#forms.empty;
  }

  get columns(): CountedColumn[] {
    return this.#columns.map(({ counts }, i) => ({ field: this.#places.columns[i]!, ...counts }));
  }
}

interface Getters {
  readonly text: (row: unknown) => unknown;
  readonly label?: Getter;
  readonly columns: readonly Getter[];
}

function gettersOf(
  { text, label, columns }: LabelPlaces,
  getterOf: (name: string) => Getter,
): Getters {
  return {
    text: textGetter(text, text.map(getterOf)),
    ...(label !== undefined && { label: getterOf(label) }),
    columns: columns.map(getterOf),
  };
}
