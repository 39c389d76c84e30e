import type { NamedRecord } from '../engine/recordApi.ts';
import type { RecordId } from '../record.ts';
import type { NewEvent, Stamp } from '../store/events.ts';
import type { Conflict } from '../store/importsFound.ts';
import type { StoredAnswer } from '../store/store.ts';
import type { Task } from '../task/judgement.ts';
import type { FormatName, RowProblem } from './formats/format.ts';
import type { ReadingRules } from './formats/survey.ts';
import type { Tally } from './formats/tally.ts';
import type { Given } from './givenAnswer.ts';
import type { GivenForm } from './givenForm.ts';

/** What to import, and how to read it. Crosses between processes. */
export interface ImportRequest {
  /** Absolute path. */
  readonly file: string;
  /** Detected from the content if omitted. */
  readonly from?: FormatName;
  readonly form?: GivenForm;
  /** The task is always the project's. */
  readonly rules: Omit<ReadingRules, 'task'>;
  readonly as: ImportUse;
  /** Labels that the project does not have are added to its file; by default they are left out. */
  readonly createLabels: boolean;
  /** Who answered, where the file does not say it. Defaults to the importer. */
  readonly annotator?: string;
  /** Answers of the file replace those of the project that differ. */
  readonly replace: boolean;
}

export type ImportUse = 'annotations' | 'suggestions';

/** What an import does, or would do: rows of the file unless said otherwise. */
export interface ImportCounts {
  /** Readable rows. */
  readonly rows: number;
  /** Of a new project: the rows of its pool, and those of the file that repeat one. */
  readonly pool?: { readonly rows: number; readonly repeated: number };
  /** Records that get an answer, those skipped in the file included. */
  readonly answers: number;
  /** Of `answers`: skipped in the file; replacing a different answer. */
  readonly skipped: number;
  readonly replaced: number;
  /** Records that get only a flag or a note. */
  readonly remarks: number;
  /** Records that have this answer already. */
  readonly alreadySo: number;
  /** Records with different answers, to be decided. */
  readonly conflicts: number;
  /** Rows whose answer is given by another row of the same record too, or by a later one. */
  readonly merged: number;
  /** Rows with no answer, flag or note. */
  readonly unlabelled: number;
  /** Fields of these rows beside the text, where an answer might be. */
  readonly otherFields: readonly string[];
  /** Rows whose text and id are not in the pool. */
  readonly notInPool: number;
  /** Rows without a text whose id several records have. */
  readonly sharedIds: number;
  /** Of rows without a text: the first whose id is of no record, or of several. */
  readonly unplaced: readonly RowProblem[];
  /** Rows whose labels are all unknown. */
  readonly leftOut: number;
  /** Labels that the project does not have, most frequent first. */
  readonly unknownLabels: readonly UnknownLabel[];
  /** Rejected single labels, which do not say which label is right. */
  readonly rejected: number;
  /** Spans whose edges were moved outward. */
  readonly moved: number;
  /** Rows, or answers in them, that cannot be read; the first of them with their reasons. */
  readonly refused: number;
  readonly problems: readonly RowProblem[];
  /** Rows whose texts have characters that the encoding does not have. */
  readonly damaged: number;
  /** Of `answers`: of hold-out records, not given blind; asked again in their turn. */
  readonly askedAgain: number;
}

/** A label that the project does not have. */
export interface UnknownLabel {
  readonly label: string;
  /** Number of its rows. */
  readonly count: number;
  /** The project's label that looks the same but for letter case and blanks. */
  readonly like?: string;
}

/** Whether a file gives a project nothing, and the project has nothing of it already. */
export function takesNothing({
  answers,
  remarks,
  alreadySo,
  conflicts,
}: Pick<ImportCounts, 'answers' | 'remarks' | 'alreadySo' | 'conflicts'>): boolean {
  return answers + remarks + alreadySo + conflicts === 0;
}

/** The project that answers are imported into. */
export interface ImportTarget {
  readonly task: Task;
  /** Of the project, with those that the import creates. */
  readonly labels: readonly string[];
  /** Whether the pool holds a record. */
  readonly holds: (id: RecordId) => boolean;
  /** The record of the pool that has this id of its own. */
  readonly recordOf: (sourceId: string) => RecordId | undefined;
  /** The record that a row without a text means by its id. */
  readonly named: (id: string) => NamedRecord | undefined;
  readonly answer: (id: RecordId) => StoredAnswer | undefined;
  readonly isHeldOut: (id: RecordId) => boolean;
  /** By record. */
  readonly conflicts: ReadonlyMap<RecordId, Pick<Conflict, 'candidates'>>;
}

export interface PlanOptions {
  /** Counts what the reader leaves out; complete once all rows are read. */
  readonly tally: Tally;
  readonly request: Pick<ImportRequest, 'as' | 'annotator' | 'replace'>;
  readonly signal?: AbortSignal | undefined;
}

/** The plan of an import: what it does, and the events of its one step. */
export interface AnswersPlan {
  readonly counts: ImportCounts;
  /** Records whose answer is replaced. */
  readonly replaced: readonly RecordId[];
  /**
   * The events, with ids made from the stamp's; those of a record follow each other.
   * @param from the file, for display
   * @param order of the records; by default that of the file
   */
  readonly events: (stamp: Stamp, from: string, order?: 'ids') => Iterable<NewEvent>;
  /**
   * The same rows for the project as it is now.
   * @param among only of these records; what is counted in rows is that of the whole file
   */
  readonly again: (target: ImportTarget, among?: ReadonlySet<RecordId>) => AnswersPlan;
  /** The part of this plan that is about these records. */
  readonly among: (records: ReadonlySet<RecordId>) => AnswersPlan;
  /** With `as: 'suggestions'`: what is suggested for records. */
  readonly suggestions: ReadonlyMap<RecordId, Given>;
}
