import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { SeenRecords } from '../core/holdout/seenRecords.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import type { RecordMove } from '../core/loop/journal/movedAnswers.ts';
import { GrowingArray } from '../core/pool/growingArray.ts';
import { PoolFile, type FoundRow } from '../core/pool/poolFile.ts';
import { storedForm, type PoolFormat, type PoolSpec } from '../core/pool/poolSpec.ts';
import { recordIdBytes, recordIdOf, recordIdToBytes, type RecordId } from '../core/record.ts';
import type { Store, StoredAnswer } from '../core/store/store.ts';
import type { Rereading } from '../vscode/ports.ts';
import { openPoolSource } from './poolSource.ts';

interface RereadingQuestion {
  readonly spec: PoolSpec;
  readonly folder: string;
  /** Path of the file whose format changes. */
  readonly path: string;
  readonly format: PoolFormat;
  /** The text fields under that format. */
  readonly text: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Plans how answers and hold-out carry over when a file's format changes: they follow their row
 * (file and line).
 * @throws UserError if the file cannot be read under the new format; CancelledError
 */
export async function planRereading(
  store: Pick<Store, 'answers' | 'holdout' | 'excludedRecords' | 'seenRecords'>,
  question: RereadingQuestion,
): Promise<Rereading> {
  const answers = store.answers();
  const holdout = [...holdoutIds(store), ...store.excludedRecords()];
  const unlocated = new Set([...answers.map(({ recordId }) => recordId), ...holdout]);
  /** Records to carry over, by the line of their row. */
  const recordByLine = new Map<number, RecordId>();
  const lines = new Lines();
  const { path } = question;
  const currentFormat = question.spec.files.find((file) => file.path === path)!.format;
  await eachRecord(question, currentFormat, question.spec.textFields, (id, line) => {
    lines.add(line);
    // A record is located at its first row.
    if (unlocated.delete(id)) recordByLine.set(line, id);
  });
  const recordByRecord = new Map<RecordId, RecordId>();
  const current = new Set<RecordId>();
  const seen = new NewRecords(store.seenRecords());
  await eachRecord(question, question.format, question.text, (id, line) => {
    current.add(id);
    if (lines.has(line)) seen.add(id);
    const from = recordByLine.get(line);
    if (from !== undefined) recordByRecord.set(from, id);
  });
  const rows = { recordByLine, recordByRecord, current };
  return { ...answersByRow(answers, rows), held: movedRows(holdout, rows), seen: seen.packed };
}

interface Rows {
  readonly recordByLine: ReadonlyMap<number, RecordId>;
  /** Maps a record to the one read from the same row. */
  readonly recordByRecord: ReadonlyMap<RecordId, RecordId>;
  /** All records under the new format. */
  readonly current: ReadonlySet<RecordId>;
}

function answersByRow(
  answers: readonly StoredAnswer[],
  { recordByLine, recordByRecord, current }: Rows,
): Pick<Rereading, 'moves' | 'unchanged' | 'lost'> {
  const kinds = new Map(answers.map(({ recordId, kind, label }) => [recordId, label ?? kind]));
  const moves: RecordMove[] = [];
  const lost: number[] = [];
  const rows = [...recordByLine].filter(([, id]) => kinds.has(id));
  /** Answers that carry over to the new format, by record. */
  const taken = new Map<RecordId, string | undefined>();
  for (const [, from] of rows) if (current.has(from)) taken.set(from, kinds.get(from));
  const unchanged = taken.size;
  for (const [line, from] of rows) {
    if (current.has(from)) continue;
    const to = recordByRecord.get(from);
    const answer = kinds.get(from);
    // Two rows may now have the same text: equal answers merge into one.
    if (to === undefined || (taken.has(to) && taken.get(to) !== answer)) {
      lost.push(line);
      continue;
    }
    taken.set(to, answer);
    moves.push({ from, to });
  }
  return { moves, unchanged, lost };
}

function movedRows(ids: readonly RecordId[], { recordByRecord, current }: Rows): RecordMove[] {
  return ids.flatMap((from) => {
    const to = recordByRecord.get(from);
    return to === undefined || current.has(from) ? [] : [{ from, to }];
  });
}

/** A set of line numbers, one bit each. */
class Lines {
  readonly #bits = new GrowingArray((length) => new Uint8Array(length));

  add(line: number): void {
    const at = line >>> 3;
    this.#bits.reserve(at + 1);
    this.#bits.length = Math.max(this.#bits.length, at + 1);
    this.#bits.data[at]! |= 1 << (line & 7);
  }

  has(line: number): boolean {
    return ((this.#bits.data[line >>> 3] ?? 0) >>> (line & 7)) % 2 === 1;
  }
}

/** The project's new records, packed as the store keeps them. */
class NewRecords {
  readonly #before: SeenRecords;
  readonly #words = new Uint32Array(recordIdBytes / 4);
  readonly #packed = new GrowingArray((length) => new Uint8Array(length));

  constructor(parts: readonly Uint8Array[]) {
    this.#before = new SeenRecords(parts);
  }

  add(id: RecordId): void {
    new Uint8Array(this.#words.buffer).set(recordIdToBytes(id)!);
    if (this.#before.has(this.#words, 0)) return;
    const packed = SeenRecords.pack(this.#words, [0]);
    this.#packed.reserve(this.#packed.length + packed.length);
    this.#packed.data.set(packed, this.#packed.length);
    this.#packed.length += packed.length;
  }

  get packed(): Uint8Array {
    return this.#packed.data.slice(0, this.#packed.length);
  }
}

async function eachRecord(
  { folder, path, signal }: RereadingQuestion,
  format: PoolFormat,
  textFields: readonly string[],
  on: (id: RecordId, line: number) => void,
): Promise<void> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  try {
    const work = signal ? { signal } : {};
    const location = resolve(folder, path);
    const options = {
      location,
      path,
      ...storedForm(format),
      cacheFolder,
      ofProject: true,
      ...work,
    } as const;
    const source = await openPoolSource(options);
    try {
      const spec = { files: [{ path, format }], textFields, contextFields: [] };
      const file = new PoolFile(source, format, spec, quotedRows);
      const onRow = ({ row, line, note, source: json }: FoundRow): void => {
        if (note?.fault || file.misfit(row)?.usable === false) return;
        const text = file.fields!.text(row, json);
        if (typeof text === 'string') on(recordIdOf(text), line);
      };
      await file.index(onRow, ignore, ignore, signal);
    } finally {
      await source.close();
    }
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

function ignore(): void {
  // Remarks and progress are reported when the pool is opened.
}
