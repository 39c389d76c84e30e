import { message } from '../messages/messages.ts';
import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type { Store } from '../store/store.ts';
import { underCurrentNames, mergeMirror, parseMirror } from './mirror.ts';
import { isJudged, judgementKey, lineOf, readLine, type MirrorLine } from './mirrorLine.ts';

/** A mistake in a mirror. */
export interface MirrorFault {
  /** 1-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly problem: Message;
}

/** Conflict markers that git leaves in a file when a merge stops. */
const marker = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/**
 * Checks a mirror without its database: unreadable lines, conflict markers, and records with two
 * different answers.
 */
export function checkMirror(text: string): MirrorFault[] {
  const { problems, conflicts, lines } = parseMirror(text);
  const raws = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const places = placesOf(raws);
  const faults: MirrorFault[] = problems.map(({ line, message: problem }) => ({
    line,
    severity: 'error',
    problem,
  }));
  const first = raws.findIndex((raw) => marker.test(raw));
  if (first >= 0)
    faults.push({ line: first + 1, severity: 'error', problem: message('check.markers', {}) });
  const standing = new Map(lines.map((line) => [line.record, JSON.stringify(line)]));
  for (const { record } of conflicts) {
    const given = places.get(record)!;
    const counts = given.find(({ line }) => JSON.stringify(line) === standing.get(record))!;
    const other = given.find(({ line }) => judgementKey(line) !== judgementKey(counts.line))!;
    const problem = message('check.twoAnswers', { record, line: counts.at });
    faults.push({ line: other.at, severity: 'warning', problem });
  }
  return faults.sort((a, b) => a.line - b.line);
}

interface Place {
  readonly line: MirrorLine;
  /** 1-based. */
  readonly at: number;
}

function placesOf(raws: readonly string[]): Map<RecordId, Place[]> {
  const places = new Map<RecordId, Place[]>();
  raws.forEach((raw, i) => {
    if (raw.trim() === '' || marker.test(raw)) return;
    const line = readLine(raw);
    if ('code' in line) return;
    places.set(line.record, [...(places.get(line.record) ?? []), { line, at: i + 1 }]);
  });
  return places;
}

/** How a mirror differs from the database. */
export interface MirrorStep {
  /** Answers of the database that it lacks, or has in an earlier form. */
  readonly behind: number;
  /** Its answers that the database never had. */
  readonly ahead: number;
}

/** @param labels the label set */
export function mirrorStep(
  text: string,
  store: Pick<Store, 'answer' | 'answers' | 'journal' | 'currentLabel'>,
  labels: readonly string[],
): MirrorStep {
  const today = (label: string): string => store.currentLabel(label, 0);
  const lines = underCurrentNames(parseMirror(text).lines, labels, today);
  const stamp = { id: 'check', at: 0, annotator: 'check' };
  const ahead = new Set(mergeMirror(lines, store, '', stamp).lines.map(({ record }) => record));
  const mirrored = new Map(lines.map((line) => [line.record, JSON.stringify(line)]));
  const own = store.answers().filter(isJudged).map(lineOf);
  const here = new Set(own.map(({ record }) => record));
  const differing = own.filter(
    (line) => !ahead.has(line.record) && mirrored.get(line.record) !== JSON.stringify(line),
  );
  // Lines of answers that have been withdrawn since.
  const withdrawn = lines.filter(({ record }) => !here.has(record) && !ahead.has(record));
  return { behind: differing.length + withdrawn.length, ahead: ahead.size };
}
