import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, JournalEvent, Stamp } from '../store/events.ts';
import type { StoredAnswer } from '../store/store.ts';
import { inTextOrder, sorted } from '../task/judgement.ts';
import {
  importedJudgement,
  isJudged,
  judgementKey,
  lineOf,
  readLine,
  type MirrorLine,
} from './mirrorLine.ts';

/** Content of a mirror besides the answers in the store. */
export interface MirrorRest {
  /** Lines from elsewhere not yet merged; each replaces the local answer. */
  readonly foreign?: readonly MirrorLine[];
  /** Unreadable lines, unchanged; kept at the end. */
  readonly unread?: readonly string[];
}

/** A record's line in the file. */
export interface WrittenLine {
  readonly record: RecordId;
  readonly text: string;
}

/** Lines sorted or written without yielding, which takes a few milliseconds. */
const linesAtATime = 5000;

/** An answer's line; undefined if there is nothing to share. */
export function writtenLine(answer: StoredAnswer): WrittenLine | undefined {
  return isJudged(answer) ? written(lineOf(answer)) : undefined;
}

function written(line: MirrorLine): WrittenLine {
  return { record: line.record, text: `${JSON.stringify(line)}\n` };
}

/**
 * Answers in a form that git can diff and merge: one line each, sorted by record, deterministic. In pieces;
 * computing one takes a few milliseconds.
 * @param lines one per record, in any order
 */
export function* mirrorPieces(
  lines: readonly WrittenLine[],
  { foreign = [], unread = [] }: MirrorRest = {},
): Iterable<string> {
  const replaced = new Set(foreign.map(({ record }) => record));
  // Records with the same beginning are sorted by themselves: one sort of all lines takes seconds.
  const byBeginning = new Map<string, WrittenLine[]>();
  const add = (line: WrittenLine): void => {
    const beginning = line.record.slice(0, 2);
    const same = byBeginning.get(beginning);
    if (same) same.push(line);
    else byBeginning.set(beginning, [line]);
  };
  for (const [i, line] of lines.entries()) {
    if (i > 0 && i % linesAtATime === 0) yield '';
    if (!replaced.has(line.record)) add(line);
  }
  for (const [i, line] of foreign.entries()) {
    if (i > 0 && i % linesAtATime === 0) yield '';
    add(written(line));
  }
  let piece: string[] = [];
  for (const beginning of [...byBeginning.keys()].sort()) {
    const same = byBeginning.get(beginning)!.sort((a, b) => (a.record < b.record ? -1 : 1));
    for (const { text } of same) piece.push(text);
    if (piece.length < linesAtATime) continue;
    yield piece.join('');
    piece = [];
  }
  yield [...piece, ...unread.map((line) => `${line}\n`)].join('');
}

export interface ParsedMirror {
  /** One line per record, sorted by record. */
  readonly lines: readonly MirrorLine[];
  /** Records with several different answers; the latest wins. */
  readonly conflicts: readonly {
    readonly record: RecordId;
    readonly lines: readonly MirrorLine[];
  }[];
  /** Unreadable lines, 1-based, with their content. */
  readonly problems: readonly {
    readonly line: number;
    readonly message: Message;
    readonly raw: string;
  }[];
}

/**
 * Parses a mirror, even during a merge: skips git's conflict markers and reads both sides. If both
 * answer the same record, the later answer wins and the conflict is reported.
 */
