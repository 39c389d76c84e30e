import type {
  AnnotatePageMessage,
  FoundMessage,
  FoundView,
  RecordQuery,
  RowsMessage,
} from '../../../src/protocol/annotate.ts';

/** Rows per page. */
const pageSize = 50;

/** A list of search results with lazily loaded pages. Independent of drawing. */
export class FoundList {
  readonly #post: (message: AnnotatePageMessage) => void;
  #findId = 0;
  #found: FoundMessage | undefined;
  readonly #rows = new Map<number, FoundView>();
  readonly #asked = new Set<number>();
  readonly #chosen = new Set<string>();
  /** Rows that were toggled before they were loaded. */
  readonly #toggledEarly = new Set<number>();
  #active = 0;
  /** Anchor of a range selection with Shift. */
  #anchor = 0;

  constructor(post: (message: AnnotatePageMessage) => void) {
    this.#post = post;
  }

  /** Undefined while the search is running. */
  get found(): FoundMessage | undefined {
    return this.#found;
  }

  get total(): number {
    return this.#found?.total ?? 0;
  }

  get active(): number {
    return this.#active;
  }

  get activeRow(): FoundView | undefined {
    return this.#rows.get(this.#active);
  }

  /** The targets of an answer: the selected records, else the active one. */
  get targets(): string[] {
    if (this.#chosen.size > 0) return [...this.#chosen];
    return this.activeRow ? [this.activeRow.recordId] : [];
  }

  get chosen(): number {
    return this.#chosen.size;
  }

  isChosen({ recordId }: FoundView): boolean {
    return this.#chosen.has(recordId);
  }

  row(at: number): FoundView | undefined {
    return this.#rows.get(at);
  }

  find(query: RecordQuery): void {
    this.#found = undefined;
    this.#rows.clear();
    this.#asked.clear();
    this.#chosen.clear();
    this.#toggledEarly.clear();
    this.#active = 0;
    this.#anchor = 0;
    this.#post({ type: 'find', findId: ++this.#findId, query });
  }

  /** Ignores results of an earlier search. @returns whether anything changed. */
  receive(message: FoundMessage | RowsMessage): boolean {
    if (message.findId !== this.#findId) return false;
    if (message.type === 'found') this.#found = message;
    else {
      message.rows.forEach((row, i) => {
        const at = message.from + i;
        this.#rows.set(at, row);
        if (this.#toggledEarly.delete(at)) this.#choose(at, true);
      });
    }
    return true;
  }

  /** Requests the pages of rows from ≤ at < to. */
  want(from: number, to: number): void {
    if (!this.#found) return;
    const last = Math.min(to, this.total) - 1;
    for (let page = Math.floor(from / pageSize); page * pageSize <= last; page++) {
      if (this.#asked.has(page)) continue;
      this.#asked.add(page);
      const { findId } = this.#found;
      this.#post({ type: 'rows', findId, from: page * pageSize, count: pageSize });
    }
  }

  /** Some answers have changed: requests the visible rows again and draws them on arrival. */
  refresh(from: number, to: number): void {
    this.#asked.clear();
    this.want(from, to);
  }

  move(to: number, extend = false): void {
    this.#active = Math.min(Math.max(0, to), Math.max(0, this.total - 1));
    if (!extend) {
      this.#anchor = this.#active;
      return;
    }
    this.clearChoice();
    const [first, last] = [this.#anchor, this.#active].sort((a, b) => a - b) as [number, number];
    for (let at = first; at <= last; at++) this.#choose(at, true);
  }

  toggle(at: number): void {
    const row = this.#rows.get(at);
    if (row) this.#choose(at, !this.#chosen.has(row.recordId));
    else if (at < this.total && !this.#toggledEarly.delete(at)) this.#toggledEarly.add(at);
    this.#anchor = at;
  }

  /** Selects all loaded rows, or none if all are selected. */
  toggleAll(): void {
    const all = [...this.#rows.keys()];
    const choose = this.#chosen.size < all.length;
    for (const at of all) this.#choose(at, choose);
  }

  clearChoice(): void {
    this.#chosen.clear();
    this.#toggledEarly.clear();
  }

  #choose(at: number, chosen: boolean): void {
    const row = this.#rows.get(at);
    if (!row) return;
    if (chosen) this.#chosen.add(row.recordId);
    else this.#chosen.delete(row.recordId);
  }
}
