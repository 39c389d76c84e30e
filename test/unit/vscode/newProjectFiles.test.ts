import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { paramsOf } from '../../../src/core/messages/messages.ts';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { sampleRows } from '../../../src/core/pool/sampleRows.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { CollectedLabels } from '../../../src/core/pool/collectedLabels.ts';
import { mergeAlike } from '../../../src/vscode/newProject/alike.ts';
import {
  firstAnswers,
  labelFieldOf,
  type LabelColumn,
} from '../../../src/vscode/newProject/answers.ts';
import {
  contextChoices,
  flagChoices,
  idChoices,
  labelFieldChoices,
  textChoices,
} from '../../../src/vscode/newProject/fieldChoices.ts';
import {
  labelLineOf,
  labelNamesOf,
  labelProblem,
} from '../../../src/vscode/newProject/labelInput.ts';
import { newProjectText } from '../../../src/core/projectFile/newProjectText.ts';
import { taskChoices } from '../../../src/vscode/newProject/taskChoices.ts';
import type { PoolInspection, PoolSurvey } from '../../../src/vscode/ports.ts';
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

/** The wizard's inspection of a file. */
function inspect(name: string, content: string) {
  const samples = { head: new TextEncoder().encode(content) };
  const reading = findReading(name, samples);
  const rows = sampleRows(samples, reading.format, quotedRows);
  const { fields, text, id, label, columns, flags } = guessFields(rows);
  const guess = {
    text,
    ...(id ? { id } : {}),
    ...(label ? { label } : {}),
    ...(columns ? { columns } : {}),
  };
  return { format: reading.format, fields, guess, flags, rows: rows.length, all: true };
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

/** A file with label sets in one of the supported forms. */
function fileOfSets(rng: Rng, names: readonly string[]) {
  const sets = Array.from({ length: 60 }, (_, i) =>
    i < names.length
      ? [names[i]!]
      : Array.from(rng.sample(names.length, rng.integer(4)), (at) => names[at]!),
  );
  const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const texts = sets.map((_, i) => `Loaf number ${i} rose well, they said`);
  const table = (columns: readonly string[], cells: (set: readonly string[]) => string[]): string =>
    [
      ['text', ...columns].map(quote).join(','),
      ...sets.map((set, i) => [texts[i]!, ...cells(set)].map(quote).join(',')),
    ].join('\n');
  const separator = ['|', ';', ','][rng.integer(3)]!;
  const forms: Record<string, () => { readonly name: string; readonly content: string }> = {
    separated: () => ({
      name: 'a.csv',
      content: table(['kind'], (set) => [set.join(`${separator} `)]),
    }),
    listed: () => ({ name: 'a.csv', content: table(['kind'], (set) => [JSON.stringify(set)]) }),
    columns: () => ({
      name: 'a.csv',
      content: table(names, (set) => names.map((name) => (set.includes(name) ? '1' : '0'))),
    }),
    json: () => ({
      name: 'a.jsonl',
      content: sets.map((kind, i) => JSON.stringify({ text: texts[i], kind })).join('\n'),
    }),
  };
  const form = Object.keys(forms)[rng.integer(4)]!;
  return { ...forms[form]!(), sets, form, separator };
}

/** Labels that every form can represent. */
const namesForSets = oddLabels.filter(
  (name) =>
    name === name.trim().normalize('NFC') && !/[|;,[\p{Cc}]/u.test(name) && name.length <= 60,
);

async function surveyed(
  { name, content }: { readonly name: string; readonly content: string },
  format: PoolFormat,
  places: { readonly label?: string; readonly columns: readonly string[] },
): Promise<PoolSurvey> {
  const { label } = places;
  const collected = new CollectedLabels({ text: ['text'], ...places });
  const spec = {
    files: [{ path: name, format }],
    textFields: ['text'],
    contextFields: [],
    ...(label === undefined ? {} : { labelField: label }),
  };
  const options = { quotedRows, onRow: collected.add };
  const { labels, accounting } = await openPool(spec, [memorySource(name, content)], options);
  return {
    accounting,
    problems: [],
    damaged: 0,
    labels: labels.names.map((value, i) => ({ value, rows: labels.rowCounts[i]! })),
    labelsPassed: labels.passed,
    multiLabel: collected.multiLabelReadings,
    empty: collected.empty,
    columns: collected.columns,
  };
}

test('A4 sets of labels in any form: the first choices read them, and any choice parses', async () => {
  const rng = new Rng(8);
  const formsSeen = new Set<string>();
  for (let n = 0; n < 200; n++) {
    const names = Array.from(rng.sample(namesForSets.length, 5), (at) => namesForSets[at]!);
    const file = fileOfSets(rng, names);
    const inspected = inspect(file.name, file.content);
    const shown = `${file.form} ${file.separator}\n${file.content.slice(0, 600)}`;
    assert.deepEqual(inspected.guess.text, ['text'], shown);
    const [group] = flagChoices(inspected, ['text'], untranslated).guessed;
    const [field] = labelFieldChoices(inspected, ['text'], untranslated)[0]!.fields;
    assert.equal(group !== undefined, file.form === 'columns', shown);
    if (!group) assert.equal(field, 'kind', shown);
    const places = group ? { columns: group.fields } : { label: 'kind', columns: [] };
    const survey = await surveyed(file, inspected.format, places);
    const column: LabelColumn = group
      ? { survey, columns: group.fields }
      : { survey, label: 'kind' };
    const choices = taskChoices(column, 'en', untranslated);
    for (const [at, { answers }] of choices.entries()) {
      const { separator } = { separator: undefined, ...answers.task };
      const labels = answers.found.map(({ value }) => value);
      const least = answers.task.task === 'multi' ? 1 : 2;
      const line = labelLineOf(labels);
      const typed =
        labelProblem(line, untranslated, { least, separator }) === undefined
          ? labelNamesOf(line)
          : ['yes', 'no'];
      const labelField = labelFieldOf({
        ...firstAnswers(inspected as unknown as PoolInspection),
        ...answers,
        empty: 'none',
      });
      const written = newProjectText({
        pool: file.name,
        format: inspected.format,
        text: ['text'],
        context: [],
        task: answers.task.task,
        labels: typed,
        refitEvery: 5,
        ...(labelField ? { labelField } : {}),
      });
      const { project, problems } = parseProjectFile(written);
      const errors = problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual(errors, [], `${written}\n${shown}`);
      assert.equal(project!.task, answers.task.task);
      if (at > 0) continue;
      formsSeen.add(file.form);
      const alike = 'projectFile.labelsAlike';
      const others = problems.filter(({ message }) => paramsOf(message, alike) === undefined);
      assert.deepEqual(others, [], written);
      assert.equal(answers.task.task, 'multi', shown);
      const spec = await poolSpecOf(project!, '/nowhere');
      const source = memorySource(file.name, file.content);
      const pool = await openPool(spec, [source], { quotedRows });
      const read = file.sets.map((_, row) => {
        const found = pool.labels.foundOf(row);
        return found && 'yes' in found ? [...found.yes].sort() : undefined;
      });
      assert.deepEqual(
        read,
        file.sets.map((set) => [...set].sort()),
        `${written}\n${shown}`,
      );
      await pool.close();
    }
  }
  assert.deepEqual([...formsSeen].sort(), ['columns', 'json', 'listed', 'separated']);
});
