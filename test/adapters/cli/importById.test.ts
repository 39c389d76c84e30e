// Files with ids and labels but no texts: answers go to the records with these ids, and ids are never taken
// for texts.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import { suggestionsFor } from '../../../src/core/loop/labels/importedSuggestions.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { readAnswers, withExchangeFiles } from '../../../src/host/findAnswers.ts';
import { importAnswers, planImport } from '../../../src/host/importToProject.ts';
import { newProject, root } from './importFixture.ts';
import { inStore } from './projects.ts';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

const late = recordIdOf('late again');
const lovely = recordIdOf('lovely');

function fileOf(name: string, content: string): string {
  const file = join(mkdtempSync(join(root, 'file-')), name);
  writeFileSync(file, content);
  return file;
}

function requestFor(project: string, file: string, ...more: readonly string[]) {
  const parsed = parseImportArguments([project, file, ...more]);
  assert.ok(parsed !== 'help');
  return parsed.request;
}

async function problemOf(work: Promise<unknown>) {
  return work.then(
    () => undefined,
    (error: unknown) => userMessageOf(error),
  );
}

const files: readonly (readonly [name: string, content: string, ...options: string[]])[] = [
  ['a.csv', 'id,label\nr3,bad\nr4,good\nr99,good\n'],
  ['a.tsv', 'label\tid\nbad\tr3\ngood\tr4\ngood\tr99\n'],
  ['a.csv', 'id,vote\nr3,bad\nr4,good\nr99,good\n', '--label-field', 'vote'],
  ['a.csv', 'id,label,confidence\nr3,bad,0.5\nr4,good,0.25\nr99,good,1\n', '--from', 'csv'],
  [
    'a.jsonl',
    '{"id":"r3","label":"bad"}\n{"id":"r4","label":"good"}\n{"id":"r99","label":"good"}\n',
  ],
  [
    'a.json',
    '[{"id":"r3","label":"bad"},{"id":"r4","label":"good"},\n{"id":"r99","label":"good"}]',
  ],
  [
    'a.jsonl',
    '{"id":"r3","vote":"bad"}\n{"id":"r4","vote":"good"}\n{"id":"r99","vote":"good"}\n',
    ...['--label-field', 'vote'],
  ],
  [
    'a.jsonl',
    `{"id":"${late}","label":"bad"}\n{"id":"${lovely}","label":"good"}\n{"id":"r99","label":"x"}\n`,
  ],
];

