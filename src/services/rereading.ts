import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { openFileSource } from '../adapters/files/fileSource.ts';
import { PoolFile, type FoundRow } from '../core/pool/poolFile.ts';
import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';
import { recordIdOf, type RecordId } from '../core/record.ts';
import type { Store } from '../core/store/store.ts';
import type { Rereading } from '../vscode/services.ts';

interface RereadingQuestion {
  readonly spec: PoolSpec;
  readonly folder: string;
  /** Of the file that is read otherwise. */
  readonly path: string;
  readonly format: PoolFormat;
  /** The text fields under that format. */
  readonly text: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * What becomes of the answers when a file is read otherwise: an answer goes with the row (file and line) that it
 * was given to.
 * @throws HumanError if the file cannot be read under the new format; CancelledError
 */
export async function planRereading(
  store: Pick<Store, 'answers'>,
  question: RereadingQuestion,
): Promise<Rereading> {
  const answers = store.answers();
  const open = new Set(answers.map(({ recordId }) => recordId));
  /** By line: the answered record that was read there. */
  const before = new Map<number, RecordId>();
  const { path } = question;
  const present = question.spec.files.find((file) => file.path === path)!.format;
  await eachRecord(question, present, question.spec.textFields, (id, line) => {
    // A record is at its first row.
    if (open.delete(id)) before.set(line, id);
  });
  const after = new Map<RecordId, RecordId>();
  const here = new Set<RecordId>();
  await eachRecord(question, question.format, question.text, (id, line) => {
    here.add(id);
    const from = before.get(line);
    if (from !== undefined) after.set(from, id);
  });
  const kinds = new Map(answers.map(({ recordId, kind, label }) => [recordId, label ?? kind]));
  const moves: { from: RecordId; to: RecordId }[] = [];
  const lost: number[] = [];
  /** By record: the answer that it has in the new reading. */
  const taken = new Map<RecordId, string | undefined>();
  for (const from of before.values()) if (here.has(from)) taken.set(from, kinds.get(from));
  const unchanged = taken.size;
  for (const [line, from] of before) {
    if (here.has(from)) continue;
    const to = after.get(from);
    const answer = kinds.get(from);
    // Two rows may have become one text: with the same answer that is one answer.
    if (to === undefined || (taken.has(to) && taken.get(to) !== answer)) {
      lost.push(line);
      continue;
    }
    taken.set(to, answer);
    moves.push({ from, to });
  }
  return { moves, unchanged, lost };
}

async function eachRecord(
  { folder, path, signal }: RereadingQuestion,
  format: PoolFormat,
  textFields: readonly string[],
  on: (id: RecordId, line: number) => void,
): Promise<void> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  try {
    const { gzip = false, encoding = 'utf-8' } = format;
    const work = signal ? { signal } : {};
    const location = resolve(folder, path);
    const source = await openFileSource({ location, path, gzip, encoding, cacheFolder, ...work });
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
  // Asides and progress are told when the pool is opened.
}
