/** Lists with more items than this are sent in parts of as many; one takes a millisecond or so. */
export const partSize = 8192;

/** Where a list is in a value: property names from the outside in; none: the value itself. */
export type ListPath = readonly string[];

export interface LongList {
  readonly path: ListPath;
  readonly items: readonly unknown[];
}

/** The lists that take long to serialise in one piece: in plain objects, but not in other lists. */
export function longListsIn(value: unknown, path: ListPath = []): LongList[] {
  if (Array.isArray(value)) return value.length > partSize ? [{ path, items: value }] : [];
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => longListsIn(field, [...path, name]));
}

/** The value with another list in this place; shares everything else with it. */
export function withList(
  value: unknown,
  [name, ...rest]: ListPath,
  items: readonly unknown[],
): unknown {
  if (name === undefined) return items;
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [name]: withList(object[name], rest, items) };
}

/** Collects the parts of lists until the message that they belong to arrives. */
export class IncomingLists {
  readonly #lists = new Map<number, unknown[][]>();

  add(id: number, list: number, items: readonly unknown[]): void {
    const lists = this.#lists.get(id) ?? [];
    this.#lists.set(id, lists);
    const into = (lists[list] ??= []);
    for (const item of items) into.push(item);
  }

  /** Puts the lists of a message into its value. */
  complete(id: number, value: unknown, paths: readonly ListPath[] = []): unknown {
    const lists = this.#lists.get(id) ?? [];
    this.#lists.delete(id);
    return paths.reduce((whole, path, i) => withList(whole, path, lists[i] ?? []), value);
  }

  /** Forgets the parts of a message that will not arrive. */
  drop(id: number): void {
    this.#lists.delete(id);
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
