import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import { StoreLostError } from '../../../src/core/store/storeErrors.ts';
import { AnswerPlaces, orphansBeside } from '../../../src/host/savedAnswers.ts';
import { openStore } from '../../../src/host/openStore.ts';
import { StoreMaintenance } from '../../../src/host/storeMaintenance.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-kept-'));
after(() => rmSync(root, { recursive: true }));
let projects = 0;

const labelled = (n: number): NewEvent => ({
  id: `event-${n}`,
  at: 1_700_000_000_000 + n,
  annotator: 'ada',
  kind: 'label',
  recordId: `r${n}`,
  label: 'A',
});

function newProject(): { file: string; places: AnswerPlaces } {
  const folder = join(root, `project-${++projects}`);
  const file = join(folder, 'reviews.marginalia.json');
  return { file, places: new AnswerPlaces(file, 'reviews', join(root, 'storage')) };
}

const open = (
  { file, places }: { file: string; places: AnswerPlaces },
  recover?: 'restore' | 'empty',
) =>
  openStore({
    name: 'reviews',
    folder: dirname(file),
    places,
    window: `window-${Math.floor(projects)}`,
    now: 1_700_000_100_000,
    pause: () => Promise.resolve(),
    ...(recover && { recover }),
  });

const keeperOf = (store: SqliteStore, places: AnswerPlaces): StoreMaintenance =>
  new StoreMaintenance({
    store,
    writeQueue: new WriteQueue(store, () => Promise.resolve()),
    places,
    poll: () => undefined,
    log: () => undefined,
    sizeOf: () => 0,
  });

/** Answers records, and closes like a window. */
async function worked(project: ReturnType<typeof newProject>, answers: number): Promise<void> {
  const { store } = await open(project);
  const keeper = keeperOf(store, project.places);
  for (let n = 1; n <= answers; n++) store.append(labelled(n));
  keeper.changed();
  await keeper.close();
  store.close();
}

describe('B1 a database that disappears', () => {
  const accidents: readonly (readonly [string, (places: AnswerPlaces) => void])[] = [
    ['its folder is deleted', ({ database }) => rmSync(dirname(database), { recursive: true })],
    [
      'its folder is moved',
      ({ database }) => renameSync(dirname(database), `${dirname(database)}-x`),
    ],
    ['it is cut to nothing', ({ database }) => truncateSync(database, 0)],
    [
      'it is damaged',
      ({ database }) => writeFileSync(database, Buffer.alloc(8192, 'SQLite format 3\0')),
    ],
  ];
  for (const [name, accident] of accidents) {
    it(`${name}: it is not recreated silently, and its answers are restored`, async () => {
      const project = newProject();
      await worked(project, 12);
      accident(project.places);
      await assert.rejects(
        () => open(project),
        (error: Error) =>
          error instanceof StoreLostError &&
          /12 answers up to .* are kept/.test(english(error.problem)),
      );
      const { store, restored } = await open(project, 'restore');
      assert.equal(restored?.answers, 12);
      assert.equal(store.answers().length, 12);
      store.close();
      (await open(project)).store.close();
    });
  }

  it('answers held by an open window are newer than every backup, and are restored', async () => {
    const project = newProject();
    await worked(project, 12);
    const { store } = await open(project);
    const keeper = keeperOf(store, project.places);
    store.append(labelled(13));
    rmSync(dirname(project.places.database), { recursive: true });
    keeper.rescue();
    await keeper.close();
    store.close();
    await assert.rejects(
      () => open(project),
      says(/13 answers .* from the window that had them open/),
    );
    const again = await open(project, 'restore');
    assert.equal(again.restored?.from, 'window');
    assert.equal(again.store.answers().length, 13);
    again.store.close();
  });

  it('one window’s rescue stays if another has nothing left to rescue', async () => {
    const project = newProject();
    await worked(project, 12);
    const [one, other] = [(await open(project)).store, (await open(project)).store];
    one.append(labelled(13));
    const [first, second] = [keeperOf(one, project.places), keeperOf(other, project.places)];
    rmSync(dirname(project.places.database), { recursive: true });
    first.rescue();
    other.close();
    second.rescue();
    for (const keeper of [first, second]) await keeper.close();
    one.close();
    await assert.rejects(
      () => open(project),
      says(/13 answers .* from the window that had them open/),
    );
  });

  it('Start Empty keeps the copies under another name, and does not ask again', async () => {
    const project = newProject();
    await worked(project, 12);
    rmSync(project.places.database);
    const { store } = await open(project, 'empty');
    assert.equal(store.lastSeq(), 0);
    store.close();
    rmSync(project.places.database);
    (await open(project)).store.close();
    const kept = readdirSync(dirname(project.places.outside));
    assert.ok(kept.some((name) => name.includes('.before-')));
  });

  it('a project without any answers yet is created silently', async () => {
    const project = newProject();
    (await open(project)).store.close();
    assert.ok(existsSync(project.places.database));
  });
});

test('B6 case 41: answers of a renamed project file are found, those of others are not', async () => {
  const project = newProject();
  await worked(project, 10);
  const folder = dirname(project.file);
  const other = join(folder, 'other.marginalia.json');
  writeFileSync(project.file, '{}');
  assert.deepEqual(await orphansBeside(other, 'other'), []);
  renameSync(project.file, other);
  const [orphan, ...more] = await orphansBeside(other, 'other');
  assert.deepEqual(more, []);
  assert.equal(orphan?.name, 'reviews');
  assert.equal(orphan.answers, 10);
  assert.equal(orphan.stored[0]?.id, 'r1');
});
