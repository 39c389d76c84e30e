import type { TagScheme } from '../format.ts';

/** A parsed tag: `O` is outside, a tag without a prefix is inside. */
export interface Tag {
  readonly place: 'outside' | 'begin' | 'inside' | 'last' | 'unit';
  readonly label: string;
}

const prefixed = /^([BILUESM])-(.+)$/s;
const places = {
  B: 'begin',
  I: 'inside',
  M: 'inside',
  L: 'last',
  E: 'last',
  U: 'unit',
  S: 'unit',
} as const;

/** How to interpret the tags of a file. */
export interface TagForm {
  /** Tags are bare labels, and adjacent words with the same label form one span. */
  readonly bare: boolean;
  /** `I-` may begin a span. */
  readonly inBegins: boolean;
}

/** Determines the tagging scheme of a file from all of its sentences. */
export class TagCensus {
  #bare = 0;
  #tagged = 0;
  /** `B-` tags that do not follow a tag with the same label. */
  #first = 0;

  add(tags: readonly string[]): void {
    let before = '';
    for (const tag of tags) {
      const [, letter, label = ''] = prefixed.exec(tag) ?? [];
      if (tag !== 'O') {
        this.#tagged++;
        if (letter === undefined) this.#bare++;
        else if (letter === 'B' && before !== label) this.#first++;
      }
      before = letter === undefined ? '' : label;
    }
  }

  get form(): TagForm {
    // In IOB1, B- only separates a span from a preceding one with the same label.
    return { bare: this.#bare > 0 && this.#bare === this.#tagged, inBegins: this.#first === 0 };
  }

  /** Whether there are any tags. */
  get any(): boolean {
    return this.#tagged > 0;
  }
}

/** @returns undefined if the tag does not have this form */
export function readTag(tag: string, { bare }: TagForm): Tag | undefined {
  if (tag === 'O') return { place: 'outside', label: '' };
  if (bare) return { place: 'inside', label: tag };
  const [, letter, label] = prefixed.exec(tag) ?? [];
  return letter === undefined
    ? undefined
    : { place: places[letter as keyof typeof places], label: label! };
}

/** Words `first` to `last` of a sentence. */
export interface WordSpan {
  readonly first: number;
  readonly last: number;
  readonly label: string;
}

/**
 * The spans of a sentence. A tag that continues a non-existent span begins one.
 * @returns also the number of such tags, if the form does not allow them
 */
export function spansOf(
  tags: readonly Tag[],
  { inBegins }: TagForm,
): { spans: WordSpan[]; mended: number } {
  const spans: WordSpan[] = [];
  let mended = 0;
  let open: { first: number; label: string } | undefined;
  const close = (last: number): void => {
    if (open) spans.push({ ...open, last });
    open = undefined;
  };
  tags.forEach(({ place, label }, i) => {
    const continues = place === 'inside' || place === 'last';
    if (continues && open?.label !== label && !inBegins) mended++;
    if (!continues || open?.label !== label) close(i - 1);
    if (place !== 'outside') open ??= { first: i, label };
    if (place === 'last' || place === 'unit') close(i);
  });
  close(tags.length - 1);
  return { spans, mended };
}

/** The tags of a sentence with non-overlapping spans, in order. */
export function tagsOf(spans: readonly WordSpan[], words: number, scheme: TagScheme): string[] {
  const tags = Array.from({ length: words }, () => 'O');
  spans.forEach(({ first, last, label }, i) => {
    const before = spans[i - 1];
    const touches = before !== undefined && before.last === first - 1 && before.label === label;
    for (let at = first; at <= last; at++) {
      tags[at] = `${letterOf(scheme, at === first, at === last, touches)}-${label}`;
    }
  });
  return tags;
}

function letterOf(scheme: TagScheme, first: boolean, last: boolean, touches: boolean): string {
  if (scheme === 'bilou') return first ? (last ? 'U' : 'B') : last ? 'L' : 'I';
  if (!first || scheme === 'io') return 'I';
  return scheme === 'bio' || touches ? 'B' : 'I';
}
