import { isAnswered } from '../store/isAnswered.ts';
import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, JournalEvent, Stamp } from '../store/events.ts';
import type { StoredAnswer } from '../store/store.ts';

/** One line of `NAME.labels.jsonl`. */
export interface MirrorLine {
  /** Hash of the record's text. */
  readonly record: RecordId;
  /** The record's own id. */
  readonly id?: string;
  /** Absent for a skipped record. */
  readonly label?: string;
  readonly skipped?: true;
  readonly annotator: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly flagged?: true;
  readonly note?: string;
}

/** Content of a mirror besides the answers in the store. */
export interface MirrorRest {
  /** Lines from elsewhere not yet merged; each replaces the local answer. */
  readonly foreign?: readonly MirrorLine[];
  /** Unreadable lines, unchanged; kept at the end. */
  readonly unread?: readonly string[];
}

/**
 * Answers in a form that git can diff and merge: one line each, sorted by record, deterministic.
 */
export function serialiseMirror(
  answers: Iterable<StoredAnswer>,
  { foreign = [], unread = [] }: MirrorRest = {},
): string {
  const byRecord = new Map<RecordId, MirrorLine>();
  for (const answer of answers) {
    if (isAnswered(answer)) byRecord.set(answer.recordId, lineOf(answer));
  }
  for (const line of foreign) byRecord.set(line.record, line);
  const lines = [...byRecord.values()]
    .sort((a, b) => (a.record < b.record ? -1 : 1))
    .map((line) => JSON.stringify(line));
  return [...lines, ...unread].map((line) => `${line}\n`).join('');
}

function lineOf(answer: StoredAnswer): MirrorLine {
  return {
    record: answer.recordId,
    ...(answer.sourceId !== undefined && { id: answer.sourceId }),
    ...(answer.label === undefined ? { skipped: true } : { label: answer.label }),
    annotator: answer.annotator,
    at: new Date(answer.at).toISOString(),
    ...(answer.flagged && { flagged: true }),
    ...(answer.note !== undefined && { note: answer.note }),
  };
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
    .filter(([, lines]) => new Set(lines.map((line) => line.label)).size > 1)
    .map(([record, lines]) => ({ record, lines }));
  return { lines: records.map(([, lines]) => latest(lines)), conflicts, problems };
}

/** The line, or why it is invalid. */
function readLine(raw: string): MirrorLine | Message {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return message('mirror.lineNotJson', {});
  }
  if (typeof value !== 'object' || value === null) return message('mirror.lineNotAnObject', {});
  const { record, id, label, skipped, annotator, at, flagged, note } = value as Record<
    string,
    unknown
  >;
  if (typeof record !== 'string' || record === '')
    return message('mirror.lineLacks', { key: 'record' });
  if (typeof annotator !== 'string' || annotator === '')
    return message('mirror.lineLacks', { key: 'annotator' });
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (!(time >= 0)) return message('mirror.lineWithoutTime', {});
  const hasLabel = typeof label === 'string' && label !== '';
  if (hasLabel === (skipped === true)) return message('mirror.lineWithoutAnswer', {});
  return {
    record,
    ...(typeof id === 'string' && { id }),
    ...(hasLabel ? { label } : { skipped: true }),
    annotator,
    at: new Date(time).toISOString(),
    ...(flagged === true && { flagged: true }),
    ...(typeof note === 'string' && note !== '' && { note }),
  };
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
export function linesToday(
  lines: readonly MirrorLine[],
  labels: readonly string[],
  today: (label: string) => string,
): MirrorLine[] {
  return lines.map((line) => {
    const { label } = line;
    if (label === undefined || labels.includes(label)) return line;
    return labels.includes(today(label)) ? { ...line, label: today(label) } : line;
  });
}

export interface MirrorMerge {
  /** To be appended as one step; empty if there is nothing new. */
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
  return answer?.kind === 'none' ? undefined : answer;
}

function importEvent(line: MirrorLine, from: string, stamp: Stamp): ImportEvent {
  return {
    ...stamp,
    kind: 'import',
    recordId: line.record,
    ...(line.id !== undefined && { sourceId: line.id }),
    ...(line.label !== undefined && { label: line.label }),
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
    if (event.kind !== 'label' && event.kind !== 'skip' && event.kind !== 'import') continue;
    const { annotator, at } = event.kind === 'import' && event.given ? event.given : event;
    unknown.delete(keyOf(event.recordId, annotator, at));
  }
  return [...unknown.values()];
}

function keyOf(record: RecordId, annotator: string, at: number): string {
  return `${record} ${at} ${annotator}`;
}

function sameContent(here: StoredAnswer, line: MirrorLine): boolean {
  return (
    here.label === line.label &&
    here.flagged === (line.flagged ?? false) &&
    (here.note ?? '') === (line.note ?? '')
  );
}
