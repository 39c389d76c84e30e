// `train` adds a round as "Retrain Now" does, also while a window is open.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { newestSchema, schemaVersion } from '../../../src/adapters/sqlite/schemaVersion.ts';
import { trainJson, trainText } from '../../../src/commandLine/trainReport.ts';
import { CancelledError, NotYetError, UserError } from '../../../src/core/errors.ts';
import { identityVersion } from '../../../src/core/record.ts';
import type { Round } from '../../../src/core/store/storedRounds.ts';
import {
  trainProject,
  type TrainOptions,
  type TrainingResult,
} from '../../../src/host/trainProject.ts';
import { openProject } from '../../fixtures/oldProjects/openProject.ts';
import { unpackOurs } from '../../fixtures/oldProjects/unpack.ts';
import { says } from '../../harness/english.ts';
import { writeProject } from '../cli/projects.ts';
import { runCli } from '../cli/runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-train-test-'));
after(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(root, 'project-'));
const engineModule = join(import.meta.dirname, '../../fixtures/oldProjects/engine.ts');

function train(file: string, options: Partial<TrainOptions> = {}): Promise<TrainingResult> {
  return trainProject(file, {
    engineModule,
    modelsDir: join(root, 'models'),
    annotator: 'ada',
    migrate: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
}

/** An old project as its owner left it, and the path of its file. */
function oldProject(name: string): { folder: string; file: string; database: string } {
  const folder = newFolder();
  unpackOurs(name, folder);
  return {
    folder,
    file: join(folder, `${name}.marginalia.json`),
    database: join(folder, '.marginalia', `${name}.sqlite`),
  };
}

function roundsIn(database: string, project: string): Round[] {
  const store = openSqliteStore(database, { project, identityVersion });
  const rounds = store.rounds();
  store.close();
  return [...rounds];
}

describe('train', () => {
  test('adds a round with the C and seed that are named; without them, only for new answers', async () => {
    const name = 'lexical-30';
    const { file, database } = oldProject(name);
    const first = await train(file, { migrate: true });
    const before = roundsIn(database, name);
    assert.equal(first.round.round, before.at(-1)!.number);

    const same = await train(file);
    assert.deepEqual([same.isNew, same.round.round], [false, first.round.round]);
    assert.match(trainText(same), /^Nothing was answered since round \d+, so no round was added\./);
    assert.deepEqual(roundsIn(database, name), before);

    const own = await train(file, { overrides: { c: 0.25, seed: 99 } });
    assert.deepEqual([own.isNew, own.round.c], [true, 0.25]);
    const added = roundsIn(database, name).at(-1)!;
    assert.deepEqual([added.number, added.c, added.seed], [own.round.round, 0.25, 99]);
    assert.equal(added.labels, before.at(-1)!.labels);
    const json = trainJson(own) as Record<string, unknown>;
    assert.deepEqual([json['round'], json['added'], json['c']], [own.round.round, true, 0.25]);
    assert.match(trainText(own), /^Round \d+: \d+ training labels, C = 0\.25, /);
  });

  test('an open window shows the round when it looks for news, and keeps labelling', async () => {
    const name = 'lexical-30';
    const { folder, file } = oldProject(name);
    const window = await openProject(folder, name, { answers: 'a', modelsDir: root });
    try {
      const { learner } = window;
      const { recent } = learner.view;
      const trained = await train(file, { overrides: { c: 0.5 } });
      // The window may have polled already during other work.
      learner.poll();
      const { round, c } = learner.view.rounds.at(-1)!;
      assert.deepEqual([round, c], [trained.round.round, 0.5]);
      assert.deepEqual(learner.view.recent, recent);
      await window.answer(() => ({ kind: 'label', label: 'Refund' }));
      assert.equal(learner.view.recent.length, recent.length + 1);
      assert.deepEqual(window.complaints, []);
    } finally {
      await window.close();
    }
  });

  test('answers given while it trains stay', async () => {
    const name = 'lexical-30';
    const { folder, file } = oldProject(name);
    const window = await openProject(folder, name, { answers: 'a', modelsDir: root });
    try {
      const before = window.learner.view.counts.labelled;
      const training = train(file, { overrides: { c: 2 } });
      for (let i = 0; i < 8; i++) await window.answer(() => ({ kind: 'label', label: 'Refund' }));
      await training;
      window.learner.poll();
      assert.equal(window.learner.view.counts.labelled, before + 8);
    } finally {
      await window.close();
    }
  });

  test('migrates only with --migrate, and keeps a copy', async () => {
    const { folder, file, database } = oldProject('lexical-30');
    const old = schemaVersion(database)!;
    assert.ok(old < newestSchema);
    const files = (): [string, string][] =>
      Object.entries(folderContents(folder)).filter(([path]) => !path.endsWith('-shm'));
    const before = files();
    await assert.rejects(
      train(file),
      says(new RegExp(`version ${old}; .* version ${newestSchema}\\. Add --migrate`)),
    );
    assert.deepEqual(files(), before);
    await train(file, { migrate: true });
    assert.equal(schemaVersion(database), newestSchema);
    assert.equal(schemaVersion(`${database}.version-${old}`), old);
  });

  test('reports too few answers, and creates no database for an unlabelled project', async () => {
    const folder = newFolder();
    const rows = [{ text: 'one' }, { text: 'two' }, { text: 'three' }];
    const settings = { embedding: 'lexical' };
    const file = writeProject(folder, { rows, settings });
    const tooFew = (error: unknown): boolean =>
      error instanceof NotYetError && says(/at least two different labels/)(error);
    await assert.rejects(train(file), tooFew);
    rmSync(join(folder, '.marginalia'), { recursive: true });
    const before = folderContents(folder);
    await assert.rejects(train(file), tooFew);
    assert.deepEqual(folderContents(folder), before);
    const { code, stdout, stderr } = await runCli(['train', file]);
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /^Training needs answers/);
  });

  test('a pool that is missing is named, with and without a database', async () => {
    const folder = newFolder();
    const file = writeProject(folder, {
      rows: [
        { text: 'fine', event: { kind: 'label', label: 'good' } },
        { text: 'poor', event: { kind: 'label', label: 'bad' } },
      ],
      settings: { embedding: 'lexical' },
    });
    rmSync(join(folder, 'reviews.jsonl'));
    const missing = /Cannot read reviews\.jsonl: there is no such file\. Correct "pool"/;
    for (const hasDatabase of [true, false]) {
      if (!hasDatabase) rmSync(join(folder, '.marginalia'), { recursive: true });
      const { code, stdout, stderr } = await runCli(['train', file]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, missing);
      assert.doesNotMatch(stderr, /at file:/);
    }
  });

  test('without a terminal it says when it begins and when it has ended', async () => {
    const file = writeProject(newFolder(), {
      rows: Array.from({ length: 8 }, (_, i) => ({
        text: `${i} ${i % 2 ? 'fine food' : 'poor staff'}`,
        event: { kind: 'label' as const, label: i % 2 ? 'good' : 'bad' },
      })),
      settings: { embedding: 'lexical' },
    });
    const before = await runCli(['predict', file]);
    assert.deepEqual([before.code, before.stdout], [3, '']);
    assert.match(before.stderr, /^There are answers, but no round has been trained yet\. .*train/);
    const { code, stdout, stderr } = await runCli(['train', file]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Round 1: /);
    assert.match(stderr, /^Training the model of .*\nTrained in [\d.]+ s\.\n$/);
  });

  test('a project whose vectors are unavailable is refused with the reason', async () => {
    const folder = newFolder();
    const vectors = join(folder, 'mine.npy');
    writeFileSync(vectors, 'no numbers');
    const file = writeProject(folder, {
      rows: [
        { text: 'fine', event: { kind: 'label', label: 'good' } },
        { text: 'poor', event: { kind: 'label', label: 'bad' } },
      ],
      settings: { embedding: [{ vectors: './mine.npy', by: 'row' }] },
    });
    const options = { engineModule: join(import.meta.dirname, '../../../src/engine/main.ts') };
    await assert.rejects(
      train(file, options),
      (error) => error instanceof UserError && says(/npy/i)(error),
    );
    assert.equal(readFileSync(vectors, 'utf8'), 'no numbers');
  });

  test('can be cancelled', async () => {
    const { file } = oldProject('lexical-30');
    const cancel = new AbortController();
    const training = train(file, {
      migrate: true,
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await assert.rejects(training, CancelledError);
  });
});

test('usage: options are checked, and help names an example', async () => {
  const help = await runCli(['train', '--help']);
  assert.deepEqual([help.code, help.stderr], [0, '']);
  assert.match(help.stdout, /Example: marginalia train reviews\.marginalia\.json/);
  for (const [args, why] of [
    [['train'], /^Name one project file for train/],
    [['train', 'x.marginalia.json', '--c', '0'], /^--c must be a number above 0, not "0"/],
    [
      ['train', 'x.marginalia.json', '--seed', '1.5'],
      /^--seed must be a whole number of at least 0/,
    ],
    [['train', 'x.marginalia.json'], /^There is no file x\.marginalia\.json\./],
  ] as const) {
    const { code, stdout, stderr } = await runCli(args);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, why);
  }
});
