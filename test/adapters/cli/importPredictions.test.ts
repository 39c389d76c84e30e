// The output of `predict` is recognised wherever answers are read, and is never taken for answers.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parquetBytes } from '../../../src/adapters/parquet/parquetBytes.ts';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { inspectFile } from '../../../src/commandLine/inspectFile.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import { isPredicted } from '../../../src/core/pool/predictedRow.ts';
import {
  predictionFormats,
  predictionLines,
  predictionTable,
  type PredictedRow,
  type PredictionFormat,
} from '../../../src/core/predict/predictionRows.ts';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { importAnswers, planImport } from '../../../src/host/importToProject.ts';
import { suggestionsFor } from '../../../src/core/loop/labels/importedSuggestions.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { newProject, root } from './importFixture.ts';
import { inStore } from './projects.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

interface Predicted {
  readonly task: 'single' | 'multi';
  readonly to: PredictionFormat;
  readonly texts?: boolean;
  readonly ofProject?: boolean;
  readonly least?: number;
}

/** A file as `predict` writes it, for the records of `newProject`. */
async function predictions({
  task,
  to,
  texts = true,
  ofProject = true,
  least,
}: Predicted): Promise<string> {
  const given = ['quick delivery', 'late again', 'lovely', 'so so'];
  const rows = given.map((text, i): PredictedRow => {
    const p = 0.98 - i / 7;
    return {
      id: `r${i}`,
      text,
      probabilities: Float32Array.of(p, task === 'single' ? 1 - p : 0.7),
      ...(ofProject && { known: { isLabelled: i === 0, isHeldOut: false } }),
    };
  });
  const some = async function* () {
    yield await Promise.resolve(rows);
  };
  const columns = {
    task,
    labels: ['good', 'bad'],
    ...(task === 'multi' && { thresholds: Float32Array.of(0.5, 0.5) }),
    ofProject,
    texts,
    ...(least !== undefined && { least }),
  };
  const onRow = () => undefined;
  const file = join(mkdtempSync(join(root, 'file-')), `guesses.${to}`);
  await writeFile(
    file,
    to === 'parquet'
      ? parquetBytes(predictionTable(some(), columns, onRow))
      : predictionLines(some(), to, columns, onRow),
  );
  return file;
}

function requestFor(project: string, file: string, ...more: readonly string[]) {
  const parsed = parseImportArguments([project, file, ...more]);
  assert.ok(parsed !== 'help');
  return parsed.request;
}

async function refused(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => userMessageOf(error)?.code,
  );
}

describe('files of predictions', () => {
  for (const to of predictionFormats) {
    for (const task of ['single', 'multi'] as const) {
      test(`${to}, ${task}: no answers, but suggestions`, async () => {
        const { project, folder } = newProject({
          rows: ['quick delivery', 'late again', 'lovely', 'so so'].map((text) => ({ text })),
          settings: { task },
        });
        const before = folderContents(folder);
        for (const ofProject of [true, false]) {
          const file = await predictions({ task, to, ofProject });
          assert.equal(
            await refused(planImport(project, requestFor(project, file))),
            'import.predictions',
          );
          const by = { annotator: 'ada' };
          assert.equal(
            await refused(importAnswers(project, requestFor(project, file), by)),
            'import.predictions',
          );
          assert.deepEqual(folderContents(folder), before);
          const found = await answersInFile(file, {});
          assert.deepEqual(found?.readings, []);
          assert.deepEqual(
            [found?.title, found?.problem?.code],
            ['Marginalia predictions', 'interchange.predictions'],
          );
          const { proposed } = await inspectFile(file);
          assert.deepEqual([proposed.text, proposed.label], ['text', undefined]);
        }
        const file = await predictions({ task, to });
        const suggested = requestFor(project, file, '--as', 'suggestions');
        const { counts, title } = await importAnswers(project, suggested, { annotator: 'ada' });
        assert.deepEqual([counts.rows, counts.answers, title], [4, 4, 'Marginalia predictions']);
        const [first] = inStore(folder, (store) => suggestionsFor(store, [recordIdOf('lovely')]));
        assert.deepEqual(
          first!.probabilities.map(({ label, p }) => [label, p]),
          task === 'single'
            ? [['good', 1]]
            : [
                ['bad', 1],
                ['good', 1],
              ],
        );
        assert.equal(
          inStore(folder, (store) => store.counts().labelled),
          0,
        );
      });
    }
  }

  test('with labels left out below a threshold, or without texts', async () => {
    const { project } = newProject();
    const sure = await predictions({ task: 'single', to: 'csv', least: 0.9 });
    assert.equal(
      await refused(planImport(project, requestFor(project, sure))),
      'import.predictions',
    );
    const bare = await predictions({ task: 'single', to: 'jsonl', texts: false });
    assert.equal(
      await refused(planImport(project, requestFor(project, bare))),
      'import.predictions',
    );
    const { counts } = await planImport(project, requestFor(project, bare, '--as', 'suggestions'));
    assert.deepEqual([counts.rows, counts.answers + counts.alreadySo, counts.refused], [4, 4, 0]);
  });

  test('import, --new and convert say so on the command line', async () => {
    const { project, folder } = newProject();
    const file = await predictions({ task: 'single', to: 'jsonl' });
    const imported = await runCli(['import', project, file]);
    assert.equal(imported.code, 2);
    assert.match(imported.stderr, /Marginalia predictions.*--as suggestions.*"is_labelled": true/);
    const made = join(folder, 'made.marginalia.json');
    for (const args of [
      ['import', file, '--new', made],
      ['convert', file, '-'],
    ]) {
      const { code, stdout, stderr } = await runCli(args);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /Marginalia predictions/);
    }
  });
});

test('answers stored with the probabilities of a model are answers', () => {
  const probabilities = { good: 0.9, bad: 0.1 };
  assert.ok(isPredicted({ text: 'a', label: 'good', p: 0.9, probabilities }));
  const answered = [
    { text: 'a', label: 'good' },
    { text: 'a', label: 'bad', p: 0.9, probabilities },
    { text: 'a', label: 'good', probabilities },
    { text: 'a', label: 'good', p: 0.9 },
    { text: 'a', label: 'good', p: 0.9, probabilities: {} },
    { text: 'a', labels: ['good'], not: ['bad'], probabilities },
    { text: 'a', labels: ['great'], probabilities },
    { text: 'a', label: 'good', p: 0.9, p_good: 'high', p_bad: 'low' },
  ];
  for (const row of answered) assert.ok(!isPredicted(row), JSON.stringify(row));
});
