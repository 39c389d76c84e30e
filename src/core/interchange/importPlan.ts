import { labelForm, namesByForm } from '../labelSet/labelForm.ts';
import type { LabelFieldUse } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, Stamp } from '../store/events.ts';

/** The label that a column of the pool gives to a record. */
export interface ForeignLabel {
  readonly id: RecordId;
  readonly label: string;
  /** Labels on other rows of the same text. */
  readonly conflicts?: readonly string[];
  /** Rows of this text that have a label. Default 1. */
  readonly rows?: number;
}

/** What an import would do, to be shown before it is done. Numbers are rows of the file. */
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
  /** Rows whose label is an annotation or a suggestion. */
  readonly taken: number;
  /** Rows of texts whose rows disagree. */
  readonly conflicting: number;
  /** Rows of records that have an answer already, which is kept. */
  readonly alreadyAnswered: number;
}

/**
 * Sorts the labels of a column into what can be taken and what cannot. Names must be equal to the
 * project's, apart from white space at the ends and the form of accents: nothing is silently mapped to
 * another label, and the project's spelling stays.
 * @param answered whether the store holds a label or skip of the record.
 */
export function planImport(
  given: Iterable<ForeignLabel>,
  labels: readonly string[],
  use: LabelFieldUse,
  answered: (recordId: RecordId) => boolean = () => false,
): ImportPlan {
  const known = namesByForm(labels);
  const unknown = new Map<string, number>();
  const annotations: { recordId: RecordId; label: string }[] = [];
  const suggestions = new Map<RecordId, string>();
  const conflicts: { recordId: RecordId; labels: readonly string[] }[] = [];
  let [taken, conflicting, alreadyAnswered] = [0, 0, 0];
  for (const { id, label: written, conflicts: others = [], rows = 1 } of use === 'ignore'
    ? []
    : given) {
    const all = [
      ...new Set([written, ...others].map((name) => known.get(name) ?? labelForm(name))),
    ];
    const label = known.get(all[0]!) ?? known.get(labelForm(all[0]!));
    if (all.length > 1) {
      conflicts.push({ recordId: id, labels: all });
      conflicting += rows;
    } else if (label === undefined) unknown.set(all[0]!, (unknown.get(all[0]!) ?? 0) + rows);
    else if (use === 'suggestions') {
      suggestions.set(id, label);
      taken += rows;
    } else if (answered(id)) alreadyAnswered += rows;
    else {
      annotations.push({ recordId: id, label });
      taken += rows;
    }
  }
  const unknownLabels = [...unknown]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count);
  return {
    annotations,
    suggestions,
    conflicts,
    unknownLabels,
    taken,
    conflicting,
    alreadyAnswered,
  };
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
