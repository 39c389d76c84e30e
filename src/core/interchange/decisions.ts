import type { RecordId } from '../record.ts';
import type { Candidate, ImportEvent, NewEvent, Stamp } from '../store/events.ts';
import type { StoredAnswer } from '../store/store.ts';
import type { ImportCounts, ImportRequest, ImportTarget } from './answersPlan.ts';
import type { Fields } from './formats/exchangeRow.ts';
import { givenIn, givenKey, isWhole, joined, partIn, type AnswerContent } from './givenAnswer.ts';

/** The answer of one row of the file to a record. */
export interface FoundRow {
  readonly given?: AnswerContent;
  /** The record's own id, if the row has it. */
  readonly sourceId?: string;
  readonly annotator?: string;
  readonly at?: number;
  readonly flagged?: true;
  readonly note?: string;
  readonly origin?: Fields;
}

type AnsweredRow = FoundRow & { readonly given: AnswerContent };

/** The outcome for one record. */
interface Decision extends Remark {
  readonly id: RecordId;
  readonly answer?: AnsweredRow;
  readonly candidates?: readonly AnsweredRow[];
}

/** A flag or a note that a record gets, with or without an answer. */
type Remark = Pick<FoundRow, 'sourceId' | 'annotator' | 'at' | 'flagged' | 'note'>;

type RecordCounts = Pick<
  ImportCounts,
  | 'answers'
  | 'skipped'
  | 'replaced'
  | 'remarks'
  | 'alreadySo'
  | 'conflicts'
  | 'merged'
  | 'askedAgain'
>;

/** Decides record by record what an import does; see `planAnswers`. */
export class Decisions {
  readonly counts: { -readonly [K in keyof RecordCounts]: RecordCounts[K] } = {
    answers: 0,
    skipped: 0,
    replaced: 0,
    remarks: 0,
    alreadySo: 0,
    conflicts: 0,
    merged: 0,
    askedAgain: 0,
  };
  readonly replaced: RecordId[] = [];
  readonly suggestions = new Map<RecordId, AnswerContent>();
  readonly #target: ImportTarget;
  readonly #request: Pick<ImportRequest, 'as' | 'annotator' | 'replace'>;
  readonly #decisions: Decision[] = [];

  constructor(target: ImportTarget, request: Pick<ImportRequest, 'as' | 'annotator' | 'replace'>) {
    this.#target = target;
    this.#request = request;
  }

