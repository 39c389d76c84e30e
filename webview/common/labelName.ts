import { h } from './dom.ts';

/** A name is broken behind these signs, and between the words of camelCase, before it is broken anywhere else. */
const BREAKS = /(?<=[_/.:-])(?=[^_/.:-])|(?<=\p{Ll})(?=\p{Lu})/u;
/** So many characters at the end of a name are shown where the rest has no room. */
const TAIL = 14;

/** The pieces between which a name may be broken; its blanks end pieces too. */
export function nameParts(name: string): string[] {
  return name.split(BREAKS);
}

/** A name that may take several lines, broken between its words. */
export function nameNodes(name: string): (Node | string)[] {
  return nameParts(name).flatMap((part, i) => (i === 0 ? [part] : [h('wbr'), part]));
}

export function setName(element: HTMLElement, name: string): void {
  if (element.textContent !== name) element.replaceChildren(...nameNodes(name));
}

/**
 * Writes a name in one line. Where it does not fit, its middle gives way: names of one set often begin alike and end
 * differently.
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

/** Where the end of a name begins that is always shown: at the beginning of a word, where one is near. */
function tailOf(name: string): number {
  if (name.length <= TAIL) return name.length;
  let at = name.length;
  for (const part of name.split(/(?<=[_/.:\s-])/).reverse()) {
    if (name.length - (at - part.length) > TAIL) break;
    at -= part.length;
  }
  if (at < name.length) return at;
  at = name.length - TAIL;
  // Not between the halves of one character.
  return /[\uDC00-\uDFFF]/.test(name[at]!) ? at + 1 : at;
}
