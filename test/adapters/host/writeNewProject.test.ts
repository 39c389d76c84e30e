// New Project from These Answers…: from one label per record to several, on real databases.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { holdoutIds } from '../../../src/core/store/holdoutIds.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { HoldoutProgress } from '../../../src/core/loop/holdout/holdoutProgress.ts';
import { trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
import { identityVersion, type RecordId } from '../../../src/core/record.ts';
import type { Ask, LabelEvent, Stamp } from '../../../src/core/store/events.ts';
import type { OtherLabels } from '../../../src/core/interchange/answersAsSets.ts';
import { writeNewProject } from '../../../src/host/writeNewProject.ts';
import { AnswerPlaces } from '../../../src/host/savedAnswers.ts';
import { says } from '../../harness/english.ts';

let root: string;
before(() => (root = mkdtempSync(join(tmpdir(), 'marginalia-new-from-'))));
after(() => rmSync(root, { recursive: true, force: true }));

const labels = ['joy', 'anger', 'fear'];
const format = { kind: 'jsonl', encoding: 'utf-8' } as const;
const project: ProjectFile = {
  ...projectDefaults,
  pool: [{ path: 'notes.jsonl' }],
  text: ['title', 'text'],
  id: 'id',
  labels: labels.map((name) => ({ name })),
  labelField: { field: 'mood', use: 'annotations' },
  embedding: ['lexical', 'static'],
  head: { ...projectDefaults.head, kind: 'committee', C: 3 },
  query: { ...projectDefaults.query, strategy: 'bald', batch: 7, refitEvery: 3 },
  holdout: { share: 0.5, size: 40, blind: 'all' },
  target: { metric: 'accuracy', value: 0.8 },
  seed: 5,
  leftOpen: [],
};

let clock = 0;
const stamp = (): Stamp => ({ id: `e${++clock}`, at: 1000 + clock, annotator: 'ann' });
const label = (recordId: RecordId, name: string, kind: Ask['kind'] = 'query'): LabelEvent => ({
  ...stamp(),
  kind: 'label',
  recordId,
  sourceId: `id ${recordId}`,
  label: name,
  ask: { kind },
});

class Folder {
  readonly path = mkdtempSync(join(root, 'p-'));
  readonly #storage = join(this.path, 'storage');
  places(name: string): AnswerPlaces {
    return new AnswerPlaces(this.file(name), name, this.#storage);
  }
  file(name: string): string {
    return join(this.path, `${name}.marginalia.json`);
  }
  open(name: string) {
    return openSqliteStore(this.places(name).database, { project: name, identityVersion });
  }
  /** @returns the number of answers in the new project */
  make(others: OtherLabels, name = 'sets', of = project): Promise<number> {
    const store = this.open('notes');
    return writeNewProject(
      { file: this.file(name), name, project: of, others },
      {
        store,
        files: [{ path: 'notes.jsonl', format }],
        from: 'notes',
        places: this.places(name),
        stamp: { id: 'import', at: 9000, annotator: 'bob' },
      },
    ).finally(() => store.close());
  }
}

/** A project with an answer of every kind; "fear" came after the second one. */
function answered(): Folder {
  const folder = new Folder();
  const store = folder.open('notes');
  store.append(label('a', 'joy'));
  store.append(label('b', 'anger', 'holdout'));
  store.setSetting('labels.since', { joy: 0, anger: 0, fear: store.lastSeq() });
  store.append(label('c', 'fear'));
  store.append({ ...stamp(), kind: 'flag', recordId: 'c' });
  store.append({ ...stamp(), kind: 'note', recordId: 'c', note: 'trembles' });
  store.append({ ...stamp(), kind: 'skip', recordId: 'd', ask: { kind: 'query' } });
  store.append({ ...stamp(), kind: 'flag', recordId: 'e' });
  store.append({ ...stamp(), kind: 'note', recordId: 'f', note: 'for later' });
  store.append(label('g', 'wrath'));
  store.append(label('h', 'joy'));
  store.undo(stamp());
  store.setSetting('labelLooks', [['joy', { key: '7', color: 'charts.red', variant: 0 }]]);
  store.close();
  return folder;
}

const judged = (folder: Folder) => {
  const store = folder.open('sets');
  const answers = store.answers().map(({ recordId, kind, labels: map }) => {
    const said = map && Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    return [recordId, kind, said] as const;
  });
  store.close();
  return answers;
};

test('the label of an answer applies, the others that it could have had do not', async () => {
  const folder = answered();
  assert.equal(await folder.make('no'), 5);
  assert.deepEqual(judged(folder), [
    ['a', 'labels', { anger: false, joy: true }],
    ['b', 'labels', { anger: true, joy: false }],
    ['c', 'labels', { anger: false, fear: true, joy: false }],
    ['d', 'skip', undefined],
    ['e', 'none', undefined],
    ['f', 'none', undefined],
    // The project no longer has this label, so the other labels are undecided.
    ['g', 'labels', { wrath: true }],
  ]);
});

test('the other labels are unknown if so requested, and each can be asked for', async () => {
  const folder = answered();
  assert.equal(await folder.make('unknown'), 5);
  assert.deepEqual(
    judged(folder).flatMap(([, , said]) => (said ? [said] : [])),
    [{ joy: true }, { anger: true }, { fear: true }, { wrath: true }],
  );
  const store = folder.open('sets');
  assert.deepEqual(
    labels.map((name) => store.unjudged(name)),
    [3, 3, 3],
  );
  assert.equal(store.counts().labelled, 4);
  store.close();
});

test('authors, times, ids, flags and notes come along, and one undo takes all of it back', async () => {
  const folder = answered();
  const before = folder.open('notes');
  const old = before.answers();
  before.close();
  await folder.make('no');
  const store = folder.open('sets');
  const whoAndWhen = (answers: typeof old) =>
    answers.map(({ recordId, sourceId, at, annotator, flagged, note }) => [
      recordId,
      sourceId,
      at,
      annotator,
      flagged,
      note,
    ]);
  assert.deepEqual(whoAndWhen(store.answers()), whoAndWhen(old));
  assert.equal(store.answer('a')!.importedFrom, 'notes');
  assert.deepEqual(store.setting('labelLooks'), [
    ['joy', { key: '7', color: 'charts.red', variant: 0 }],
  ]);
  assert.equal(store.undo(stamp())!.records.length, 7);
  assert.deepEqual(store.answers(), []);
  assert.equal(store.nextUndo(), undefined);
  store.redo(stamp());
  assert.equal(store.answers().length, 7);
  store.close();
  const again = folder.open('notes');
  assert.deepEqual(again.answers(), old, 'the old project is as it was');
  again.close();
});

test('a blind hold-out answer counts in the new hold-out if it judges every label', async () => {
  for (const others of ['no', 'unknown'] as const) {
    const folder = answered();
    await folder.make(others);
    const store = folder.open('sets');
    // Three members: asked in its turn, labelled by hand, unanswered.
    const members = ['b', 'c', 'x'].map((recordId, i) => ({ recordId, multiplicity: 1, hash: i }));
    store.setHoldout({ members, seed: 5, at: 1, draw: { hashVersion: 1, rate: 0.5 } });
    const live = { project: { ...project, task: 'multi' as const } };
    const { standing } = new HoldoutProgress(store, () => undefined, live);
    assert.deepEqual(standing.counted, others === 'no' ? ['b'] : []);
    assert.deepEqual(standing.ask, others === 'no' ? ['c', 'x'] : ['b', 'c', 'x']);
    const trained = trainingSet(
      store.answers(),
      { labels, task: 'multi' },
      new Set(holdoutIds(store)),
    );
    assert.deepEqual(trained.ids, ['a']);
    // Records that are not members are trained on.
    assert.deepEqual(trainingSet(store.answers(), { labels, task: 'multi' }).ids, ['a', 'b', 'c']);
    store.close();
  }
});

test('the project file keeps pool, reading, texts, labels, vectors and hold-out', async () => {
  const folder = answered();
  await folder.make('no');
  const { project: made, problems } = parseProjectFile(readFileSync(folder.file('sets'), 'utf8'));
  assert.deepEqual(problems, []);
  const { query, head, target, labelField, ...rest } = made!;
  assert.deepEqual(rest.pool, [{ path: 'notes.jsonl', format }]);
  for (const key of ['text', 'id', 'labels', 'embedding', 'holdout', 'seed'] as const) {
    assert.deepEqual(rest[key], project[key], key);
  }
  assert.equal(rest.task, 'multi');
  assert.deepEqual(
    [query.strategy, query.batch, query.refitEvery, head.kind, head.C],
    ['mmc', 7, 3, 'logistic', 3],
  );
  assert.deepEqual([target, labelField], [undefined, undefined]);
});

test('settings that work with several labels stay: random picks, macro-F1, suggestions of the column', async () => {
  const folder = answered();
  await folder.make('no', 'sets', {
    ...project,
    labelField: { field: 'mood', use: 'suggestions' },
    target: { metric: 'macroF1', value: 0.7 },
    query: { ...projectDefaults.query, strategy: 'random' },
    head: projectDefaults.head,
  });
  const { project: made, problems } = parseProjectFile(readFileSync(folder.file('sets'), 'utf8'));
  assert.deepEqual(problems, []);
  assert.equal(made!.query.strategy, 'random');
  assert.deepEqual(made!.target, { metric: 'macroF1', value: 0.7 });
  assert.deepEqual(made!.labelField, { field: 'mood', use: 'suggestions' });
});

test('nothing is overwritten: neither a project, nor answers or a mirror of a deleted one', async () => {
  const folder = answered();
  const taken = says(
    /^There is a project sets here already, or answers of one\. Choose another name\.$/,
  );
  writeFileSync(folder.file('sets'), '{}');
  await assert.rejects(folder.make('no'), taken);
  assert.equal(readFileSync(folder.file('sets'), 'utf8'), '{}');
  assert.equal(existsSync(folder.places('sets').database), false);
  rmSync(folder.file('sets'));
  folder.open('sets').close();
  await assert.rejects(folder.make('no'), taken);
  assert.equal(existsSync(folder.file('sets')), false);
  rmSync(folder.places('sets').database);
  writeFileSync(join(folder.path, 'sets.labels.jsonl'), '');
  await assert.rejects(folder.make('no'), taken);
});
