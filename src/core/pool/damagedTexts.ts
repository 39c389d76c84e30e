import { textGetter, type Getter } from './fields.ts';

/** Whether a text has a character in whose place the file had bytes of another encoding. */
export function isDamaged(text: string): boolean {
  return text.includes('\ufffd');
}

/** Counts the rows of a pool whose texts are damaged. */
export class DamagedTexts {
  count = 0;
  readonly #fields: readonly string[];
  #textOf: Getter | undefined;

  /** @param fields of the text */
  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  /** To be called for every readable row. */
  readonly add = (row: unknown, getterOf: (name: string) => Getter, source?: string): void => {
    this.#textOf ??= textGetter(this.#fields, this.#fields.map(getterOf));
    const text = this.#textOf(row, source);
    if (typeof text === 'string' && isDamaged(text)) this.count++;
  };
}
