// `predict` on other files than the pool, and with a model folder in place of a project.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { predictSentences } from '../../../src/commandLine/predictReport.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { english, says } from '../../harness/english.ts';
import { newFolder, predicted, root, textOf, topics, trained } from './predictFixture.ts';
import { folderContents } from '../../harness/folderContents.ts';
import { jsonLines } from '../../harness/topics.ts';

describe('predict', () => {
  test('reads the sheet or the list of records that is named', async () => {
    const { file } = await trained('single');
    const nested = join(newFolder(), 'nested.json');
    const items = [{ text: 'the waiter' }, { text: 'the bill' }];
    const others = [{ text: 'x' }, { text: 'y' }, { text: 'z' }];
    writeFileSync(nested, JSON.stringify({ data: { others, items } }));
    const textsOf = async (...options: string[]): Promise<unknown[]> =>
      (await predicted(file, ['--texts', '--input', ...options])).lines.map(({ text }) => text);
    assert.deepEqual(await textsOf(nested, '--path', 'data.items'), ['the waiter', 'the bill']);
    const fixtures = join(import.meta.dirname, '../../fixtures');
    const book = join(fixtures, 'excel/book.xlsx');
    assert.deepEqual(await textsOf(book, '--sheet', 'Other & more'), ['of the other sheet']);
    const workbook = join(fixtures, 'interchange/doccano/textcat.xlsx');
    assert.deepEqual(await textsOf(workbook, '--sheet', 'example'), ['exampleA', 'exampleB']);
    await assert.rejects(textsOf(workbook, '--sheet', 'nope'), says(/It has: example\./));
    await assert.rejects(textsOf(nested, '--path', 'nope'), says(/no list of records at “nope”/));
  });

  test('reads texts from other files, and recognises those of the pool', async () => {
    const { folder, file } = await trained('single');
    const input = join(newFolder(), 'new.csv');
    const given = [textOf(0), textOf(100), 'the waiter, again', ''];
    writeFileSync(input, `text,id\n${given.map((text, i) => `"${text}",n${i}`).join('\n')}\n`);
    const before = folderContents(folder);
    const pool = await predicted(file);
    const found = await predicted(file, ['--input', input]);
    assert.deepEqual(
      found.lines.map(({ id, is_labelled: isLabelled }) => [id, isLabelled]),
      [
        ['n0', true],
        ['n1', false],
        ['n2', false],
      ],
    );
    for (const [label, p] of Object.entries(found.lines[1]!.probabilities)) {
      assert.ok(Math.abs(pool.lines[100]!.probabilities[label]! - p) < 1e-6, label);
    }
    assert.equal(found.lines[2]!.label, 'staff');
    const told = predictSentences(found, undefined).map(english);
    assert.equal(
      told[0],
      'new.csv (CSV · commas · UTF-8 · header): the text is “text”, the id “id”.',
    );
    assert.match(told[2]!, /^Rows left out: 1; the first is line 5: /);
    const piped = await predicted(file, ['--input', '-', '--texts'], {
      input: `${JSON.stringify({ text: 'the bill 😀' })}\n`,
    });
    assert.deepEqual(
      piped.lines.map(({ id, text, label }) => [id, text, label]),
      [[recordIdOf('the bill 😀'), 'the bill 😀', 'price']],
    );
    assert.deepEqual(folderContents(folder), before);
  });

  test('says how a file is read, and reads bare texts', async () => {
    const { file } = await trained('single');
    const folder = newFolder();
    const given = [textOf(100), 'the "bill" 😀', 'no soup'];
    const table = `nr;Nachricht\n${given.map((text, i) => `${i};"${text.replaceAll('"', '""')}"`).join('\n')}\n`;
    const inputs: [name: string, content: string, reading: string][] = [
      ['list.json', JSON.stringify(given), 'JSON, list of texts · UTF-8): the text is “text”.'],
      ['lines.jsonl', jsonLines(given), 'JSON Lines of texts · UTF-8): the text is “text”.'],
      [
        'meldung.csv',
        table,
        'CSV · semicolons · UTF-8 · header): the text is “Nachricht”, the id “nr”.',
      ],
      [
        'export.jsonl',
        given.map((text) => `${JSON.stringify({ text, label: 'food' })}\n`).join(''),
        'JSON Lines · UTF-8): the text is “text”.',
      ],
    ];
    for (const [name, content, reading] of inputs) {
      const input = join(folder, name);
      writeFileSync(input, content);
      const found = await predicted(file, ['--input', input, '--texts']);
      assert.deepEqual(
        found.lines.map(({ text }) => text),
        given,
        name,
      );
      const told = predictSentences(found, undefined).map(english);
      assert.deepEqual(told, [`${name} (${reading}`, 'Rows predicted: 3.']);
    }
  });

  test('refuses a file whose fields are not texts, and names them', async () => {
    const { file } = await trained('single');
    const folder = newFolder();
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i},2024-01-0${i % 9} 10:00,${topics[i % 3]}`,
    );
    const refused: [name: string, content: string, fields: string][] = [
      [
        'ids.csv',
        `id,label\n${rows.map((row) => row.replace(/,.*,/, ',')).join('\n')}\n`,
        'id, label',
      ],
      ['dates.csv', `id,created,label\n${rows.join('\n')}\n`, 'id, created, label'],
      ['numbers.jsonl', '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', 'a, b'],
    ];
    for (const [name, content, fields] of refused) {
      const input = join(folder, name);
      writeFileSync(input, content);
      const told = `No field of ${name} looks like text. If one contains the texts, name it with --text-field. Its fields: ${fields}.`;
      await assert.rejects(predicted(file, ['--input', input]), says(told));
    }
    const named = ['--input', join(folder, 'ids.csv'), '--text-field', 'label'];
    assert.equal((await predicted(file, named)).rows, 30);
    const pickle = join(folder, 'rows.jsonl');
    writeFileSync(pickle, "{'text': 'a', 'y': None}\n{'text': 'b', 'y': 1}\n");
    await assert.rejects(predicted(file, ['--input', pickle]), says(/as Python prints them/));
  });
});

test('predict reads a model folder without a project', async () => {
  for (const kind of ['single', 'several'] as const) {
    const { file } = await trained(kind);
    const folder = newFolder();
    const model = join(folder, 'm');
    await exportModel(file, { to: model }, { modelsDir: root });
    const input = join(folder, 'in.jsonl');
    const given = [textOf(3), textOf(50), 'the bill 😀'];
    writeFileSync(input, given.map((text) => `${JSON.stringify({ text })}\n`).join(''));
    const before = folderContents(folder);
    const project = await predicted(file, ['--input', input]);
    const { lines, isLabelled } = await predicted(model, ['--input', input]);
    assert.deepEqual([lines.length, isLabelled], [3, undefined]);
    for (const [i, line] of lines.entries()) {
      const { label, labels, probabilities } = project.lines[i]!;
      assert.deepEqual([line.label, line.labels], [label, labels]);
      assert.ok(!('is_labelled' in line) && !('holdout' in line));
      for (const [name, p] of Object.entries(probabilities)) {
        assert.ok(Math.abs(line.probabilities[name]! - p) <= 1e-6, name);
      }
    }
    assert.deepEqual(folderContents(folder), before);
    await assert.rejects(predicted(model), says(/^A model folder has no pool\./));
    for (const option of ['--round=1', '--only=unlabelled']) {
      const refused = predicted(model, ['--input', input, option]);
      await assert.rejects(refused, says(/ is only for a project\./));
    }
  }
});
