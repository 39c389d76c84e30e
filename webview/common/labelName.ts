import { h } from './dom.ts';

/** Preferred break opportunities: after these characters and between the words of camelCase. */
const BREAKS = /(?<=[_/.:-])(?=[^_/.:-])|(?<=\p{Ll})(?=\p{Lu})/u;
/** Characters at the end of a name that stay visible when it is truncated. */
const TAIL = 14;

/** Splits a name at its break opportunities, blanks included. */
export function nameParts(name: string): string[] {
  return name.split(BREAKS);
}

/** A name that may wrap between its words. */
export function nameNodes(name: string): (Node | string)[] {
  return nameParts(name).flatMap((part, i) => (i === 0 ? [part] : [h('wbr'), part]));
}

export function setName(element: HTMLElement, name: string): void {
  if (element.textContent !== name) element.replaceChildren(...nameNodes(name));
}

/**
 * Writes a name on one line and truncates its middle: names of one label set often share beginnings and differ
 * at the end.
 */
export function setShortName(element: HTMLElement, name: string): void {
  if (element.textContent === name) return;
  const at = tailOf(name);
  element.replaceChildren(
    h('span', { class: 'head' }, name.slice(0, at)),
    h('span', { class: 'tail' }, name.slice(at)),
  );
  element.classList.add('short');
}

/** Start of the part at the end that is always shown, moved to the start of a word if one is near. */
function tailOf(name: string): number {
  if (name.length <= TAIL) return name.length;
  let at = name.length;
  for (const part of name.split(/(?<=[_/.:\s-])/).reverse()) {
    if (name.length - (at - part.length) > TAIL) break;
    at -= part.length;
  }
  if (at < name.length) return at;
  at = name.length - TAIL;
  // Never splits a surrogate pair.
  return /[\uDC00-\uDFFF]/.test(name[at]!) ? at + 1 : at;
}