describe('ids and labels without texts', () => {
  for (const [name, content, ...options] of files) {
    test(`${name} ${content.slice(0, 25).replaceAll(/\s/g, ' ')} are placed by their ids`, async () => {
      const { project, folder } = newProject();
      const request = requestFor(project, fileOf(name, content), ...options);
      const { counts } = await importAnswers(project, request, { annotator: 'ada' });
      assert.deepEqual([counts.rows, counts.answers, counts.notInPool], [3, 2, 1]);
      const [unplaced, ...more] = counts.unplaced;
      assert.deepEqual(unplaced?.problem, { code: 'import.unknownId', params: { id: 'r99' } });
      assert.deepEqual(more, []);
      inStore(folder, (store) => {
        assert.deepEqual([store.answer(late)?.label, store.answer(lovely)?.label], ['bad', 'good']);
        assert.equal(store.answers().length, 5, 'and nothing else is answered');
        const byOwnId = content.includes('r3');
        assert.equal(store.answer(late)?.sourceId, byOwnId ? 'r3' : undefined);
      });
    });
  }

  test('are listed with their lines if no record has their id, twenty of them at most', async () => {
    const { project } = newProject();
    const rows = Array.from({ length: 25 }, (_, i) => `x${i},good\n`).join('');
    const { code, stderr } = await runCli([
      'import',
      project,
      fileOf('a.csv', `id,label\n${rows}`),
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /a\.csv:2: No record of the pool has the id “x0”\./);
    assert.match(stderr, /a\.csv:21: No record of the pool has the id “x19”\.\n… and 5 more rows/);
    assert.doesNotMatch(stderr, /x20/);
  });

  test('are left out if several records have the id', async () => {
    const { project, folder } = newProject();
    const pool = ['late again', 'lovely', 'so so'].map((text, i) => ({ id: `r${i % 2}`, text }));
    writeFileSync(join(folder, 'reviews.jsonl'), jsonLines(pool));
    const file = fileOf('a.csv', 'id,label\nr0,good\nr1,bad\n');
    const { counts } = await planImport(project, requestFor(project, file));
    assert.deepEqual([counts.answers, counts.sharedIds, counts.notInPool], [1, 1, 0]);
    const problem = { code: 'import.sharedId', params: { id: 'r0' } };
    assert.deepEqual(counts.unplaced, [{ line: 2, problem }]);
  });

  test('take the project’s own field of ids', async () => {
    const { project, folder } = newProject({ rows: [{ text: 'x' }], settings: { id: 'doc' } });
    const pool = [
      { doc: 'd1', text: 'late again' },
      { doc: 'd2', text: 'lovely' },
    ];
    writeFileSync(join(folder, 'reviews.jsonl'), jsonLines(pool));
    const file = fileOf('a.csv', 'id,doc,label\n1,d2,good\n2,d1,bad\n');
    await importAnswers(project, requestFor(project, file), { annotator: 'ada' });
    inStore(folder, (store) =>
      assert.deepEqual([store.answer(late)?.label, store.answer(lovely)?.label], ['bad', 'good']),
    );
  });

  test('keep the digits of numbers beyond the precision of a double', async () => {
    const ids = ['1700341480978622000', '1700341480978622001'];
    const { project, folder } = newProject({ rows: [{ text: 'x' }] });
    const pool = ids.map((id, i) => `{"id":${id},"text":"${['late again', 'lovely'][i]}"}\n`);
    writeFileSync(join(folder, 'reviews.jsonl'), pool.join(''));
    for (const label of ['label', 'vote']) {
      const rows = ids.map((id, i) => `{"${label}":"${['bad', 'good'][i]}","id":${id}}\n`);
      const file = fileOf('a.jsonl', rows.join(''));
      const request = requestFor(project, file, '--label-field', label);
      const { counts } = await importAnswers(project, request, { annotator: 'ada' });
      assert.deepEqual([counts.answers + counts.alreadySo, counts.notInPool], [2, 0]);
    }
    inStore(folder, (store) =>
      assert.deepEqual([store.answer(late)?.label, store.answer(lovely)?.label], ['bad', 'good']),
    );
  });

  test('of several labels, as lists or columns', async () => {
    for (const [name, content] of [
      ['a.jsonl', '{"id":"r3","labels":["bad"]}\n{"id":"r4","labels":["good","bad"]}\n'],
      ['a.csv', 'id,good,bad\nr3,0,1\nr4,1,1\n'],
    ] as const) {
      const { project, folder } = newProject({
        rows: ['a', 'b', 'c', 'late again', 'lovely'].map((text) => ({ text })),
        settings: { task: 'multi' },
      });
      const request = requestFor(project, fileOf(name, content));
      await importAnswers(project, request, { annotator: 'ada' });
      inStore(folder, (store) =>
        assert.deepEqual(
          [store.answer(late), store.answer(lovely)].map((one) =>
            [...one!.labels!].flatMap(([label, yes]) => (yes ? [label] : [])).sort(),
          ),
          [['bad'], ['bad', 'good']],
        ),
      );
    }
  });

  test('of a prediction are suggested', async () => {
    const { project, folder } = newProject();
    const rows = ['r3', 'r4'].map((id, i) => {
      const probabilities = { good: 0.25 + i / 2, bad: 0.75 - i / 2 };
      return { id, label: ['bad', 'good'][i], p: 0.75, probabilities };
    });
    const file = fileOf('p.jsonl', jsonLines(rows));
    const request = requestFor(project, file, '--as', 'suggestions');
    const { counts } = await importAnswers(project, request, { annotator: 'ada' });
    assert.deepEqual([counts.answers, counts.refused], [2, 0]);
    inStore(folder, (store) =>
      assert.deepEqual(
        suggestionsFor(store, [late, lovely]).map((one) => one.probabilities[0]?.label),
        ['bad', 'good'],
      ),
    );
  });
});

describe('ids are never taken for texts', () => {
  for (const [name, content, ...options] of files) {
    test(`${name} ${options.join(' ')} by convert or a new project`, async () => {
      const { from, rules } = requestFor('new', fileOf(name, content), ...options);
      const fields = { ...rules, names: {} };
      const opening = { ...(from && { from }), fields };
      const problem = await problemOf(
        withExchangeFiles([fileOf(name, content)], opening, (open) => open()),
      );
      assert.equal(problem?.code, 'import.onlyIds');
      const found = await problemOf(readAnswers([fileOf(name, content)], fields, { ...opening }));
      assert.equal(found?.code, 'import.onlyIds');
    });
  }

  test('and the message says what to do', async () => {
    const target = join(mkdtempSync(join(root, 'new-')), 'new.marginalia.json');
    const args = [
      'import',
      fileOf('a.csv', files[0]![1]),
      '--new',
      target,
      '--label-field',
      'label',
    ];
    const { code, stderr } = await runCli(args);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^a\.csv has ids and labels but no texts\. .* run “import PROJECT a\.csv”\./,
    );
    assert.equal(existsSync(target), false);
  });

  test('and texts are never overlooked for the ids beside them', async () => {
    const { project } = newProject();
    const file = fileOf('a.csv', 'id,label,body\nr3,good,lovely\nr4,bad,late again\n');
    const problem = await problemOf(planImport(project, requestFor(project, file)));
    assert.equal(problem?.code, 'interchange.notRecognised');
  });
});
