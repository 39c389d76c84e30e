import type { NamedRecord } from '../engine/recordApi.ts';
import type { RecordId } from '../record.ts';
import type { NewEvent, Stamp } from '../store/events.ts';
import type { Conflict } from '../store/importsFound.ts';
import type { StoredAnswer } from '../store/store.ts';
import type { Task } from '../task/judgement.ts';
import type { FormatName, RowProblem } from './formats/format.ts';
import type { ReadingRules } from './formats/survey.ts';
import type { Tally } from './formats/tally.ts';
import type { AnswerContent } from './givenAnswer.ts';
import type { FormatOverrides } from './formatOverrides.ts';

/** What to import, and how to read it. Crosses between processes. */
export interface ImportRequest {
  /** Absolute path. */
  readonly file: string;
  /** Further files, which are read as one with it. */
  readonly more?: readonly string[];
  /** Detected from the content if omitted. */
  readonly from?: FormatName;
  readonly form?: FormatOverrides;
  /** The task is always the project's. */
  readonly rules: Omit<ReadingRules, 'task'>;
  readonly as: ImportUse;
  /** Labels that the project does not have are added to its file; by default they are left out. */
  readonly createLabels: boolean;
  /** Who answered, if the file does not say. Defaults to the importer. */
  readonly annotator?: string;
  /** Whether answers of the file replace differing ones of the project. */
  readonly replace: boolean;
}

export type ImportUse = 'annotations' | 'suggestions';

/** What an import does, or would do: rows of the file unless stated otherwise. */
export interface ImportCounts {
  /** Readable rows. */
  readonly rows: number;
  /** For a new project: the rows of its pool, and the rows of the file that repeat one of them. */
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
  /** Rows whose answer another row of the same record repeats or replaces. */
  readonly merged: number;
  /** Rows with no answer, flag or note. */
  readonly unlabelled: number;
  /** Fields of these rows beside the text, where an answer might be. */
  readonly otherFields: readonly string[];
  /** Rows whose text and id are not in the pool. */
  readonly notInPool: number;
  /** Rows without a text whose id several records have. */
  readonly sharedIds: number;
  /** Rows without a text whose id is of no record, or of several; the first of them. */
  readonly unplacedCount: number;
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
  /** Of `answers`: those of hold-out records not given blind; the records are asked again. */
  readonly askedAgain: number;
  /** Of several files: the rows of each. */
  readonly files?: readonly FileCounts[];
}

/** What becomes of the rows of one file of several. */
export interface FileCounts extends Pick<
  ImportCounts,
  'rows' | 'unlabelled' | 'notInPool' | 'sharedIds' | 'leftOut' | 'refused'
> {
  readonly file: string;
  /** Rows with an answer to a record. */
  readonly answered: number;
}

/** A label that the project does not have. */
export interface UnknownLabel {
  readonly label: string;
  /** Number of its rows. */
  readonly count: number;
  /** The project's label that differs only in letter case and blanks. */
  readonly like?: string;
}

/** Whether a file has nothing for a project: nothing to import, to resolve, or imported already. */
export function changesNothing({
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
  /** The project's labels, including those that the import creates. */
  readonly labels: readonly string[];
  /** Whether the pool holds a record. */
  readonly holds: (id: RecordId) => boolean;
  /** The record of the pool with this value of the id field. */
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
   * The events, with ids derived from the stamp's; the events of a record are consecutive.
   * @param from the file, for display
   * @param order of the records; by default that of the file
   */
  readonly events: (stamp: Stamp, from: string, order?: 'ids') => Iterable<NewEvent>;
  /**
   * Plans the same rows for the current state of the project.
   * @param among plans only these records; counts of rows remain those of the whole file
   */
  readonly again: (target: ImportTarget, among?: ReadonlySet<RecordId>) => AnswersPlan;
  /** The part of this plan that concerns these records. */
  readonly among: (records: ReadonlySet<RecordId>) => AnswersPlan;
  /** With `as: 'suggestions'`: the suggestion for each record. */
  readonly suggestions: ReadonlyMap<RecordId, AnswerContent>;
}
