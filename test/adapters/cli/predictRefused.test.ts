// The refusals of `predict`, and its exit codes.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parsePredictArguments } from '../../../src/commandLine/predictArguments.ts';
import { NotYetError, UserError } from '../../../src/core/errors.ts';
import { says } from '../../harness/english.ts';
import { writeProject } from './projects.ts';
import { runCli } from './runCli.ts';
import { copyOf, newFolder, predicted, rows, trained } from './predictFixture.ts';

describe('predict is not possible', () => {
  test('before anything is trained', async () => {
    const file = writeProject(newFolder(), { rows });
    await assert.rejects(predicted(file), (error) => {
      assert.ok(error instanceof NotYetError);
      return says(/^There are answers, but no round has been trained yet\./)(error);
    });
    await assert.rejects(
      predicted((await trained('single')).file, ['--round', '7']),
      says(/^There is no round 7\. The newest one is 1\./),
    );
  });

  test('on other vectors than those of the round', async () => {
    const isOther = (error: unknown): boolean =>
      error instanceof NotYetError && says(/have changed since round 1 was trained/)(error);
    const { folder, file } = await copyOf('single');
    const project = readFileSync(file, 'utf8');
    const settings = JSON.parse(project) as Record<string, unknown>;
    for (const embedding of ['lexical', [{ use: 'lexical', weight: 0.3 }, 'static']]) {
      writeFileSync(file, JSON.stringify({ ...settings, embedding }));
      await assert.rejects(predicted(file), isOther, JSON.stringify(embedding));
    }
    writeFileSync(file, project);
    assert.equal((await predicted(file)).rows, rows.length);
    // Removes the fitted embedder and changes the first records, so that it cannot be fitted again.
    rmSync(join(folder, '.marginalia/cache'), { recursive: true });
    const pool = join(folder, 'reviews.jsonl');
    const lines = readFileSync(pool, 'utf8').split('\n');
    writeFileSync(pool, lines.slice(30).join('\n'));
    await assert.rejects(predicted(file), isOther);
  });
});

test('predict prints rows alone, and ends with 0, 2 or 3', async () => {
  const { file } = await trained('committee');
  const plain = await runCli(['predict', file]);
  assert.deepEqual([plain.code, plain.stderr], [0, 'Rows predicted: 122.\n']);
  assert.equal(plain.stdout.split('\n').length - 1, rows.length);
  const wrong = await runCli(['predict', file, '--input', 'nowhere.csv']);
  assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
  assert.equal(wrong.stderr, 'There is no file nowhere.csv.\n');
  const empty = await runCli(['predict', writeProject(newFolder(), { rows })]);
  assert.deepEqual([empty.code, empty.stdout], [3, '']);
});

test('predict refuses a field that the file does not have, and a file extension of no format', async () => {
  const { file } = await trained('committee');
  const input = join(newFolder(), 'cat.csv');
  writeFileSync(input, 'message,category\nwhere is it,delivery\n');
  const missing = await runCli(['predict', file, '--input', input, '--text-field', 'nope']);
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
  assert.match(missing.stderr, /cat\.csv has no field “nope”\. Its fields: message, category\./);
  const ending = await runCli(['predict', file, '--out', 'p.xlsx']);
  assert.equal(ending.code, 2);
  assert.match(ending.stderr, /p\.xlsx does not show .*\.jsonl, \.csv, \.parquet/);
});

test('predict refuses invalid values', () => {
  const refused = (...args: string[]): void => {
    assert.throws(() => parsePredictArguments(['p.marginalia.json', ...args]), UserError);
  };
  for (const given of ['2', '-0.1', 'x', ' ']) refused(`--threshold=${given}`);
  for (const given of ['0', '1.5', 'x']) refused(`--round=${given}`);
  refused('--only', 'labelled');
  refused('--to', 'xlsx');
  refused('other.marginalia.json');
});
