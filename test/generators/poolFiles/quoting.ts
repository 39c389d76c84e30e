export type Quoting = 'minimal' | 'all' | 'nonNumeric' | 'none' | 'backslash';

/** A value as its writer spells it; numbers, booleans and nulls are `bare`. */
export interface Spelled {
  readonly value: string;
  readonly bare: boolean;
}

/** Writes fields, and counts the quotes that reveal the quoting. */
export class FieldWriter {
  readonly #quoting: Quoting;
  readonly #delimiter: string;
  #quoted = 0;
  #leading = 0;
  #escaped = 0;

  constructor(quoting: Quoting, delimiter: string) {
    this.#quoting = quoting;
    this.#delimiter = delimiter;
  }

  /** Whether quotes enclose fields; undefined if the fields are the same either way. */
  get quotes(): boolean | undefined {
    if (this.#quoted > 0) return true;
    return this.#leading > 0 ? false : undefined;
  }

  /** Whether a backslash escapes any quote. */
  get escapes(): boolean {
    return this.#escaped > 0;
  }

  row(fields: readonly Spelled[]): string {
    return fields.map((field) => this.#write(field)).join(this.#delimiter);
  }

  #write({ value, bare }: Spelled): string {
    if (!this.#mustQuote(value, bare)) {
      if (value.startsWith('"')) this.#leading++;
      return value;
    }
    this.#quoted++;
    if (this.#quoting !== 'backslash') return `"${value.replaceAll('"', '""')}"`;
    if (value.includes('"')) this.#escaped++;
    return `"${value.replaceAll('"', '\\"')}"`;
  }

  #mustQuote(value: string, bare: boolean): boolean {
    if (this.#quoting === 'none') return false;
    if (this.#quoting === 'all') return true;
    if (this.#quoting !== 'minimal' && !bare) return true;
    return value.includes(this.#delimiter) || /["\r\n]/.test(value);
  }
}

/** The value without characters that an unquoted field cannot contain. */
export function bareValue(value: string, delimiter: string, leadingQuotes: boolean): string {
  const flat = value.replaceAll(delimiter, ' ').replace(/[\r\n]+/g, ' ');
  return leadingQuotes ? flat.trimEnd() : flat.trimEnd().replace(/^"+/, '');
}
