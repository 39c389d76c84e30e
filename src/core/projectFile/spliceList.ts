import { indentOf, splice } from './splice.ts';

interface Span {
  readonly offset: number;
  readonly length: number;
}

/** The items of an array or the properties of an object, between brackets of the text. */
interface List extends Span {
  readonly items: readonly Span[];
}

/**
 * Inserts an item into a list; every comment stays with the item it follows.
 * @param index of the new item, 0 … number of items
 * @param item source text, without a comma
 */
export function insertItem(text: string, list: List, index: number, item: string): string {
  const { items } = list;
  const next = items[index];
  const first = items[0];
  if (!first) return splice(text, list.offset + 1, list.offset + 1, item);
  const broken = text.slice(list.offset, first.offset).includes('\n');
  const gap = broken ? `\n${indentOf(text, first.offset)}` : ' ';
  if (next) return splice(text, next.offset, next.offset, `${item},${gap}`);
  const last = items.at(-1)!;
  const end = last.offset + last.length;
  const close = list.offset + list.length - 1;
  const comma = find(text, ',', end, close);
  const line = find(text, '\n', end, close);
  // Inserts after a comment on the last item's line.
  const at = broken && line > comma ? line : Math.max(end, comma + 1);
  const inserted = splice(text, at, at, `${gap}${item}${comma < 0 ? '' : ','}`);
  return comma < 0 ? splice(inserted, end, end, ',') : inserted;
}

/** Removes an item from a list, with its comma and the comment after it on its line. */
export function removeItem(text: string, list: List, index: number): string {
  const item = list.items[index]!;
  const next = list.items[index + 1];
  const before = list.items[index - 1];
  const itemEnd = item.offset + item.length;
  if (next) {
    const line = find(text, '\n', itemEnd, next.offset);
    // A comment on its own line belongs to the next item.
    const isOwn = line > find(text, ',', itemEnd, next.offset);
    const end = isOwn ? line + 1 + indentOf(text, line + 1).length : next.offset;
    return splice(text, item.offset, end, '');
  }
  const close = list.offset + list.length - 1;
  const line = find(text, '\n', itemEnd, close);
  const end = line < 0 ? itemEnd : line;
  const trailing = find(text, ',', itemEnd, close);
  if (!before) return splice(text, item.offset, Math.max(end, trailing + 1), '');
  const from = before.offset + before.length;
  const comma = find(text, ',', from, item.offset);
  const start = startOf(text, item.offset, comma + 1);
  const without = splice(text, start, end, '');
  // Keeps a trailing comma.
  if (trailing >= 0 && end > trailing) return without;
  return splice(without, comma, comma + 1, '');
}

/** Start of the white space before an offset, back to the preceding line end. */
function startOf(text: string, offset: number, least: number): number {
  let start = offset;
  while (start > least && /[ \t]/.test(text[start - 1]!)) start--;
  return start > least && text[start - 1] === '\n' ? start - 1 : start;
}

/** The first such character between two offsets outside comments; −1 if there is none. */
function find(text: string, character: ',' | '\n', from: number, to: number): number {
  const token = new RegExp(`//[^\\n]*|/\\*[^]*?\\*/|${character === ',' ? ',' : '\\n'}`, 'g');
  token.lastIndex = from;
  for (let found = token.exec(text); found && found.index < to; found = token.exec(text)) {
    if (found[0] === character) return found.index;
  }
  return -1;
}
