// The mirror with a real database, a failing disk, and processes that end at the worst moment.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ReplacingFiles } from '../../../src/adapters/files/replaceFile.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { serialiseMirror } from '../../support/serialiseMirror.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import type { WritableStore } from '../../../src/core/store/store.ts';
import { Mirror } from '../../../src/host/labelMirror.ts';
import { failingFiles } from '../files/failingFiles.ts';

let root: string;
before(() => (root = mkdtempSync(join(tmpdir(), 'marginalia-mirror-'))));
after(() => rmSync(root, { recursive: true, force: true }));

const project: ProjectFile = {
  ...projectDefaults,
  pool: [],
  text: ['text'],
  labels: [{ name: 'A' }, { name: 'B' }],
  mirror: true,
};

/** A project's folder, in which a test can run any number of sessions. */
class Folder {
  readonly path: string;
  #time = 1000;

  constructor() {
    this.path = mkdtempSync(join(root, 'p-'));
  }

  get file(): string {
    return join(this.path, 'p.labels.jsonl');
  }

  get labels(): string[] {
    return readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
  }

  stamp() {
    const at = this.#time++;
    return { id: `e${at}`, at, annotator: 'ada' };
  }

  async session<T>(
    work: (open: {
      store: WritableStore;
      mirror: Mirror;
      label: (record: string, label?: string) => void;
    }) => T,
    files?: ReplacingFiles,
  ): Promise<Awaited<T>> {
    const store = openSqliteStore(join(this.path, '.marginalia', 'p.sqlite'), {
      project: 'p',
      identityVersion: 1,
    });
    const mirror = new Mirror({
      store,
      writeQueue: new WriteQueue(store, () => Promise.resolve()),
      project,
      folder: this.path,
      name: 'p',
      log: () => undefined,
      ...(files ? { files } : {}),
    });
    try {
      await mirror.merge(this.stamp());
      const label = (recordId: string, label = 'A'): void => {
        store.append({ ...this.stamp(), kind: 'label', recordId, label });
        mirror.answersChanged();
      };
      return await work({ store, mirror, label });
    } finally {
      await mirror.close();
      store.close();
    }
  }
}

const recordsOf = (store: WritableStore): string[] =>
  store.answers().map(({ recordId }) => recordId);

test('B5 whichever step of a write fails, an undone answer does not return', async () => {
  let failing = 0;
  for (let failed = true; failed; failing++) {
    const folder = new Folder();
    await folder.session(({ label }) => {
      label('r1');
      label('r2');
    });
    assert.equal(folder.labels.length, 2);
    failed = await folder.session(async ({ store, mirror }) => {
      store.undo(folder.stamp());
      mirror.answersChanged();
      await mirror.close();
      return mirror.notice !== undefined;
    }, failingFiles(failing));
    await folder.session(({ store }) => assert.deepEqual(recordsOf(store), ['r1']));
    assert.equal(folder.labels.length, 1, 'the file that was left behind is brought up to date');
    await folder.session(({ store }) => assert.deepEqual(recordsOf(store), ['r1']));
  }
  assert.ok(failing > 4, `${failing} writes were tried`);
});

test('B5 an undone answer does not return if the process ends between file and mark, or before the file', async () => {
  for (const written of [true, false]) {
    const folder = new Folder();
    await folder.session(({ label }) => {
      label('r1');
      label('r2');
    });
    const former = readFileSync(folder.file, 'utf8');
    await folder.session(({ store }) => {
      const mark = store.setting('mirror.written');
      store.undo(folder.stamp());
      // The process ends here: the mark is still the old one, and the file is the old or the new one.
      if (written) writeFileSync(folder.file, former.split('\n')[0] + '\n');
      store.setSetting('mirror.written', mark);
    });
    await folder.session(({ store, label }) => {
      assert.deepEqual(recordsOf(store), ['r1']);
      label('r3');
      store.undo(folder.stamp());
    });
    writeFileSync(folder.file, former);
    await folder.session(({ store }) => assert.deepEqual(recordsOf(store), ['r1']));
  }
});

