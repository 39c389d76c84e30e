// Every user-facing string has a translation with the same placeholders.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { sentencesOf } from './sentences.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, string>;
const bundle = read('l10n/bundle.l10n.de.json');
const { sentences, hidden } = sentencesOf(root);

test('localized sentences are literals at the call', () => {
  assert.deepEqual(hidden, []);
  assert.ok(sentences.length > 300);
});

test('every sentence in the code has a translation, and no translation is unused', () => {
  const said = new Set(sentences.map(({ sentence }) => sentence));
  const missing = sentences.filter(({ sentence }) => bundle[sentence] === undefined);
  assert.deepEqual(missing, []);
  assert.deepEqual(
    Object.keys(bundle).filter((sentence) => !said.has(sentence)),
    [],
  );
});

test('the folder of translations, which is packed whole, holds nothing else', () => {
  const others = readdirSync(join(root, 'l10n')).filter(
    (name) => !/^bundle\.l10n\.[\w-]+\.json$/.test(name),
  );
  assert.deepEqual(others, []);
});

test('every string of the manifest has a translation', () => {
  assert.deepEqual(Object.keys(read('package.nls.de.json')), Object.keys(read('package.nls.json')));
});

test('a translation keeps the placeholders, commands and code of its original', () => {
  const marks = (text: string): string[] =>
    [...(text.match(/\{\d\}|\(command:[^)]*\)|`[^`]*`/g) ?? [])].sort();
  const manifest = read('package.nls.json');
  const pairs = [
    ...Object.entries(bundle),
    ...Object.entries(read('package.nls.de.json')).map(
      ([key, text]) => [manifest[key]!, text] as const,
    ),
  ];
  for (const [original, translation] of pairs) {
    assert.deepEqual([...new Set(marks(translation))], [...new Set(marks(original))], original);
    assert.notEqual(translation.trim(), '', original);
  }
});
