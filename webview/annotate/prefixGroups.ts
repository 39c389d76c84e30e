import type { LabelView } from '../../src/protocol/annotate.ts';

/** Minimum number of labels in a group. */
const LEAST = 3;

/** Groups labels by the first word of their names; too few labels with the same word form no group. */
export function withPrefixGroups(labels: readonly LabelView[]): LabelView[] {
  const prefixes = prefixesOf(labels);
  return labels.map((label, i) => {
    const { group: _, ...rest } = label;
    const prefix = prefixes[i];
    return prefix === undefined ? rest : { ...rest, group: `${prefix} …` };
  });
}

/** Whether prefix groups help: the project defines none, and at least two exist. */
export function offersPrefixGroups(labels: readonly LabelView[]): boolean {
  if (labels.some(({ group }) => group !== undefined)) return false;
  return new Set(prefixesOf(labels).filter((prefix) => prefix !== undefined)).size >= 2;
}

/** The common prefix of each label's group, as written; undefined for a label without a group. */
function prefixesOf(labels: readonly LabelView[]): (string | undefined)[] {
  const names = labels.map(({ name }) => ({ name, words: wordsIn(name) }));
  const shared = sharedWords(names.map(({ words }) => words));
  const groups = new Map<string, typeof names>();
  for (const name of names) {
    const key = name.words[shared]?.word.toLowerCase();
    // A name that ends there has no further word to distinguish it within the group.
    if (key === undefined || name.words.length <= shared + 1) continue;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const prefixes = new Map<string, string>();
  for (const group of groups.values()) {
    if (group.length < LEAST) continue;
    const common = sharedWords(group.map(({ words }) => words));
    for (const { name, words } of group) {
      prefixes.set(
        name,
        group[0]!.name.slice(0, group[0]!.words[common - 1]?.end ?? words[0]!.end),
      );
    }
  }
  return labels.map(({ name }) => prefixes.get(name));
}

/** Length in words of the common prefix; every name has at least one more word. */
function sharedWords(all: readonly (readonly { readonly word: string }[])[]): number {
  const [first = []] = all;
  let shared = 0;
  while (
    all.every(
      (words) =>
        words.length > shared + 1 &&
        words[shared]!.word.toLowerCase() === first[shared]?.word.toLowerCase(),
    )
  ) {
    shared++;
  }
  return shared;
}

/** The words of a name, and where each ends. */
function wordsIn(name: string): { word: string; end: number }[] {
  return [...name.matchAll(/\p{Lu}?[^\s_/.:\p{Lu}-]+|\p{Lu}+/gu)].map(({ 0: word, index }) => ({
    word,
    end: index + word.length,
  }));
}
