import type { LabelFieldUse } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, Stamp } from '../store/events.ts';

/** The label that a column of the pool gives to a record. */
export interface ForeignLabel {
  readonly id: RecordId;
  readonly label: string;
  /** Labels on other rows of the same text. */
  readonly conflicts?: readonly string[];
}

/** What an import would do, to be shown before it is done. */
export interface ImportPlan {
  readonly annotations: readonly { readonly recordId: RecordId; readonly label: string }[];
  /** Label by record, to be shown and not counted as done. */
  readonly suggestions: ReadonlyMap<RecordId, string>;
  /** Rows of the same text that disagree: left for a person to decide. */
  readonly conflicts: readonly {
    readonly recordId: RecordId;
    readonly labels: readonly string[];
  }[];
  /** Labels that the project does not have, most frequent first: left out. */
  readonly unknownLabels: readonly { readonly label: string; readonly count: number }[];
  /** Records that have an answer already, which is kept. */
  readonly alreadyAnswered: number;
}

/**
 * Sorts the labels of a column into what can be taken and what cannot. Names must be equal to the
 * project's, apart from white space at the ends: nothing is silently mapped to another label.
 * @param answered whether the store holds a label or skip of the record.
 */
export function planImport(
  given: Iterable<ForeignLabel>,
  labels: readonly string[],
  use: LabelFieldUse,
  answered: (recordId: RecordId) => boolean = () => false,
): ImportPlan {
  const known = new Set(labels);
  const unknown = new Map<string, number>();
  const annotations: { recordId: RecordId; label: string }[] = [];
  const suggestions = new Map<RecordId, string>();
  const conflicts: { recordId: RecordId; labels: readonly string[] }[] = [];
  let alreadyAnswered = 0;
  for (const { id, label: written, conflicts: others = [] } of use === 'ignore' ? [] : given) {
    const all = [...new Set([written, ...others].map((label) => label.trim()))];
    const label = all[0]!;
    if (all.length > 1) conflicts.push({ recordId: id, labels: all });
    else if (!known.has(label)) unknown.set(label, (unknown.get(label) ?? 0) + 1);
    else if (use === 'suggestions') suggestions.set(id, label);
    else if (answered(id)) alreadyAnswered += 1;
    else annotations.push({ recordId: id, label });
  }
  const unknownLabels = [...unknown]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count);
  return { annotations, suggestions, conflicts, unknownLabels, alreadyAnswered };
}

/** The events of a plan's annotations: one step of the journal. Their ids derive from the stamp's. */
export function importEvents(
  annotations: ImportPlan['annotations'],
  from: string,
  stamp: Stamp,
): ImportEvent[] {
  return annotations.map(({ recordId, label }, i) => ({
    ...stamp,
    id: `${stamp.id}/${i}`,
    kind: 'import',
    recordId,
    label,
    from,
  }));
}
