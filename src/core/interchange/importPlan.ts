import { labelForm, namesByForm } from '../labelSet/labelForm.ts';
import type { LabelFieldUse } from '../projectFile/labelField.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, Stamp } from '../store/events.ts';

/** The label that a pool column gives to a record. */
export interface ForeignLabel {
  readonly id: RecordId;
  readonly label: string;
  /** Different labels on other rows of the same text. */
  readonly conflicts?: readonly string[];
  /** Rows of this text with a label. Default 1. */
  readonly rows?: number;
}

/** Preview of an import. Counts are rows of the file. */
export interface ImportPlan {
  readonly annotations: readonly { readonly recordId: RecordId; readonly label: string }[];
  /** Labels by record, shown as suggestions and not counted as answers. */
  readonly suggestions: ReadonlyMap<RecordId, string>;
  /** Rows of the same text that disagree: left for the user to resolve. */
  readonly conflicts: readonly {
    readonly recordId: RecordId;
    readonly labels: readonly string[];
  }[];
  /** Labels that the project does not have, most frequent first: skipped. */
  readonly unknownLabels: readonly { readonly label: string; readonly count: number }[];
  /** Rows whose label becomes an annotation or a suggestion. */
  readonly taken: number;
  /** Rows of texts with disagreeing rows. */
  readonly conflicting: number;
  /** Rows of records that already have an answer, which is kept. */
  readonly alreadyAnswered: number;
}

/**
 * Sorts the labels of a column into importable and not importable. Names must equal the project's,
 * except for outer white space and Unicode composition: nothing is silently mapped to another
 * label, and the project's spelling wins.
 * @param answered whether the store has a label or skip for the record
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

/** The events of a plan's annotations: one journal step. Their ids derive from the stamp's. */
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
