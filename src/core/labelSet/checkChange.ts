import { labelNames, reservedKeys, type Label } from '../labels.ts';
import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';

/** A label name as stored: trimmed, in NFC. */
export function labelName(typed: string): string {
  return typed.trim().normalize('NFC');
}

/**
 * The problem with a label name; undefined if it is valid.
 * @param besides the label to rename: its own name may return in different case
 */
export function nameProblem(
  typed: string,
  labels: readonly Label[],
  besides?: string,
): Message | undefined {
  const name = labelName(typed);
  if (name === '') return message('label.noName', {});
  if (name === besides) return message('label.sameName', {});
  const others = labelNames(labels).filter((other) => other !== besides);
  if (others.includes(name)) {
    return message('label.taken', { name });
  }
  const alike = others.find((other) => other.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) {
    return message('label.otherLetters', { name, other: alike });
  }
  return undefined;
}

/** The problem with the comma-separated names for splitting a label. */
export function splitProblem(
  names: readonly string[],
  from: string,
  labels: readonly Label[],
): Message | undefined {
  const into = names.map(labelName);
  if (into.length < 2) return message('label.tooFewParts', {});
  for (const [i, name] of into.entries()) {
    const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
    if (into.slice(0, i).some(same)) return message('label.partTwice', { name });
    if (same(from)) {
      return message('label.partIsDivided', { label: from });
    }
    // An existing label may take some of the records.
    if (labels.some((label) => label.name === name)) continue;
    const problem = nameProblem(name, labels);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The problem with a label key; an empty one means no custom key. */
export function keyProblem(
  typed: string,
  labels: readonly Label[],
  besides?: string,
): Message | undefined {
  const key = typed.trim().toLowerCase();
  if (key === '') return undefined;
  if (!/^[\p{L}\p{N}]$/u.test(key)) return message('label.notAKey', {});
  if (reservedKeys.has(key)) return message('label.keyReserved', { key });
  const owner = labels.find((label) => label.key === key && label.name !== besides);
  return owner && message('label.keyTaken', { key, label: owner.name });
}