  /** @param rows of one record, in the order of the file */
  add(id: RecordId, rows: readonly FoundRow[]): void {
    const { counts } = this;
    const answered = rows.filter((row): row is AnsweredRow => row.given !== undefined);
    const different = differing(answered);
    counts.merged += answered.length - different.length;
    const current = this.#target.answer(id);
    if (this.#request.as === 'suggestions') return this.#suggest(id, different, current);
    const [answer, ...others] = different;
    const remark = remarkOf(rows, answer, current);
    if (others.length > 0) this.#conflict(id, different, remark, current);
    else if (answer) this.#answer(id, answer, remark, current);
    else this.#remark(id, remark);
  }

  readonly events = (stamp: Stamp, from: string, order?: 'ids'): Iterable<NewEvent> =>
    this.#events(order ? this.#decisions.toSorted(byId) : this.#decisions, stamp, from);

  *#events(decisions: readonly Decision[], stamp: Stamp, from: string): Generator<NewEvent> {
    let count = 0;
    const on = (id: RecordId, sourceId: string | undefined) => ({
      ...stamp,
      id: `${stamp.id}/${count++}`,
      recordId: id,
      ...(sourceId !== undefined && { sourceId }),
    });
    for (const decision of decisions) {
      const { id, answer, candidates, sourceId, flagged, note } = decision;
      const { annotator = this.#request.annotator ?? stamp.annotator, at = stamp.at } = decision;
      if (answer) {
        yield { ...on(id, sourceId), ...this.#imported(answer, stamp), from };
      } else if (candidates) {
        const all = candidates.map(candidateOf);
        yield { ...on(id, sourceId), kind: 'conflict', candidates: all, from };
      }
      const by = { annotator, at, from };
      if (flagged) yield { ...on(id, sourceId), ...by, kind: 'flag' };
      if (note !== undefined) yield { ...on(id, sourceId), ...by, kind: 'note', note };
    }
  }

  #suggest(
    id: RecordId,
    [answer, ...others]: readonly AnsweredRow[],
    current: StoredAnswer | undefined,
  ): void {
    if (!answer || answer.given.skipped) return;
    if (others.length > 0) this.counts.conflicts++;
    else if (current && givenIn(current)) this.counts.alreadySo++;
    else {
      this.counts.answers++;
      this.suggestions.set(id, answer.given);
    }
  }

  #answer(
    id: RecordId,
    found: AnsweredRow,
    remark: Remark,
    current: StoredAnswer | undefined,
  ): void {
    const { counts } = this;
    const here = current && givenIn(current);
    const part = current && partIn(current);
    if (here && givenKey(here) === givenKey(found.given)) {
      counts.alreadySo++;
      return this.#remark(id, remark, false);
    }
    // Labels judged one by one are kept and combined with those of the file.
    const whole = part && !here ? joined(found.given, part) : found.given;
    const replaces = here !== undefined || whole === undefined;
    if (replaces && !this.#request.replace) return this.#conflict(id, [found], remark, current);
    const answer = { ...found, given: whole ?? found.given };
    counts.answers++;
    if (answer.given.skipped) counts.skipped++;
    if (replaces) {
      counts.replaced++;
      this.replaced.push(id);
    }
    if (this.#target.isHeldOut(id) && !this.#isBlind(answer)) counts.askedAgain++;
    this.#decisions.push({ id, answer, ...remark });
  }

  #conflict(
    id: RecordId,
    different: readonly AnsweredRow[],
    remark: Remark,
    current: StoredAnswer | undefined,
  ): void {
    this.counts.conflicts++;
    const here = current && givenIn(current);
    const known = new Set(this.#target.conflicts.get(id)?.candidates.map(givenKey));
    if (here) known.add(givenKey(here));
    // Importing a file twice must not add the same candidates twice.
    const candidates = different.filter(({ given }) => !known.has(givenKey(given)));
    if (candidates.length === 0) return this.#remark(id, remark, false);
    this.#decisions.push({ id, candidates, ...remark });
  }

  #remark(id: RecordId, remark: Remark, isCounted = true): void {
    if (!remark.flagged && remark.note === undefined) return;
    if (isCounted) this.counts.remarks++;
    this.#decisions.push({ id, ...remark });
  }

  #isBlind({ given, origin }: AnsweredRow): boolean {
    return origin?.['ask'] === 'holdout' && isWhole(given, this.#target.labels);
  }

  #imported(
    answer: AnsweredRow,
    { at: now, annotator: importer }: Stamp,
  ): Omit<ImportEvent, keyof Stamp | 'recordId' | 'sourceId' | 'from'> {
    const { given, annotator = this.#request.annotator ?? importer, at = now, origin } = answer;
    const { skipped: _, ...judgement } = given;
    return {
      kind: 'import',
      ...judgement,
      given: { at, annotator },
      ...(this.#isBlind(answer) && { blind: true }),
      ...(origin && { origin }),
    };
  }
}

/**
 * The differing answers, in file order. Of equal answers, and of one annotator's, the latest is
 * kept; one without a time is the earliest. Judgements of disjoint label sets are merged.
 */
function differing(rows: readonly AnsweredRow[]): AnsweredRow[] {
  if (rows.length < 2) return [...rows];
  const latest = new Map<string, AnsweredRow>();
  rows.forEach((row, i) => {
    const by = row.annotator === undefined ? `row ${i}` : `by ${row.annotator}`;
    const before = latest.get(by);
    if (!before) latest.set(by, row);
    else latest.set(by, complementary(before, row) ?? later(before, row));
  });
  const byKey = new Map<string, AnsweredRow>();
  for (const row of latest.values()) {
    const key = givenKey(row.given);
    const before = byKey.get(key);
    byKey.set(key, before ? later(before, row) : row);
  }
  const [first, ...others] = byKey.values();
  const whole = others.reduce<AnsweredRow | undefined>(
    (all, row) => all && complementary(all, row),
    first,
  );
  return whole ? [whole] : [...byKey.values()];
}

/** The later of two rows; `b` if their times are equal. */
function later(a: AnsweredRow, b: AnsweredRow): AnsweredRow {
  return (b.at ?? -Infinity) >= (a.at ?? -Infinity) ? b : a;
}

/** Merges two judgements of disjoint labels, such as binary ones; undefined if they overlap. */
function complementary(a: AnsweredRow, b: AnsweredRow): AnsweredRow | undefined {
  const judged = new Set(a.given.of);
  if (!a.given.yes || !b.given.yes || b.given.of!.some((name) => judged.has(name)))
    return undefined;
  const given = joined(a.given, b.given);
  return given && { ...a, ...later(a, b), given };
}

/** The flag and note that a record gets beside an answer; existing ones are kept. */
function remarkOf(
  rows: readonly FoundRow[],
  answer: FoundRow | undefined,
  current: StoredAnswer | undefined,
): Remark {
  const isFlagged = current?.flagged !== true && rows.some(({ flagged }) => flagged);
  const notes = [answer, ...rows].flatMap((row) => row?.note ?? []);
  const { annotator, at } = answer ?? rows[0]!;
  const sourceId = answer?.sourceId ?? rows.find((row) => row.sourceId !== undefined)?.sourceId;
  return {
    ...(sourceId !== undefined && { sourceId }),
    ...(annotator !== undefined && { annotator }),
    ...(at !== undefined && { at }),
    ...(isFlagged && { flagged: true }),
    ...(current?.note === undefined && notes[0] !== undefined && { note: notes[0] }),
  };
}

function candidateOf({ given, annotator, at, note }: AnsweredRow): Candidate {
  return {
    ...given,
    ...(annotator !== undefined && { annotator }),
    ...(at !== undefined && { at }),
    ...(note !== undefined && { note }),
  };
}

function byId(a: Decision, b: Decision): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
