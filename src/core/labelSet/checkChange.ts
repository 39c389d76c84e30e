import { labelNames } from '../labels.ts';
import { reservedKeys, type Label } from '../labels.ts';
import type { Localize } from '../localize.ts';

/** A name as it is stored: without white space around it, in NFC. */
export function labelName(typed: string): string {
  return typed.trim().normalize('NFC');
}

/**
 * What is wrong with a name for a label, as a sentence; undefined if it will do.
 * @param besides the label that is to carry it: only its own name may come back, in other letters
 */
export function nameProblem(
  typed: string,
  labels: readonly Label[],
  localize: Localize,
  besides?: string,
): string | undefined {
  const name = labelName(typed);
  if (name === '') return localize('A label needs a name.');
  if (name === besides) return localize('It is called that already.');
  const others = labelNames(labels).filter((other) => other !== besides);
  if (others.includes(name)) {
    return localize('“{0}” is there already. To join two labels, use Merge Labels.', name);
  }
  const alike = others.find((other) => other.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) {
    return localize('“{0}” differs from “{1}” only in upper and lower case.', name, alike);
  }
  return undefined;
}

/** What is wrong with the names that a label is to be split into, separated by commas. */
export function splitProblem(
  names: readonly string[],
  from: string,
  labels: readonly Label[],
  localize: Localize,
): string | undefined {
  const into = names.map(labelName);
  if (into.length < 2) return localize('Two labels at least, separated by commas.');
  for (const [i, name] of into.entries()) {
    const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
    if (into.slice(0, i).some(same)) return localize('“{0}” is there twice.', name);
    if (same(from)) {
      return localize(
        'Records that still say “{0}” are those not divided yet, so the new labels need other names.',
        from,
      );
    }
    // A label that is there already may take over some of the records.
    if (labels.some((label) => label.name === name)) continue;
    const problem = nameProblem(name, labels, localize);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What is wrong with a key for a label; an empty one means none of its own. */
export function keyProblem(
  typed: string,
  labels: readonly Label[],
  localize: Localize,
  besides?: string,
): string | undefined {
  const key = typed.trim().toLowerCase();
  if (key === '') return undefined;
  if (!/^[\p{L}\p{N}]$/u.test(key)) return localize('A key is one letter or digit.');
  if (reservedKeys.has(key)) return localize('Key “{0}” does something else in the panel.', key);
  const owner = labels.find((label) => label.key === key && label.name !== besides);
  return owner && localize('Key “{0}” gives “{1}” already.', key, owner.name);
}
