import { textOf } from '../../../pool/fields.ts';
import { objectOf } from '../carried.ts';

/**
 * Names of a file's annotators, without their e-mail addresses: an account is named by its number,
 * an address by the part before the @, with a number appended if two addresses share it.
 */
export class Annotators {
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** @param given a number, a name, an address, or an account with some of these */
  nameOf(given: unknown): string | undefined {
    const { id, email, first_name: first, last_name: last } = objectOf(given);
    const full = [first, last].flatMap((name) => textOf(name)?.trim() || []).join(' ');
    const name = textOf(given) ?? textOf(id) ?? (full || textOf(email));
    if (name === undefined || name.trim() === '') return undefined;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const free = this.#free(/^[^\s@]+@[^\s@]+$/.test(name) ? name.replace(/@.*$/, '') : name);
    this.#names.set(name, free);
    this.#taken.add(free);
    return free;
  }

  #free(name: string): string {
    let free = name;
    for (let number = 2; this.#taken.has(free); number++) free = `${name} (${number})`;
    return free;
  }
}
