import { labelForm, namesByForm } from '../labelForm.ts';
import type { LabelFieldUse } from '../projectFile/labelField.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, Stamp } from '../store/events.ts';
import { sorted } from '../task/judgement.ts';

/** Of several labels: those that apply and those that do not. */
interface JudgedLabels {
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** The labels that a pool column gives a record: one, or those that apply and those that do not. */
export type ForeignLabel = {
  readonly id: RecordId;
  /** Rows of this text with a label. Default 1. */
  readonly rows?: number;
} & (
  | {
      readonly label: string;
      /** Different labels on other rows of the same text. */
      readonly conflicts?: readonly string[];
    }
  | (JudgedLabels & { readonly conflicts?: readonly JudgedLabels[] })
);

/** A label of a project, or a judgement of its labels. */
export type PlannedAnswer = { readonly label: string } | JudgedLabels;

/** Preview of an import. Counts are rows of the file. */
export interface ImportPlan {
  readonly annotations: readonly (PlannedAnswer & { readonly recordId: RecordId })[];
  /** Answers by record, shown as suggestions and not counted as answers. */
  readonly suggestions: ReadonlyMap<RecordId, PlannedAnswer>;
  /** Rows of the same text that disagree: left for the user to resolve. */
  readonly conflicts: readonly {
    readonly recordId: RecordId;
    readonly answers: readonly PlannedAnswer[];
  }[];
  /** Labels that the project does not have, most frequent first: skipped. */
  readonly unknownLabels: readonly { readonly label: string; readonly count: number }[];
  /** Rows whose labels become an annotation or a suggestion. */
  readonly taken: number;
  /** Rows without any label of the project. */
  readonly unknown: number;
  /** Rows of texts with disagreeing rows. */
  readonly conflicting: number;
  /** Rows of records that already have an answer, which is kept. */
  readonly alreadyAnswered: number;
}

/**
 * Sorts the labels of a column into importable and not importable. Names must equal the project's,
 * except for outer white space and Unicode composition: nothing is silently mapped to another
 * label, and the project's spelling wins. Of several labels, only those of the project are taken.
 * @param answered whether the store has a label or skip for the record
 */
export function planImport(
  given: Iterable<ForeignLabel>,
  labels: readonly string[],
  use: LabelFieldUse,
  answered: (recordId: RecordId) => boolean = () => false,
): ImportPlan {
  const known = namesByForm(labels);
  const nameOf = (written: string): string | undefined =>
    known.get(written) ?? known.get(labelForm(written));
  const unknownLabels = new Map<string, number>();
  const annotations: (PlannedAnswer & { recordId: RecordId })[] = [];
  const suggestions = new Map<RecordId, PlannedAnswer>();
  const conflicts: { recordId: RecordId; answers: readonly PlannedAnswer[] }[] = [];
  let [taken, unknown, conflicting, alreadyAnswered] = [0, 0, 0, 0];
  for (const foreign of use === 'ignore' ? [] : given) {
    const { id, rows = 1 } = foreign;
    const answers = differentAnswers(foreign, nameOf);
    const [answer] = answers;
    if (answers.length > 1) {
      conflicts.push({ recordId: id, answers });
      conflicting += rows;
      continue;
    }
    for (const label of unknownIn(foreign, nameOf)) {
      unknownLabels.set(label, (unknownLabels.get(label) ?? 0) + rows);
    }
    const own = answer && ownPart(answer, nameOf);
    if (own === undefined) unknown += rows;
    else if (use === 'suggestions') {
      suggestions.set(id, own);
      taken += rows;
    } else if (answered(id)) alreadyAnswered += rows;
    else {
      annotations.push({ recordId: id, ...own });
      taken += rows;
    }
  }
  return {
    annotations,
    suggestions,
    conflicts,
    unknownLabels: [...unknownLabels]
      .map(([label, count]) => ({ label, count }))
      .sort((a, b) => b.count - a.count),
    taken,
    unknown,
    conflicting,
    alreadyAnswered,
  };
}

type NameOf = (written: string) => string | undefined;

/** The different answers of the rows of a text. Names are the project's, or as written. */
function differentAnswers(foreign: ForeignLabel, nameOf: NameOf): PlannedAnswer[] {
  const name = (written: string): string => nameOf(written) ?? labelForm(written);
  if ('label' in foreign) {
    const names = [foreign.label, ...(foreign.conflicts ?? [])].map(name);
    return [...new Set(names)].map((label) => ({ label }));
  }
  const sets = [foreign, ...(foreign.conflicts ?? [])].map(({ yes, no }) => ({
    yes: sorted(yes.map(name)),
    no: sorted(no.map(name)),
  }));
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}

/** Labels of a record that the project does not have. */
function unknownIn(foreign: ForeignLabel, nameOf: NameOf): string[] {
  const names = 'label' in foreign ? [foreign.label] : foreign.yes;
  return names.filter((name) => nameOf(name) === undefined).map(labelForm);
}

/** The part of an answer that is about labels of the project; undefined if there is none. */
function ownPart(answer: PlannedAnswer, nameOf: NameOf): PlannedAnswer | undefined {
  const isOwn = (name: string): boolean => nameOf(name) !== undefined;
  if ('label' in answer) return isOwn(answer.label) ? answer : undefined;
  const [yes, no] = [answer.yes.filter(isOwn), answer.no.filter(isOwn)];
  return yes.length + no.length > 0 ? { yes, no } : undefined;
}

/** The events of a plan's annotations: one journal step. Their ids derive from the stamp's. */
export function importEvents(
  annotations: ImportPlan['annotations'],
  from: string,
  stamp: Stamp,
): ImportEvent[] {
  return annotations.map(({ recordId, ...answer }, i) => ({
    ...stamp,
    id: `${stamp.id}/${i}`,
    kind: 'import',
    recordId,
    ...('label' in answer
      ? { label: answer.label }
      : { yes: answer.yes, of: sorted([...answer.yes, ...answer.no]) }),
    from,
  }));
}
