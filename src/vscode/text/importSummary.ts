import type { ImportCounts } from '../../core/interchange/answersPlan.ts';
import type { Localize } from '../../core/localize.ts';
import { conflictsCount, rejectionsLeftOut, rowsLeftOut } from './answersFound.ts';
import { count } from './numbers.ts';

/** The effects of a planned or finished import, each with its count; zeros are omitted. */
export function importSummary(
  counts: ImportCounts,
  language: string,
  localize: Localize,
): string[] {
  const n = (value: number): string => count(value, language);
  const { answers, skipped, replaced, remarks, alreadySo, conflicts } = counts;
  const { notInPool, sharedIds, leftOut, rejected, refused, unlabelled, askedAgain, damaged } =
    counts;
  const labelled = answers - skipped;
  const parts: readonly (readonly [number, string])[] = [
    [labelled, labelled === 1 ? localize('1 answer') : localize('{0} answers', n(labelled))],
    [skipped, localize('{0} skipped', n(skipped))],
    [replaced, localize('{0} replaced', n(replaced))],
    [remarks, localize('{0} only flagged or noted', n(remarks))],
    [alreadySo, localize('{0} already the same', n(alreadySo))],
    [conflicts, conflictsCount(conflicts, language, localize)],
    [askedAgain, localize('{0} in the hold-out, which count once asked again', n(askedAgain))],
    [notInPool, localize('{0} not in the pool', n(notInPool))],
    [sharedIds, localize('{0} with an id of several records', n(sharedIds))],
    [leftOut, localize('{0} with unknown labels only', n(leftOut))],
    [rejected, rejectionsLeftOut(rejected, language, localize)],
    [refused, rowsLeftOut(refused, language, localize)],
    [unlabelled, localize('{0} without an answer', n(unlabelled))],
    [damaged, localize('{0} with characters that cannot be read', n(damaged))],
  ];
  const phrases = parts.flatMap(([number, text]) => (number > 0 ? [text] : []));
  return phrases.length > 0 ? phrases : [localize('No answer')];
}
