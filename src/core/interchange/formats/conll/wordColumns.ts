import { UserError } from '../../../errors.ts';
import { message } from '../../../messages/messages.ts';

/** Columns of the words and of their tags, 0-based; negative ones count from the last. */
export interface WordColumns {
  readonly word: number;
  readonly tag: number;
}

/** Labels of phrases in CoNLL-2000 and CoNLL-2003, beside which entities are what is meant. */
const phrases = /^(?:NP|NC|VP|VC|PP|PC|ADVP|ADJP|SBAR|PRT|CONJP|INTJ|LST|UCP|NAC|PNP)$/;

/** Whether a cell is a tag: `O`, `B-PER`, … */
export function isTag(cell: string): boolean {
  return /^(?:O|[BILUESM]-\S.*)$/.test(cell);
}

/** Whether each line has its tag before the word, as in the corpora of the MIT. */
export function isTagFirst(rows: readonly (readonly string[])[]): boolean {
  return (
    rows.every(([tag, word]) => word !== undefined && isTag(tag!)) &&
    rows.some(([tag]) => tag !== 'O') &&
    !rows.every((cells) => isTag(cells.at(-1)!))
  );
}

/** Whether all cells of a column are tags, and whether some of them name an entity. */
interface Column {
  tags: boolean;
  entities: boolean;
}

/** Lines with more are not searched for a second column of entities. */
const mostColumns = 32;

/** Finds the columns of words and tags from all sentences of a file. */
export class ColumnCensus {
  /** The first column counts the words of every sentence. */
  #isCounted = true;
  #isTagFirst = true;
  #isTagLast = true;
  #tagsFirst = 0;
  #fewest = Infinity;
  #maxColumns = 0;
  /** Lines by their number of columns. */
  readonly #widths = new Map<number, { lines: number; columns: Column[] }>();

  add(rows: readonly (readonly string[])[]): void {
    rows.forEach((cells, i) => {
      this.#isCounted &&= cells[0] === String(i + 1);
      this.#isTagFirst &&= cells.length > 1 && isTag(cells[0]!);
      this.#isTagLast &&= isTag(cells.at(-1)!);
      if (cells[0] !== 'O') this.#tagsFirst++;
      this.#fewest = Math.min(this.#fewest, cells.length);
      this.#maxColumns = Math.max(this.#maxColumns, cells.length);
      if (cells.length <= mostColumns) this.#addTo(this.#width(cells.length), cells);
    });
  }

  #width(length: number): { lines: number; columns: Column[] } {
    const width = this.#widths.get(length) ?? { lines: 0, columns: [] };
    this.#widths.set(length, width);
    return width;
  }

  #addTo(width: { lines: number; columns: Column[] }, cells: readonly string[]): void {
    width.lines++;
    cells.forEach((cell, at) => {
      const column = (width.columns[at] ??= { tags: true, entities: false });
      column.tags &&= isTag(cell);
      column.entities ||= cell !== 'O' && !phrases.test(cell.slice(2));
    });
  }

  /**
   * @param question the column of tags, such as `column3`, where several hold entities
   * @throws UserError that names these columns if it is none of them
   */
  columns(question: string | undefined): WordColumns {
    const word = this.#isCounted && this.#fewest > 2 && this.#fewest < Infinity ? 1 : 0;
    if (this.#isTagFirst && !this.#isTagLast && this.#tagsFirst > 0) return { word: -1, tag: 0 };
    // A line that is cut off has fewer columns.
    const [usual] = [...this.#widths.values()].sort((a, b) => b.lines - a.lines);
    const found = (usual?.columns ?? []).flatMap(({ tags, entities }, at) =>
      at > word && tags && entities ? [{ name: `column${at + 1}`, tag: at }] : [],
    );
    const last = { name: `column${this.#maxColumns}`, tag: -1 };
    const choices = found.length > 1 ? found : [last];
    const [only] = question === undefined ? choices : choices.filter((c) => c.name === question);
    if (!only || (question === undefined && choices.length > 1)) {
      const questions = choices.map(({ name }) => name);
      throw new UserError(message('interchange.whichQuestion', { questions }));
    }
    return { word, tag: only.tag };
  }
}
