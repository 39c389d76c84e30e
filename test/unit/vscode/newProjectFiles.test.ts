import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { sampleRows } from '../../../src/core/pool/sampleRows.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { mergeAlike } from '../../../src/vscode/newProject/alike.ts';
import {
  contextChoices,
  idChoices,
  labelFieldChoices,
  textChoices,
} from '../../../src/vscode/newProject/fieldChoices.ts';
import {
  labelLineOf,
  labelNamesOf,
  labelProblem,
} from '../../../src/vscode/newProject/labelInput.ts';
import { newProjectText } from '../../../src/vscode/newProject/newProjectText.ts';
import { memorySource } from '../pool/memorySource.ts';

const oddNames = [
  '',
  ' ',
  'a.b',
  'a.b.c',
  '.',
  'a.',
  '__proto__',
  'constructor',
  'toString',
  'Text ',
  '1',
  '0',
  'a"b',
  'a\nb',
  'a,b',
  'a;b',
  'ünï',
  'u\u0308',
  '$(x)',
  '\ttab',
  '\u200b',
  'null',
  '\\',
  '{0}',
  '//',
  'id',
  'label',
  '🍞',
];

const oddLabels = [
  'plain',
  'Bread, rolls',
  'two\nlines',
  'two\r\nlines',
  '"quoted"',
  "it's",
  'caf\u00e9',
  'cafe\u0301',
  'a  b',
  'a b',
  'x\u00ady',
  'xy',
  ' ends ',
  '\ttab\t',
  '🍞',
  '🍞🥖',
  '__proto__',
  'constructor',
  '-',
  '0',
  '1.0',
  'true',
  'null',
  '\\n',
  '[x]',
  '{"a": 1}',
  '//',
  '\u2028',
  'a\u2028b',
  '\u0000',
  'نعم',
  'l'.repeat(300),
];

type Row = readonly (readonly [string, unknown])[];

/** A file with odd names and odd labels, as a program might write it. */
function oddFile(rng: Rng): { name: string; content: string } {
  const names = Array.from(rng.sample(oddNames.length, 3), (at) => oddNames[at]!);
  const labels = Array.from(rng.sample(oddLabels.length, 5), (at) => oddLabels[at]!);
  const label = rng.integer(2) ? 'label' : 'kind of thing';
  const rows: Row[] = Array.from({ length: 40 }, (_, i) => [
    ['text', `Loaf number ${i} rose well, they said`],
    [label, labels[i % labels.length]],
    ...names
      .filter((name) => name !== label)
      .map((name, at): [string, unknown] => [name, at === 0 ? i : `value ${i % 4}`]),
  ]);
  if (rng.integer(2)) {
    const object = (row: Row): string =>
      `{${row.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(', ')}}`;
    return { name: 'a.jsonl', content: rows.map(object).join('\n') };
  }
  const delimiter = [',', ';', '\t'][rng.integer(3)]!;
  const quote = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
  const line = (values: readonly unknown[]): string => values.map(quote).join(delimiter);
  const header = line(rows[0]!.map(([name]) => name));
  const body = rows.map((row) => line(row.map(([, value]) => value)));
  return { name: 'a.csv', content: [header, ...body].join('\n') };
}

/** What the wizard sees of a file. */
function inspect(name: string, content: string) {
  const samples = { head: new TextEncoder().encode(content) };
  const reading = findReading(name, samples);
  const rows = sampleRows(samples, reading.format, quotedRows);
  const { fields, text, id, label } = guessFields(rows);
  const guess = { text, ...(id ? { id } : {}), ...(label ? { label } : {}) };
  return { format: reading.format, fields, guess, rows: rows.length, all: true };
}

async function labelsIn(
  { name, content }: { name: string; content: string },
  format: PoolFormat,
  text: readonly string[],
  labelField: string,
) {
  const spec = { files: [{ path: name, format }], textFields: text, contextFields: [], labelField };
  const { labels } = await openPool(spec, [memorySource(name, content)], { quotedRows });
  return labels.names.map((value, i) => ({ value, rows: labels.rowCounts[i]! }));
}

test('A4 for any choice in the wizard, the project file parses and its pool opens', async () => {
  const rng = new Rng(4);
  for (let n = 0; n < 300; n++) {
    const file = oddFile(rng);
    const inspected = inspect(file.name, file.content);
    const shown = `${JSON.stringify(inspected.format)}\n${file.content.slice(0, 600)}`;
    const any = <T>(choices: readonly T[]): T => choices[rng.integer(choices.length)]!;
    const text = rng.integer(4)
      ? inspected.guess.text
      : any(textChoices(inspected, untranslated)).fields;
    assert.ok(text.length > 0, shown);
    const [id] = any(idChoices(inspected, text, untranslated)).fields;
    const taken = [...text, ...(id === undefined ? [] : [id])];
    const [field] = any(labelFieldChoices(inspected, taken, untranslated)).fields;
    const context = contextChoices(inspected, [...taken, field ?? 'text'], untranslated)
      .flatMap(({ fields }) => fields)
      .filter(() => rng.integer(2) === 1);
    const found = field === undefined ? [] : await labelsIn(file, inspected.format, text, field);
    const merged = rng.integer(2) ? mergeAlike(found) : { labels: found, map: {} };
    const line = labelLineOf(merged.labels.map(({ value }) => value));
    const problem = labelProblem(line, untranslated);
    const labels = problem === undefined ? labelNamesOf(line) : ['yes', 'no'];
    if (problem !== undefined) assert.ok(merged.labels.length < 2, `${problem} ${line}`);

    const written = newProjectText({
      pool: file.name,
      format: inspected.format,
      text,
      context,
      labels,
      refitEvery: 5,
      ...(id === undefined ? {} : { id }),
      ...(field === undefined
        ? {}
        : { labelField: { field, use: 'annotations', map: merged.map } }),
    });
    const { project, problems } = parseProjectFile(written);
    const errors = problems.filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors, [], `${written}\n${shown}`);
    assert.deepEqual(project!.pool[0]!.format, inspected.format);
    assert.equal(project!.id, id);
    assert.deepEqual(
      project!.labels.map(({ name }) => name),
      labels,
    );

    const spec = await poolSpecOf(project!, '/nowhere');
    const source = memorySource(file.name, file.content);
    const pool = await openPool(spec, [source], { quotedRows });
    assert.ok(pool.index.size > 0, shown);
    const missing = pool.problems.kept.filter(({ code }) => code === 'missing-field');
    assert.deepEqual(missing, [], `${written}\n${shown}`);
    if (problem !== undefined) continue;
    const unknown = pool.labels.names.filter((name) => !labels.includes(name));
    assert.deepEqual(unknown, [], `${written}\n${shown}`);
    await pool.close();
  }
});
