// A large import while two windows keep answering: nothing waits for more than one part of it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { loadDriver } from '../../../src/adapters/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { UnreachableError } from '../../../src/core/errors.ts';
import type { ImportRequest } from '../../../src/core/interchange/answersPlan.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import {
  OtherWindows,
  type ImportElsewhere,
  type OthersChanges,
} from '../../../src/core/loop/journal/otherWindows.ts';
import { identityVersion, recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { inImportProcess } from '../../../src/host/importProcess.ts';
import { busyTimeoutMs } from '../../../src/host/openStore.ts';
import { assertViewMatchesJournal } from '../../unit/loop/windowActions.ts';

const rows = Number(process.env['MARGINALIA_RECORDS'] ?? 30_000);
/** Minimum number of answers of each window during the import; an import in one transaction leaves room for none. */
const answersBeside = 5;
const textOf = (row: number): string => `record ${row} of many`;

const folder = mkdtempSync(join(tmpdir(), 'marginalia-beside-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const project = join(folder, 'reviews.marginalia.json');
const file = join(folder, 'many.jsonl');
const database = join(folder, '.marginalia', 'reviews.sqlite');
const cliModule = join(import.meta.dirname, '../../../src/cli.ts');

const request: ImportRequest = {
  file,
  rules: { names: new Map(), empty: 'unlabelled' },
  as: 'annotations',
  createLabels: false,
  replace: false,
};

function open(window: string): SqliteStore {
  return openSqliteStore(database, { project: 'reviews', identityVersion, window, busyTimeoutMs });
}

/** A window that answers its own share of the records one by one, and follows the others. */
class Window {
  readonly store: SqliteStore;
  readonly answered: RecordId[] = [];
  /** The changes made by other windows. */
  readonly seen: OthersChanges[] = [];
  readonly imports: ImportElsewhere[] = [];
  readonly #writeQueue: WriteQueue;
  readonly #others: OtherWindows;
  readonly #name: string;
  readonly #first: number;

  constructor(name: string, first: number) {
    this.#name = name;
    this.#first = first;
    this.store = open(name);
    this.#writeQueue = new WriteQueue(this.store, (ms) => pause(ms));
    this.#others = new OtherWindows(this.store, (one) => this.imports.push(one));
  }

  follow(): void {
    const changes = this.#others.changesSinceLast();
    if (changes.length > 0) this.seen.push(changes);
  }

  async answer(): Promise<void> {
    const row = this.#first + 2 * this.answered.length;
    const id = recordIdOf(textOf(row));
    const by = { id: `${this.#name} ${row}`, at: row, annotator: 'ada' };
    await this.#writeQueue.run((into) =>
      into.append({ ...by, kind: 'label', recordId: id, label: 'own' }),
    );
    this.answered.push(id);
    this.follow();
  }

  /** Answers up to `share()` records until `work` has ended. */
  async answerDuring(work: Promise<unknown>, share: () => number): Promise<void> {
    let isDone = false;
    const ended = work.finally(() => (isDone = true));
    while (!isDone) {
      if (this.answered.length < share()) await this.answer();
      else this.follow();
      await setImmediate();
    }
    await ended;
    this.follow();
  }
}

describe(`an import of ${rows} rows beside two windows`, () => {
  const windows: Window[] = [];
  let step = 0;
  let conflicts = 0;

  before(() => {
    const settings = { version: 1, pool: 'pool.jsonl', text: 'text', labels: ['own', 'other'] };
    writeFileSync(project, JSON.stringify(settings));
    const write = (path: string, label?: string): void => {
      const lines = Array.from({ length: rows }, (_, row) => {
        return JSON.stringify({ text: textOf(row), label });
      });
      writeFileSync(path, lines.join('\n'));
    };
    write(join(folder, 'pool.jsonl'));
    write(file, 'other');
    windows.push(new Window('a', 0), new Window('b', 1));
  });
  after(() => {
    for (const { store } of windows) store.close();
  });

  test('lets both answer, shows nothing before it is complete, and is one step', async () => {
    const [a, b] = windows as [Window, Window];
    const params = { path: project, request, annotator: 'bob', window: 'c' };
    const importing = inImportProcess(cliModule, (remote) => remote.run(params), {});
    // So that the windows have records left while the import is written, however fast the disk.
    const share = (): number =>
      10 + (a.store.lastSeq() - a.answered.length - b.answered.length) / 8;
    await Promise.all(windows.map((one) => one.answerDuring(importing, share)));
    const { counts, step: written } = await importing;
    step = written!;
    const journal = [...a.store.journal()];
    const last = journal.findLast((event) => event.step === step)!.seq;
    for (const { store, answered, imports, seen } of windows) {
      const own = journal.filter(({ window }) => window === store.window);
      assert.equal(own.length, answered.length, 'every answer that was acknowledged is there');
      const beside = own.filter(({ seq }) => seq > step && seq < last);
      assert.ok(beside.length >= answersBeside, `${beside.length} answers while it was written`);
      assert.equal(imports.length, 1);
      // Everything is reread once, when the import is complete; before that, only the other window's answers.
      assert.equal(seen.filter((changes) => changes === 'all').length, 1);
      assert.equal(imports[0]!.step, step);
      for (const id of answered) assert.equal(store.answer(id)?.label, 'own');
    }
    // Answers from before the last part conflict with the file's; later ones replaced it.
    const complete = journal.find((event) => event.kind === 'redo' && event.undoes === step)!.seq;
    conflicts = journal.filter(({ kind, seq }) => kind === 'label' && seq < complete).length;
    assert.deepEqual([counts.conflicts, counts.answers], [conflicts, rows - conflicts]);
    assert.equal(a.store.conflictCount(), conflicts);
    assert.equal(b.store.counts().labelled, rows);
    assert.equal(b.store.imports()[0]!.count, [...a.store.step(step)].length);
  });

  test('is undone from any window, and redone by it', () => {
    const [a, b] = windows as [Window, Window];
    const own = [...a.answered, ...b.answered].sort();
    assert.ok(b.store.undoStep(step, { id: 'undo', at: 1, annotator: 'ada' }));
    const there = (): RecordId[] => a.store.answers().map(({ recordId }) => recordId);
    assert.deepEqual(there().sort(), own);
    assert.equal(a.store.conflictCount(), 0);
    assert.equal(b.store.redo({ id: 'redo', at: 1, annotator: 'ada' })?.step, step);
    assert.deepEqual([there().length, a.store.conflictCount()], [rows, conflicts]);
    assert.ok(b.store.undoStep(step, { id: 'undo again', at: 1, annotator: 'ada' }));
  });

  test('that is killed shows nothing, and its derived data is removed', async () => {
    const [a, b] = windows as [Window, Window];
    const before = [a.store.answers(), a.store.counts(), a.store.imports(), a.store.canRedo()];
    const position = a.store.lastSeq();
    const params = { path: project, request, annotator: 'bob', window: 'c' };
    const module = join(import.meta.dirname, 'killedImport.ts');
    await assert.rejects(
      inImportProcess(module, (remote) => remote.run(params), {}),
      UnreachableError,
    );
    assert.ok(a.store.lastSeq() > position, 'it was being written');
    assert.ok(a.store.lastSeq() < position + rows, 'it was not complete');
    const now = [a.store.answers(), a.store.counts(), a.store.imports(), a.store.canRedo()];
    assert.deepEqual(now, before);
    assert.equal([...a.store.news(position + 1)].length, 0);
    const next = open('d');
    while (next.maintenance.removeHidden());
    next.close();
    const db = new (loadDriver())(database, { readonly: true });
    const left = db.prepare('SELECT count(*) FROM answer_row WHERE by_step NOT IN (0, ?)').pluck();
    assert.equal(left.get(step), 0);
    db.close();
    assert.equal(b.store.redo({ id: 'redo again', at: 1, annotator: 'ada' })?.step, step);
    assert.equal(a.store.counts().labelled, rows);
    assertViewMatchesJournal(a.store, () => a.store.rebuildView());
  });
});