export function parseMirror(text: string): ParsedMirror {
  const byRecord = new Map<RecordId, MirrorLine[]>();
  const problems: { line: number; message: Message; raw: string }[] = [];
  let inBase = false;
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  lines.forEach((raw, i) => {
    const marker = /^(<{7}|\|{7}|={7}|>{7})( |$)/.exec(raw)?.[1];
    if (marker) {
      // The part between ||||||| and ======= is the common base, not an answer of either side.
      inBase = marker.startsWith('|');
      return;
    }
    if (inBase || raw.trim() === '') return;
    const line = readLine(raw);
    if ('code' in line) problems.push({ line: i + 1, message: line, raw });
    else byRecord.set(line.record, [...(byRecord.get(line.record) ?? []), line]);
  });
  const records = [...byRecord.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const conflicts = records
    .filter(([, lines]) => new Set(lines.map(judgementKey)).size > 1)
    .map(([record, lines]) => ({ record, lines }));
  return { lines: records.map(([, lines]) => latest(lines)), conflicts, problems };
}

/** The latest of one record's lines; ties go to the greatest text, so that every machine agrees. */
function latest(lines: readonly MirrorLine[]): MirrorLine {
  const rank = (line: MirrorLine): string => `${line.at} ${JSON.stringify(line)}`;
  return lines.reduce((best, line) => (rank(line) > rank(best) ? line : best));
}

/**
 * Lines under the current label names: their author may not have a rename or merge yet. A label in
 * use stays unchanged.
 */
export function underCurrentNames(
  lines: readonly MirrorLine[],
  labels: readonly string[],
  today: (label: string) => string,
): MirrorLine[] {
  const known = new Set(labels);
  const named = (label: string): string =>
    known.has(label) || !known.has(today(label)) ? label : today(label);
  return lines.map((line) => {
    const { label, labels: yes, not, spans, of } = line;
    if (label !== undefined)
      return named(label) === label ? line : { ...line, label: named(label) };
    if (yes && not) {
      const applies = new Set(yes.map(named));
      // A label merged since applies if any of its parts does.
      const others = sorted(not.map(named)).filter((name) => !applies.has(name));
      return { ...line, labels: sorted([...applies]), not: others };
    }
    if (!spans || !of) return line;
    const renamed = spans.map((span) => ({ ...span, label: named(span.label) }));
    return { ...line, spans: inTextOrder(renamed), of: sorted(of.map(named)) };
  });
}

export interface MirrorMerge {
  /** Append as one step; empty if there is nothing new. */
  readonly events: readonly ImportEvent[];
  /** The lines of these events. */
  readonly lines: readonly MirrorLine[];
  /** Records whose local answer is older and differs: replaced, which undo reverts. */
  readonly replaced: readonly RecordId[];
  /** Records whose local answer differs and is at least as recent: kept. */
  readonly kept: readonly RecordId[];
}

/** The local answers, as needed for a merge. */
export interface AnswersHere {
  answer(recordId: RecordId): StoredAnswer | undefined;
  journal(): Iterable<JournalEvent>;
}

/**
 * Merges a mirror (pulled from git, say) into the local answers: per record the later answer wins.
 * A record missing from the mirror keeps its answer, so a merge deletes nothing. An answer already
 * in the journal is not new, so one undone here does not return from a stale mirror.
 * @param from display name: the mirror's file name
 */
export function mergeMirror(
  lines: readonly MirrorLine[],
  here: AnswersHere,
  from: string,
  stamp: Stamp,
): MirrorMerge {
  const differing = lines.filter((line) => {
    const answer = answered(here, line.record);
    return answer === undefined || !sameContent(answer, line);
  });
  const isOlder = ({ record, at }: MirrorLine): boolean =>
    (answered(here, record)?.at ?? -Infinity) >= Date.parse(at);
  const news = unknownTo(
    here,
    differing.filter((line) => !isOlder(line)),
  );
  return {
    events: news.map((line, i) => importEvent(line, from, { ...stamp, id: `${stamp.id}/${i}` })),
    lines: news,
    replaced: news.map(({ record }) => record).filter((record) => answered(here, record)),
    kept: differing.filter(isOlder).map(({ record }) => record),
  };
}

function answered(here: AnswersHere, record: RecordId): StoredAnswer | undefined {
  const answer = here.answer(record);
  return answer && isJudged(answer) ? answer : undefined;
}

function importEvent(line: MirrorLine, from: string, stamp: Stamp): ImportEvent {
  return {
    ...stamp,
    kind: 'import',
    recordId: line.record,
    ...(line.id !== undefined && { sourceId: line.id }),
    ...importedJudgement(line),
    flagged: line.flagged ?? false,
    note: line.note ?? '',
    given: { at: Date.parse(line.at), annotator: line.annotator },
    from,
  };
}

/** The lines whose answer was never in the journal, in effect or not. */
function unknownTo(here: AnswersHere, lines: readonly MirrorLine[]): readonly MirrorLine[] {
  if (lines.length === 0) return lines;
  const unknown = new Map(
    lines.map((line) => [keyOf(line.record, line.annotator, Date.parse(line.at)), line]),
  );
  for (const event of here.journal()) {
    if (!isAnswerEvent(event)) continue;
    const { annotator, at } = event.kind === 'import' && event.given ? event.given : event;
    unknown.delete(keyOf(event.recordId, annotator, at));
  }
  return [...unknown.values()];
}

function keyOf(record: RecordId, annotator: string, at: number): string {
  return `${record} ${at} ${annotator}`;
}

function isAnswerEvent(
  event: JournalEvent,
): event is Extract<JournalEvent, { kind: 'label' | 'labels' | 'spans' | 'skip' | 'import' }> {
  return ['label', 'labels', 'spans', 'skip', 'import'].includes(event.kind);
}

function sameContent(here: StoredAnswer, line: MirrorLine): boolean {
  return (
    judgementKey(lineOf(here)) === judgementKey(line) &&
    here.flagged === (line.flagged ?? false) &&
    (here.note ?? '') === (line.note ?? '')
  );
}
