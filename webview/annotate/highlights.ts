import type { WordView } from '../../src/protocol/annotate.ts';

/** How strongly a word is marked: from weak to strong. */
const STEPS = ['marginalia-word-1', 'marginalia-word-2', 'marginalia-word-3'] as const;
const FOUND = 'marginalia-found';
const FOUND_NOW = 'marginalia-found-now';

/**
 * Marks ranges of a text with the CSS Custom Highlight API. The record stays one text node, so selecting and
 * copying work as before.
 */
export function markWords(text: Node | null, words: readonly WordView[]): void {
  const steps = STEPS.map((): Range[] => []);
  for (const { from, to, strength } of words) {
    const range = rangeOf(text, from, to);
    const step = Math.min(STEPS.length - 1, Math.floor(strength * STEPS.length));
    if (range) steps[step]!.push(range);
  }
  STEPS.forEach((name, i) => mark(name, steps[i]!));
}

/** @param now the current match. */
export function markFound(ranges: readonly Range[], now: Range | undefined): void {
  mark(
    FOUND,
    ranges.filter((range) => range !== now),
  );
  mark(FOUND_NOW, now ? [now] : []);
}

export function rangeOf(text: Node | null, from: number, to: number): Range | undefined {
  const length = text?.nodeValue?.length ?? 0;
  if (!text || from < 0 || to > length || from >= to) return undefined;
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  return range;
}

function mark(name: string, ranges: readonly Range[]): void {
  if (ranges.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...ranges));
}
