import { textOf } from './fields.ts';
import { flagOf } from './multiLabelReader.ts';

/** How a column writes yes and no. */
type Writing = 'bits' | 'truths' | 'words';

/** Value counts of a column of 0 and 1. */
export interface FlagCounts {
  readonly yes: number;
  readonly no: number;
  readonly empty: number;
}

/** Collects the values of a column that may hold 1 where its label applies and 0 where it does not. */
export class FlagColumn {
  #yes = 0;
  #no = 0;
  #empty = 0;
  /** Undefined before the first value. */
  #writing: Writing | 'other' | undefined;

  add(value: unknown): void {
    const flag = flagOf(value);
    if (flag === undefined) {
      this.#empty++;
      return;
    }
    const writing = flag === 'unreadable' ? 'other' : writingOf(textOf(value)!);
    this.#writing = this.#writing === undefined || this.#writing === writing ? writing : 'other';
    if (flag === true) this.#yes++;
    else if (flag === false) this.#no++;
  }

  /** Undefined if the column is empty, mixes spellings or holds anything else. */
  get writing(): Writing | undefined {
    return this.#writing === 'other' ? undefined : this.#writing;
  }

  get counts(): FlagCounts {
    return { yes: this.#yes, no: this.#no, empty: this.#empty };
  }
}

function writingOf(text: string): Writing {
  if (/^\s*[01]/.test(text)) return 'bits';
  return /^\s*t|^\s*f/i.test(text) ? 'truths' : 'words';
}

/** The largest group of columns that write yes and no alike, in their order. */
export function flagGroup(
  columns: readonly { readonly name: string; readonly writing?: Writing | undefined }[],
): string[] {
  const groups = (['bits', 'truths', 'words'] as const).map((writing) =>
    columns.filter((column) => column.writing === writing).map(({ name }) => name),
  );
  return groups.reduce((largest, group) => (group.length > largest.length ? group : largest));
}

/**
 * Columns by label: a label is its column's name without a prefix that all share (`is_`,
 * `labels.`).
 */
export function columnsByLabel(fields: readonly string[]): Record<string, string> {
  const [first = ''] = fields;
  let shared = fields.length > 1 ? first.search(/[._\- ][^._\- ]*$/) + 1 : 0;
  const isShared = (length: number): boolean =>
    fields.every(
      (field) => field.startsWith(first.slice(0, length)) && field.slice(length).trim() !== '',
    );
  while (shared > 0 && !isShared(shared)) {
    shared = first.slice(0, shared - 1).search(/[._\- ][^._\- ]*$/) + 1;
  }
  const names = fields.map((field) => field.slice(shared).trim());
  const whole = new Set(names).size < names.length || names.includes('');
  return Object.fromEntries(fields.map((field, i) => [whole ? field.trim() : names[i]!, field]));
}
