import { judgeAll, labelsThat, type MultiJudgement, sorted } from '../task/judgement.ts';
import type { ImportEvent, NewEvent, Stamp } from '../store/events.ts';
import type { StoredAnswer } from '../store/store.ts';

/**
 * Whether the other labels of the set count as not applying, or as unknown, beside a given label.
 */
export type OtherLabels = 'no' | 'unknown';

export interface SetsRequest {
  /** The label set. */
  readonly labels: readonly string[];
  readonly others: OtherLabels;
  /** Position of the journal after which a label could be given; see `labelSince`. */
  readonly since: (label: string) => number;
  /** Whether an answer counts in a hold-out: it was given blind, or comes from the pool itself. */
  readonly isBlind: (answer: StoredAnswer) => boolean;
  /** Display name of the project that the answers come from. */
  readonly from: string;
  readonly stamp: Stamp;
}

/**
 * The events that import answers of one label per record into a project of several labels per record:
 * the label given applies. The other labels do not apply or are unknown, as requested; labels added
 * after an answer are unknown in any case. Skips, flags, notes, authors and times are kept.
 *
 * An answer that leaves labels unknown never counts in a hold-out: for every label, only records
 * that have it would be known, which makes precision 1.
 */
export function answersAsSets(
  answers: readonly StoredAnswer[],
  { labels, others, since, isBlind, from, stamp }: SetsRequest,
): NewEvent[] {
  const events: NewEvent[] = [];
  const on = ({ recordId, sourceId }: StoredAnswer) => ({
    id: `${stamp.id}/${events.length}`,
    recordId,
    ...(sourceId !== undefined && { sourceId }),
  });
  const judged = (label: string, seq: number): MultiJudgement => {
    // If the project no longer has the label, nobody rejected the other labels in its favour.
    const shown = others === 'no' && labels.includes(label);
    return judgeAll([label], shown ? labels.filter((name) => since(name) < seq) : []);
  };
  for (const answer of answers) {
    const { kind, label, flagged, note, at, annotator, seq } = answer;
    if (kind === 'none') {
      const by = { at, annotator };
      if (flagged) events.push({ ...on(answer), ...by, kind: 'flag' });
      if (note !== undefined) events.push({ ...on(answer), ...by, kind: 'note', note });
      continue;
    }
    const set = label === undefined ? undefined : judged(label, seq);
    const counts = label === undefined || (others === 'no' && labels.includes(label));
    const event: ImportEvent = {
      ...stamp,
      ...on(answer),
      kind: 'import',
      ...(set && { yes: labelsThat(true, set), of: sorted([...set.labels.keys()]) }),
      ...(flagged && { flagged }),
      ...(note !== undefined && { note }),
      given: { at, annotator },
      ...(counts && isBlind(answer) && { blind: true }),
      from,
    };
    events.push(event);
  }
  return events;
}
