import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { isAnswered } from '../../store/isAnswered.ts';
import {
  importEvents,
  planImport,
  type ForeignLabel,
  type ImportPlan,
} from '../../interchange/importPlan.ts';
import { labelNames } from '../../labels.ts';
import type { PassedLabel } from '../../pool/importedLabels.ts';
import type { PoolProblem } from '../../pool/poolSpec.ts';
import { nameOfLabelField, type LabelField } from '../../projectFile/labelField.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import type { Stamp } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import type { Write } from '../journal/writeQueue.ts';
import type { Notice } from '../learnerPhase.ts';
import type { Engine } from '../../engine/engineApi.ts';

/** The source (`importedFrom`) of answers taken from the pool's label column. */
export const columnSource = (field: string): string => `column ${field}`;

/**
 * The reading of the column whose labels were imported: each reading is imported once. Earlier versions
 * stored only the field name.
 */
const importedSetting = 'labelField.imported';

/** The resulting `LabelImportSummary`. */
const accountSetting = 'labelField.account';

/** The outcome for the column's labels, in rows: all = taken + sum of passed. */
export interface LabelImportSummary {
  readonly all: number;
  readonly taken: number;
  readonly passed: Readonly<Partial<Record<NotImportedReason, number>>>;
  /** Labels that the project does not have, most frequent first. */
  readonly unknown: readonly { readonly label: string; readonly count: number }[];
  /** Whether this call imported them. */
  readonly isNew: boolean;
}

/** Why a label of the column was not imported. */
export type NotImportedReason = PassedLabel | 'unknown' | 'conflicting' | 'answered';

export interface LabelColumn {
  readonly store: Store;
  readonly engine: { readonly remote: Engine };
  readonly project: ProjectFile;
  /** Waits for locks. */
  readonly write: Write;
}

/**
 * Imports the annotations of the pool's label column, once and as one step, if the project is set up to do
 * so. Rows with the same text but different labels are not imported; their record is asked like any other.
 * @returns the outcome, now or at the earlier import; undefined if unknown or not wanted
 */
export async function importLabelColumn(
  { store, engine, project, write }: LabelColumn,
  passed: Readonly<Partial<Record<PassedLabel, number>>>,
  stamp: () => Stamp,
): Promise<LabelImportSummary | undefined> {
  const column = project.labelField;
  const known = labelNames(project.labels);
  if (column?.use !== 'annotations') return undefined;
  const field = nameOfLabelField(column);
  const reading = readingOf(column);
  const imported = store.setting(importedSetting);
  if (imported === field) await write((into) => into.setSetting(importedSetting, reading));
  if (imported === field || imported === reading) {
    const kept = store.setting(accountSetting) as Omit<LabelImportSummary, 'isNew'> | undefined;
    // Labels of the file that the project lacked then but has now are imported after all.
    if (!kept?.unknown.some(({ label }) => known.includes(label)))
      return kept && { ...kept, isNew: false };
  }
  const { plan, account } = await planColumn({ store, engine, project }, passed);
  const events = importEvents(plan.annotations, columnSource(field), stamp());
  await write((into) => {
    // Another window may have answered some, or imported them all.
    const open = events.filter(
      (event) => 'recordId' in event && !isAnswered(store.answer(event.recordId)),
    );
    if (open.length > 0) into.append(open);
    into.setSetting(importedSetting, reading);
    into.setSetting(accountSetting, account);
  });
  return { ...account, isNew: true };
}

type ReadingColumn = Pick<LabelColumn, 'store' | 'project'> & {
  readonly engine: { readonly remote: Pick<Engine, 'importedLabels'> };
};

/**
 * What opening the project or `train` would import from the label column; undefined if the column is not for
 * annotations or was already imported. Writes nothing.
 */
export async function plannedLabelImport(
  column: ReadingColumn,
  passed: Readonly<Partial<Record<PassedLabel, number>>>,
): Promise<Omit<LabelImportSummary, 'isNew'> | undefined> {
  if (column.project.labelField?.use !== 'annotations') return undefined;
  if (column.store.setting(importedSetting) !== undefined) return undefined;
  return (await planColumn(column, passed)).account;
}

/** The outcome of importing the column's labels; before the import, the expected outcome. */
export async function labelImportSummary(
  column: ReadingColumn,
  passed: Readonly<Partial<Record<PassedLabel, number>>>,
): Promise<Omit<LabelImportSummary, 'isNew'> | undefined> {
  const ahead = await plannedLabelImport(column, passed);
  if (ahead || column.project.labelField?.use !== 'annotations') return ahead;
  return column.store.setting(accountSetting) as LabelImportSummary | undefined;
}

/** Plans the import of the label column for unanswered records, and the outcome for its labels. */
async function planColumn(
  { store, engine, project: { labelField, labels } }: ReadingColumn,
  passed: Readonly<Partial<Record<PassedLabel, number>>>,
): Promise<{ readonly plan: ImportPlan; readonly account: Omit<LabelImportSummary, 'isNew'> }> {
  const from = columnSource(nameOfLabelField(labelField!));
  const given = await engine.remote.importedLabels({});
  const hasAnswer = (id: RecordId): boolean => isAnswered(store.answer(id));
  const isTaken = ({ id }: ForeignLabel): boolean => store.answer(id)?.importedFrom === from;
  const before = given.filter(isTaken).reduce((sum, { rows }) => sum + rows, 0);
  const plan = planImport(
    given.filter((label) => !isTaken(label)),
    labelNames(labels),
    'annotations',
    hasAnswer,
  );
  const reasons = {
    ...passed,
    unknown: plan.unknown,
    conflicting: plan.conflicting,
    answered: plan.alreadyAnswered,
  };
  const taken = before + plan.taken;
  const all = Object.values(reasons).reduce((sum, count) => sum + count, taken);
  return { plan, account: { all, taken, passed: reasons, unknown: plan.unknownLabels } };
}

/**
 * Identifies the reading: field, separator, map and meaning of empty cells determine the labels; `use` does
 * not.
 */
function readingOf({ use: _, ...reading }: LabelField): string {
  return JSON.stringify(reading, (_key, value: unknown) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** "Labels of the file: 36 taken · 24 passed over: …"; undefined if all were taken. */
export function labelNotice(account: LabelImportSummary): Notice | undefined {
  const taken = passedOverMessage(account);
  if (taken === undefined) return undefined;
  return {
    id: 'labels-passed-over',
    severity: 'warning',
    message: taken,
    action: 'openProjectFile',
  };
}

/** The same message as an entry in the pool's problem list, which persists. */
export function labelProblems(
  { project }: Pick<LabelColumn, 'project'>,
  account: LabelImportSummary | undefined,
): PoolProblem[] {
  const taken = account && passedOverMessage(account);
  const file = project.pool[0]?.path;
  if (taken === undefined || file === undefined) return [];
  return [{ file, line: 1, code: 'labels-not-taken', message: taken, severity: 'warning' }];
}

/** Undefined if all were taken. */
export function passedOverMessage({
  all,
  taken,
  passed,
  unknown,
}: Omit<LabelImportSummary, 'isNew'>): Message | undefined {
  return taken === all
    ? undefined
    : message('opening.labelsPassedOver', { taken, passed, unknown });
}
