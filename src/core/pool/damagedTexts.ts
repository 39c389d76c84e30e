import { textGetter, type Getter } from './fields.ts';

/** Whether a text contains U+FFFD, which replaces bytes that are invalid in its encoding. */
export function isDamaged(text: string): boolean {
  return text.includes('\ufffd');
}

/** Counts the rows of a pool whose texts are damaged. */
export class DamagedTexts {
  count = 0;
  readonly #fields: readonly string[];
  #textOf: Getter | undefined;

  /** @param fields the text fields */
  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  /** Call for every readable row. */
  readonly add = (row: unknown, getterOf: (name: string) => Getter, source?: string): void => {
    this.#textOf ??= textGetter(this.#fields, this.#fields.map(getterOf));
    const text = this.#textOf(row, source);
    if (typeof text === 'string' && isDamaged(text)) this.count++;
  };
}
