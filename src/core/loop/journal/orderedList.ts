/** An item with its position in the journal. */
export interface PlacedItem<T> {
  readonly at: number;
  readonly item: T;
}

/** Up to this many changes, moving the rest of a list for each of them is faster than one pass over all. */
const fewChanges = 16;

/**
 * Items in the order of their positions, which are unique. A copy or a change moves blocks of memory and
 * visits no item: a millisecond or so for a million of them.
 */
export class OrderedList<T> {
  #positions: number[] = [];
  #items: T[] = [];

  /** A copy, in order. */
  get items(): T[] {
    return this.#items.slice();
  }

  get size(): number {
    return this.#items.length;
  }

  /** Adds an item after all others. */
  push(at: number, item: T): void {
    this.#positions.push(at);
    this.#items.push(item);
  }

  /**
   * @param gone positions to remove; those without an item are ignored
   * @param added items at positions that are free after the removal
   */
  change(gone: readonly number[], added: readonly PlacedItem<T>[]): void {
    if (gone.length + added.length > fewChanges) {
      this.#changeMany(gone, added);
      return;
    }
    for (const at of gone) {
      const i = this.#placeOf(at);
      if (this.#positions[i] !== at) continue;
      this.#positions.splice(i, 1);
      this.#items.splice(i, 1);
    }
    for (const { at, item } of added) {
      const i = this.#placeOf(at);
      this.#positions.splice(i, 0, at);
      this.#items.splice(i, 0, item);
    }
  }

  #changeMany(gone: readonly number[], added: readonly PlacedItem<T>[]): void {
    const [positions, items] = [this.#positions, this.#items];
    [this.#positions, this.#items] = [[], []];
    const removed = new Set(gone);
    const coming = [...added].sort((a, b) => a.at - b.at);
    let next = 0;
    const addBefore = (position: number): void => {
      for (; next < coming.length && coming[next]!.at < position; next++) {
        this.push(coming[next]!.at, coming[next]!.item);
      }
    };
    for (const [i, at] of positions.entries()) {
      if (removed.has(at)) continue;
      addBefore(at);
      this.push(at, items[i]!);
    }
    addBefore(Infinity);
  }

  /** Index of the first item at this position or after it. */
  #placeOf(at: number): number {
    const positions = this.#positions;
    // Most changes are to the latest answers.
    if (positions.length === 0 || positions.at(-1)! < at) return positions.length;
    let [low, high] = [0, positions.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (positions[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
