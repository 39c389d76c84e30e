import type {
  AnnotateStrings,
  AskedView,
  JudgedView,
  LabelsAnswer,
  RecentView,
} from '../../src/protocol/annotate.ts';
import type { MultiLabelStrings } from '../../src/protocol/annotateStrings.ts';
import { formatCount } from '../common/format.ts';

/**
 * The judgement of a record after an answer.
 * @param before its current judgement
 * @param names of all labels, in order
 */
export function judgedBy(
  { yes, of, judged = of }: LabelsAnswer,
  before: AskedView['judged'],
  names: readonly string[],
): JudgedView {
  const isNew = new Set(judged);
  const stays = (all: readonly string[] = []): string[] => all.filter((name) => !isNew.has(name));
  // A complete judgement replaces the earlier one.
  const kept = judged === of ? undefined : before;
  const applies = new Set([...yes, ...stays(kept?.yes)]);
  const known = new Set([...judged, ...stays(kept?.yes), ...stays(kept?.no)]);
  return {
    yes: names.filter((name) => applies.has(name)),
    no: [...known].filter((name) => !applies.has(name)).length,
    unknown: names.filter((name) => !known.has(name)).length,
  };
}

/** "joy, surprise", "none of these", "joy + 2 unknown", "1 no + 27 unknown" */
export function judgedText(
  { yes, no, unknown }: JudgedView,
  strings: Pick<MultiLabelStrings, 'noneOfThese' | 'noLabels' | 'unknownLabels'>,
): string {
  if (yes.length === 0 && unknown === 0) return strings.noneOfThese;
  const known =
    yes.length > 0 ? yes.join(', ') : fillPlaceholders(strings.noLabels, formatCount(no));
  return unknown === 0
    ? known
    : `${known} ${fillPlaceholders(strings.unknownLabels, formatCount(unknown))}`;
}

/** The answer of a row: its label, its labels, or "skipped". */
export function rowText(
  { label, labels }: Pick<RecentView, 'label' | 'labels'>,
  { multiLabel, skipped }: Pick<AnnotateStrings, 'multiLabel' | 'skipped'>,
): string {
  return labels ? judgedText(labels, multiLabel) : (label ?? skipped);
}

/** A sentence with its placeholders {0}, {1} … replaced. */
export function fillPlaceholders(sentence: string, ...parts: readonly string[]): string {
  return sentence.replace(
    /\{(\d+)\}/g,
    (placeholder, at: string) => parts[Number(at)] ?? placeholder,
  );
}
