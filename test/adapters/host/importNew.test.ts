// `import --new`: options for reading, and files that do not make a project.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { readProjectFile, requireValidProject } from '../../../src/host/readProjectFile.ts';
import { says } from '../../harness/english.ts';
import { imported, newProjectFolder, root, stored } from './otherToolsProjects.ts';

describe('import --new', () => {
  const write = (name: string, content: string): string => {
    const path = join(mkdtempSync(join(root, 'f-')), name);
    writeFileSync(path, content);
    return path;
  };

  test('reads the file as its options say', async () => {
    const task = (body: string, mood: string) => ({
      data: { title: 'One', body },
      annotations: [
        {
          result: [
            { from_name: 'mood', to_name: 'x', type: 'choices', value: { choices: [mood] } },
            { from_name: 'topic', to_name: 'x', type: 'choices', value: { choices: ['parcel'] } },
          ],
        },
      ],
    });
    const tasks = write(
      'tasks.json',
      JSON.stringify([task('a parcel', 'glad'), task('lost', 'sad')]),
    );
    const asked = newProjectFolder();
    const chosen = ['--question', 'mood', '--text-field', 'body'];
    await imported([tasks, '--new', asked.project, ...chosen]);
    assert.deepEqual(stored(asked.folder).labels, { glad: 1, sad: 1 });
    const lists = write('lists.csv', 'id;text;label\r\n1;caf\u00e9;a#b\r\n2;two;\r\n');
    const named = newProjectFolder();
    const read = ['--from', 'doccano-csv', '--empty', 'none', '--encoding', 'utf-8'];
    await imported([lists, '--new', named.project, ...read]);
    const { answers, labels } = stored(named.folder);
    assert.deepEqual([answers, labels], [2, { a: 1, b: 1 }]);
  });

  test('makes no project that could not be opened', async () => {
    const files: readonly (readonly [string, string, RegExp])[] = [
      [
        'tasks.json',
        '[{"data": {"text": "a"}}]',
        /^tasks\.json has no answers\. Name at least two labels/,
      ],
      [
        'images.json',
        '[{"data": {"image": "s3://a.png"}, "annotations": []}]',
        /^No row of images\.json can be read as Label Studio JSON/,
      ],
      ['names.csv', 'text,label\n', /^There is nothing to label in names\.csv: it has no rows/],
      ['prose.txt', 'Once upon a time\n', /^prose\.txt has no answers\. Name at least two labels/],
    ];
    for (const [name, content, why] of files) {
      const { folder, project } = newProjectFolder();
      await assert.rejects(imported([write(name, content), '--new', project]), says(why));
      assert.deepEqual(readdirSync(folder), []);
    }
    // If one label is too few for the proposed reading, another reading is used.
    const { folder, project } = newProjectFolder();
    await imported([write('one.jsonl', '{"text": "a", "label": ["x"]}\n'), '--new', project]);
    assert.equal(requireValidProject(await readProjectFile(project)).task, 'multi');
    assert.equal(stored(folder).answers, 1);
  });
});

test('several labels in a cell of a table are asked about, field by field', async () => {
  const folder = mkdtempSync(join(root, 'f-'));
  const from = join(folder, 'joined.csv');
  const labels = ['joy', 'fear', '"joy,fear"', 'joy', 'fear', '"fear,joy"', 'joy', '"joy,fear"'];
  const rows = labels.map((label, i) => `${i},the parcel ${i} came late,${label}\n`);
  writeFileSync(from, `id,text,label\n${rows.join('')}`);
  assert.equal(await answersInFile(from, {}), undefined);
  const { folder: there, project } = newProjectFolder();
  const why = /several labels in one field.*--separator ","/;
  await assert.rejects(imported([from, '--new', project]), says(why));
  assert.deepEqual(readdirSync(there), []);
  await imported([from, '--new', project, '--from', 'csv']);
  assert.deepEqual(stored(there).labels, { joy: 3, fear: 2, 'joy,fear': 2, 'fear,joy': 1 });
  // Labels that merely contain a comma stay whole.
  const whole = join(folder, 'whole.csv');
  const names = labels.map((_, i) => (i % 2 ? '"late, lost"' : 'joy'));
  writeFileSync(whole, `text,label\n${names.map((name, i) => `text ${i},${name}\n`).join('')}`);
  assert.equal((await answersInFile(whole, {}))!.readings[0]!.answers, 8);
});
