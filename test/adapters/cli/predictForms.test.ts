// `predict` on ambiguous files, and the options that decide their reading.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { predictSentences } from '../../../src/commandLine/predictReport.ts';
import { english } from '../../harness/english.ts';
import { newFolder, predicted, trained } from './predictFixture.ts';

describe('predict', () => {
  test('reads lines of a .txt as texts, and says how to read columns instead', async () => {
    const { file } = await trained('single');
    const input = join(newFolder(), 'lines.txt');
    const given = ['The soup, cold', 'The bill, wrong', 'Late, again'];
    writeFileSync(input, given.map((text) => `${text}\n`).join(''));
    const lines = await predicted(file, ['--input', input, '--texts']);
    assert.deepEqual(
      lines.lines.map(({ text }) => text),
      given,
    );
    assert.deepEqual(predictSentences(lines, undefined).map(english), [
      'lines.txt (UTF-8): each line is a text.',
      'It is not clear how to read lines.txt. Each line may be a row with columns separated by commas rather than a text. If so, add --delimiter ",".',
      'Rows predicted: 3.',
    ]);
    const options = ['--delimiter', ',', '--no-header', '--text-field', 'column2'];
    const columns = await predicted(file, ['--input', input, '--texts', ...options]);
    assert.deepEqual(
      columns.lines.map(({ text }) => text),
      [' cold', ' wrong', ' again'],
    );
    assert.equal(columns.reading?.doubts, undefined);
  });

  test('counts texts with characters that the given encoding does not have', async () => {
    const { file } = await trained('single');
    const input = join(newFolder(), 'cp.csv');
    writeFileSync(input, Buffer.from('text\nla soupe à l’eau\ncafé\nthe bill\n', 'latin1'));
    const wrong = await predicted(file, ['--input', input, '--encoding', 'utf-8']);
    const [, said] = predictSentences(wrong, undefined).map(english);
    assert.match(said!, /^2 texts of cp\.csv have characters that cannot be read/);
    const right = await predicted(file, ['--input', input, '--encoding', 'windows-1252']);
    assert.equal(right.damaged, undefined);
  });
});
