import { throwIfAborted, UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import { visualForm } from '../labelForm.ts';
import { recordIdOf, type RecordId } from '../record.ts';
import type {
  AnswersPlan,
  FileCounts,
  ImportTarget,
  ImportUse,
  PlanOptions,
} from './answersPlan.ts';
import { Decisions, type FoundRow } from './decisions.ts';
import type { ExchangeRow } from './formats/exchangeRow.ts';
import type { ReadableFormat, RowProblem } from './formats/format.ts';
import { GivenAnswers } from './givenAnswer.ts';

/**
 * Plans an import of a file's rows into a project. Answers of the project are only replaced on
 * request: an equal answer is left as it is, and a different one is a conflict. Within the file,
 * equal answers to a record count once, each annotator's latest counts, and differing ones are a
 * conflict.
 * @throws CancelledError
 */
export async function planAnswers(
  rows: AsyncIterable<ExchangeRow>,
  target: ImportTarget,
  { tally, request, signal }: PlanOptions,
): Promise<AnswersPlan> {
  const answers = new GivenAnswers(target);
  const unknownLabels = new Map<string, number>();
  const otherFields = new Set<string>();
  const records = new Map<RecordId, FoundRow[]>();
  const all = new RowCounts();
  const ofFiles = new Map<string, RowCounts>();
  let [movedEdges, unplacedCount] = [0, 0];
  const unplaced: RowProblem[] = [];
  for await (const row of rows) {
    throwIfAborted(signal);
    const add = (what: keyof RowCounts): void => {
      all[what]++;
      if (row.source !== undefined) countsOf(ofFiles, row.source)[what]++;
    };
    add('rows');
    const place = placeOf(row, target);
    if (place === undefined || place === 'several') {
      add(place ? 'sharedIds' : 'notInPool');
      if (row.byId) unplacedCount++;
      if (row.byId && unplaced.length < unplacedNamed) {
        const code = place ? 'import.sharedId' : 'import.unknownId';
        const at = { line: row.line, ...(row.source !== undefined && { source: row.source }) };
        unplaced.push({ ...at, problem: message(code, { id: row.id! }) });
      }
      continue;
    }
    const { given, unknown, moved } = answers.of(row, place.isSameText);
    for (const label of unknown) unknownLabels.set(label, (unknownLabels.get(label) ?? 0) + 1);
    movedEdges += moved;
    if (!given) {
      if (row.judgement) add('leftOut');
      else if (!row.flagged && row.note === undefined) {
        add('unlabelled');
        for (const name of Object.keys(row.context ?? {})) otherFields.add(name);
      }
      if (!row.flagged && row.note === undefined) continue;
    }
    if (given) add('answered');
    const { id, annotator, at, flagged, note, origin } = row;
    const found: FoundRow = {
      ...(given && { given }),
      ...(id !== undefined && isOwnId(row, place.id, target) && { sourceId: id }),
      ...(annotator !== undefined && { annotator }),
      ...(at !== undefined && { at }),
      ...(flagged && { flagged }),
      ...(note !== undefined && { note }),
      ...(origin && { origin }),
    };
    const before = records.get(place.id);
    if (before) before.push(found);
    else records.set(place.id, [found]);
  }
  // The reader has already merged repeated answers within one record of the file.
  const { unlabelled, notInPool, sharedIds, leftOut } = all;
  const { rows: read, repeated, rejected, refused, problems, moved, damaged } = tally;
  const ofRows = {
    rows: read + repeated,
    unlabelled,
    otherFields: [...otherFields],
    notInPool,
    sharedIds,
    unplacedCount,
    unplaced,
    leftOut,
    unknownLabels: [...unknownLabels]
      .map(([label, count]) => ({ label, count, ...likeOf(label, target.labels) }))
      .sort((a, b) => b.count - a.count),
    rejected,
    moved: moved + movedEdges,
    refused,
    problems,
    damaged,
    ...filesOf(ofFiles, tally),
  };
  const planFor = (now: ImportTarget, among?: ReadonlySet<RecordId>): AnswersPlan => {
    const decided = new Decisions(now, request);
    for (const id of among ?? records.keys()) {
      const found = records.get(id);
      if (found) decided.add(id, found);
    }
    const { counts: ofRecords, replaced, events, suggestions } = decided;
    const merged = ofRecords.merged + repeated;
    const counts = { ...ofRecords, ...ofRows, merged };
    const of = (some: ReadonlySet<RecordId>): AnswersPlan => planFor(now, some);
    return { counts, replaced, events, suggestions, again: planFor, among: of };
  };
  return planFor(target);
}

/** Numbers of rows. */
class RowCounts {
  rows = 0;
  answered = 0;
  unlabelled = 0;
  notInPool = 0;
  sharedIds = 0;
  leftOut = 0;
}

function countsOf(files: Map<string, RowCounts>, file: string): RowCounts {
  const known = files.get(file) ?? new RowCounts();
  files.set(file, known);
  return known;
}

/** Every file that has a row, readable or not. */
function filesOf(
  counted: Map<string, RowCounts>,
  { refusedIn }: PlanOptions['tally'],
): { readonly files?: readonly FileCounts[] } {
  for (const file of refusedIn.keys()) countsOf(counted, file);
  if (counted.size === 0) return {};
  const files = [...counted].map(([file, counts]) => {
    return { file, ...counts, refused: refusedIn.get(file) ?? 0 };
  });
  return { files };
}

/** A project whose pool has every row of the file, and in which nothing is answered or held out. */
export const emptyProject: Omit<ImportTarget, 'task' | 'labels'> = {
  holds: () => true,
  recordOf: () => undefined,
  named: () => undefined,
  answer: () => undefined,
  isHeldOut: () => false,
  conflicts: new Map(),
};

/** @throws UserError if predictions are to be imported as answers */
export function requireAnswers(
  { isGuess }: Pick<ReadableFormat, 'isGuess'>,
  as: ImportUse,
  file: string,
): void {
  if (isGuess && as === 'annotations') throw new UserError(message('import.predictions', { file }));
}

function likeOf(label: string, labels: readonly string[]): { readonly like?: string } {
  const look = visualForm(label);
  const like = labels.find((known) => visualForm(known) === look);
  return like === undefined ? {} : { like };
}

/** Whether a row's id is a value of the pool's id field. */
function isOwnId({ id, byId }: ExchangeRow, record: RecordId, target: ImportTarget): boolean {
  return byId ? id !== record : target.recordOf(id!) === record;
}

/** Maximum number of rows named with their ids; the others are counted. */
const unplacedNamed = 20;

/** The record of a row: that of its text, or else of its id. */
function placeOf(
  { text, id, byId: isById }: ExchangeRow,
  { holds, recordOf, named }: ImportTarget,
): { readonly id: RecordId; readonly isSameText: boolean } | 'several' | undefined {
  if (isById) {
    const record = named(id!);
    return typeof record === 'object' ? { ...record, isSameText: false } : record;
  }
  const byText = recordIdOf(text);
  if (holds(byText)) return { id: byText, isSameText: true };
  const byId = id === undefined ? undefined : recordOf(id);
  return byId === undefined ? undefined : { id: byId, isSameText: false };
}