test('B5 a failed write is reported with advice, and the notice ends with the next success', async () => {
  const folder = new Folder();
  const told: (string | undefined)[] = [];
  let full = true;
  const files = failingFiles(-1);
  const onAndOff: ReplacingFiles = {
    ...files,
    open: (...args) => (full ? failingFiles(0) : files).open(...args),
  };
  await folder.session(async ({ mirror, label }) => {
    mirror.onChange(() => told.push(mirror.notice && english(mirror.notice.message)));
    label('r1');
    await mirror.close();
    assert.match(
      told[0]!,
      /p\.labels\.jsonl could not be written \(ENOSPC.*safe in the database.*tries again/,
    );
    assert.ok(!existsSync(folder.file));
    full = false;
    label('r2');
    await mirror.close();
    assert.deepEqual(told.slice(1), [undefined]);
    assert.equal(folder.labels.length, 2);
  }, onAndOff);
});

test('an external change to an open project’s mirror is kept, and taken over at the next opening', async () => {
  const folder = new Folder();
  const pulled = `{"record":"r2","label":"B","annotator":"bob","at":"2026-01-01T00:00:00.000Z"}\n`;
  await folder.session(async ({ store, mirror, label }) => {
    label('r1');
    await mirror.close();
    writeFileSync(folder.file, `${readFileSync(folder.file, 'utf8')}${pulled}nonsense\n`);
    label('r3');
    await mirror.close();
    assert.match(english(mirror.notice!.message), /annotations from elsewhere: 1/);
    assert.deepEqual(recordsOf(store), ['r1', 'r3']);
    assert.equal(folder.labels.length, 4);
  });
  await folder.session(({ store, mirror }) => {
    assert.deepEqual(recordsOf(store).sort(), ['r1', 'r2', 'r3']);
    assert.equal(mirror.notice, undefined);
  });
  assert.equal(folder.labels.at(-1), 'nonsense', 'a line that cannot be read stays');
});

test('an unreadable file is not overwritten, and is reported', async () => {
  const folder = new Folder();
  await folder.session(({ label }) => label('r1'));
  const text = readFileSync(folder.file, 'utf8');
  rmSync(folder.file);
  // A folder in place of the file is unreadable even for administrators.
  mkdirSync(folder.file);
  await folder.session(async ({ mirror, label }) => {
    assert.match(
      english(mirror.notice!.message),
      /cannot be read .*EISDIR.*open the project again/,
    );
    label('r2');
    await mirror.close();
    assert.match(english(mirror.notice!.message), /cannot be read/);
    rmdirSync(folder.file);
    writeFileSync(folder.file, text);
  });
  await folder.session(({ store }) => assert.deepEqual(recordsOf(store), ['r1', 'r2']));
  assert.equal(folder.labels.length, 2);
});

test('very many answers are read and written in pages, with those given in between', async () => {
  const folder = new Folder();
  const count = 12_000;
  await folder.session(async ({ store, mirror }) => {
    const events = Array.from({ length: count }, (_, i): NewEvent => ({
      ...folder.stamp(),
      kind: 'label',
      recordId: recordIdOf(`text ${i}`),
      label: i % 2 === 0 ? 'A' : 'B',
    }));
    store.append(events);
    let [pages, most, now] = [0, 0, 0];
    const read = store.answersAfter.bind(store);
    store.answersAfter = (seq, limit) => {
      pages++;
      if (now === 0) setImmediate(() => (now = 0));
      most = Math.max(most, ++now);
      if (pages === 3) {
        store.append([
          { ...folder.stamp(), kind: 'label', recordId: recordIdOf('text 5'), label: 'B' },
          { ...folder.stamp(), kind: 'label', recordId: 'new', label: 'A' },
        ]);
      }
      return read(seq, limit);
    };
    const answers = store.answers.bind(store);
    store.answers = () => assert.fail('All answers are read at once.');
    mirror.answersChanged();
    await mirror.close();
    assert.equal(mirror.notice, undefined);
    assert.ok(pages > count / 1000, `${pages} pages`);
    assert.equal(most, 1);
    store.answers = answers;
    assert.equal(readFileSync(folder.file, 'utf8'), serialiseMirror(store.answers()));
    assert.equal(folder.labels.length, count + 1);
    const records = folder.labels.map((line) => (JSON.parse(line) as { record: string }).record);
    assert.deepEqual(records, [...records].sort());
  });
  // It is known as this window's own file, though written in pieces.
  await folder.session(({ store }) => {
    const written = createHash('sha256').update(readFileSync(folder.file)).digest('hex');
    assert.equal(store.setting('mirror.written'), written);
  });
});
