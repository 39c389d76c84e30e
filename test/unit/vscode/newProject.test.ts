import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { untranslated } from '../../../src/core/localize.ts';
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
import { CollectedLabels } from '../../../src/core/pool/collectedLabels.ts';
import { objectGetter } from '../../../src/core/pool/fields.ts';
import { ImportedLabels } from '../../../src/core/pool/importedLabels.ts';
import { labelOfValue } from '../../../src/core/pool/labelValue.ts';
import { firstAnswers, labelFieldOf } from '../../../src/vscode/newProject/answers.ts';
import { taskChoices } from '../../../src/vscode/newProject/taskChoices.ts';
import type { PoolInspection, PoolSurvey } from '../../../src/vscode/ports.ts';
import { formatLargeHoldout } from '../../../src/vscode/text/largeHoldout.ts';
import { newProjectText } from '../../../src/core/projectFile/newProjectText.ts';
import {
  projectNameFor,
  projectNameOf,
  titlesOf,
} from '../../../src/core/projectFile/projectNames.ts';

const rows = Array.from({ length: 40 }, (_, i) => ({
  id: `r${i}`,
  title: `A short title about parcel ${i}`,
  body: `Where is parcel number ${i}?\nIt was due on day ${i} and I would like to have it at last.`,
  sentiment: i % 3 ? 'good' : 'bad',
  lang: 'en',
}));
const { fields, text, id, label, flags } = guessFields(rows);
const inspected = {
  fields,
  flags,
  rows: rows.length,
  all: true,
  guess: { text, ...(id ? { id } : {}), ...(label ? { label } : {}) },
};
const labelsOf = (choices: readonly { label: string }[]) => choices.map((choice) => choice.label);

describe('choices offered for each question', () => {
  test('text: the guess first, then every field on one line with examples', () => {
    const choices = textChoices(inspected, untranslated);
    assert.deepEqual(choices[0]?.fields, ['title', 'body']);
    assert.equal(choices[0]?.label, 'title + body');
    assert.deepEqual(labelsOf(choices.slice(1)).sort(), [
      'body',
      'id',
      'lang',
      'sentiment',
      'title',
    ]);
    assert.ok(choices.every(({ detail }) => detail && !detail.includes('\n')));
  });

  test('id: only unique fields that are not the text; “none” is always offered', () => {
    const choices = idChoices(inspected, ['title', 'body'], untranslated);
    assert.deepEqual(labelsOf(choices), ['id', 'No id field']);
    assert.deepEqual(choices[1]?.fields, []);
    assert.deepEqual(labelsOf(idChoices(inspected, ['id'], untranslated))[0], 'No id field');
  });

  test('labels: fields with few but more than one value, and “none”', () => {
    const choices = labelFieldChoices(inspected, ['title', 'body', 'id'], untranslated);
    assert.deepEqual(labelsOf(choices), ['sentiment', 'No labels yet']);
    assert.match(choices[0]?.description ?? '', /looks like labels · 2 values/);
  });

  test('columns of 0 and 1: those that look like labels, or else all of them', () => {
    const of = (guess: readonly string[], all: readonly string[]) =>
      flagChoices(
        { guess: { text: [], ...(guess.length > 0 ? { columns: guess } : {}) }, flags: all },
        ['text'],
        untranslated,
      );
    const [choice] = of(['a', 'b', 'c'], ['a', 'b', 'c', 'd']).guessed;
    assert.deepEqual(choice, {
      label: '3 columns of 0 and 1',
      description: 'look like labels',
      detail: 'a  ·  b  ·  c',
      fields: ['a', 'b', 'c'],
      isGroup: true,
    });
    assert.deepEqual(of([], ['a', 'b']).remaining[0]!.fields, ['a', 'b']);
    assert.deepEqual(of([], ['a']), { guessed: [], remaining: [] });
  });

  test('context: the remaining fields', () => {
    const taken = ['title', 'body', 'id', 'sentiment'];
    assert.deepEqual(labelsOf(contextChoices(inspected, taken, untranslated)), ['lang']);
  });
});

/** The survey of a field's values, or of columns of 0 and 1. */
function surveyOf(values: readonly unknown[], columns: readonly string[] = []): PoolSurvey {
  const places = columns.length > 0 ? { columns } : { label: 'kind', columns };
  const collected = new CollectedLabels({ text: ['text'], ...places });
  const labels = new ImportedLabels();
  values.forEach((value, i) => {
    const row = { text: `${i}`, ...(columns.length > 0 ? (value as object) : { kind: value }) };
    collected.add(row, objectGetter);
    const found = labelOfValue(value);
    if (found && 'label' in found) labels.add(i, found);
    else if (found) labels.pass(found.notTaken);
  });
  return {
    accounting: { rows: 0, records: 0, merged: 0, withoutText: 0, problemRows: 0, filteredOut: 0 },
    problems: [],
    damaged: 0,
    labels: labels.names.map((value, i) => ({ value, rows: labels.rowCounts[i]! })),
    labelsPassed: labels.passed,
    multiLabel: collected.multiLabelReadings,
    empty: collected.empty,
    columns: collected.columns,
  };
}

describe('one label or several: asked with what each reading finds', () => {
  const choicesFor = (survey: PoolSurvey, columns?: readonly string[]) =>
    taskChoices(columns ? { survey, columns } : { survey, label: 'kind' }, 'en', untranslated).map(
      ({ label: title, description, detail, answers }) => [
        title,
        description ?? '',
        detail,
        answers.task,
      ],
    );
  const one = 'One label per record';
  const several = 'Several labels per record';
  const sets = [['joy'], ['joy'], ['anger'], ['joy', 'anger'], ['joy', 'calm'], []];

  test('without labels in the file one label comes first', () => {
    assert.deepEqual(
      taskChoices(undefined, 'en', untranslated).map(({ label: title, answers }) => [
        title,
        answers.task,
      ]),
      [
        [one, { task: 'single' }],
        [several, { task: 'multi' }],
      ],
    );
  });

  for (const separator of ['|', ';', ',']) {
    test(`values separated by ${separator}`, () => {
      const values = sets.map((set) => set.join(`${separator} `));
      assert.deepEqual(choicesFor(surveyOf(values)), [
        [
          several,
          `separated by “${separator}” · 2 rows have more than one`,
          'labels found: joy 4 · anger 2 · calm 1',
          { task: 'multi', separator },
        ],
        [
          one,
          '',
          `labels found: joy 2 · anger 1 · joy${separator} anger 1 · joy${separator} calm 1`,
          { task: 'single' },
        ],
        [
          several,
          'each value is one label',
          `labels found: joy 2 · anger 1 · joy${separator} anger 1 · joy${separator} calm 1`,
          { task: 'multi' },
        ],
      ]);
    });

    test(`single labels that contain ${separator} stay whole`, () => {
      const values = ['Refund, part|all; now', 'Other', `Late${separator} very`, 'Other'];
      const [first] = choicesFor(surveyOf(values));
      assert.deepEqual(first, [
        one,
        '',
        `labels found: Refund, part|all; now 1 · Other 2 · Late${separator} very 1`,
        { task: 'single' },
      ]);
    });
  }

  test('lists, and those that one label per record leaves out', () => {
    assert.deepEqual(choicesFor(surveyOf(sets)), [
      [
        several,
        'in lists · 2 rows have more than one',
        'labels found: joy 4 · anger 2 · calm 1',
        { task: 'multi' },
      ],
      [
        one,
        '2 rows with several are left out',
        'labels found: joy 2 · anger 1',
        { task: 'single' },
      ],
    ]);
    const python = sets.map((set) => `[${set.map((name) => `'${name}'`).join(', ')}]`);
    for (const values of [python, sets.map((set) => JSON.stringify(set))]) {
      const [first, second] = choicesFor(surveyOf(values));
      assert.deepEqual(first!.slice(1), [
        'in lists · 2 rows have more than one',
        'labels found: joy 4 · anger 2 · calm 1',
        { task: 'multi' },
      ]);
      assert.equal(second![0], one);
    }
  });

  test('columns of 0 and 1', () => {
    const names = ['is_joy', 'is_anger'];
    const rowsOfFlags = sets.map((set) => ({
      is_joy: set.includes('joy') ? 1 : 0,
      is_anger: set.includes('anger') ? 1 : '',
    }));
    const survey = surveyOf(rowsOfFlags, names);
    assert.deepEqual(survey.columns, [
      { field: 'is_joy', yes: 4, no: 2, empty: 0 },
      { field: 'is_anger', yes: 2, no: 0, empty: 4 },
    ]);
    assert.deepEqual(choicesFor(survey, names), [
      [several, 'a column of 0 and 1 for each', 'labels found: joy 4 · anger 2', { task: 'multi' }],
      [one, 'the columns are left out', undefined, { task: 'single' }],
    ]);
    assert.deepEqual(
      labelFieldOf({
        ...firstAnswers({} as PoolInspection),
        column: { survey, columns: names },
        task: { task: 'multi' },
        empty: 'none',
      }),
      { columns: { joy: 'is_joy', anger: 'is_anger' }, use: 'annotations', empty: 'none' },
    );
  });

  test('only the first of many labels are named', () => {
    const values = Array.from(
      { length: 1200 },
      (_, i) => `label ${String(i % 12).padStart(2, '0')}`,
    );
    assert.match(
      choicesFor(surveyOf(values))[0]![2] as string,
      /^labels found: label 00 100 · .*label 07 100 … \(12\)$/,
    );
  });
});

describe('the labels input', () => {
  test('is split at commas and trimmed', () => {
    assert.deepEqual(labelNamesOf(' Refund,  On its way ,,Other, '), [
      'Refund',
      'On its way',
      'Other',
    ]);
  });

  test('is refused with a reason', () => {
    assert.match(labelProblem('', untranslated)!, /at least two labels/);
    assert.match(labelProblem('Refund,', untranslated)!, /at least two labels/);
    assert.match(labelProblem('A, B, A', untranslated)!, /“A” appears twice/);
    assert.equal(labelProblem('A, a', untranslated), undefined);
    assert.equal(labelProblem('A', untranslated, { least: 1 }), undefined);
    assert.match(labelProblem('', untranslated, { least: 1 })!, /at least one label/);
    assert.match(
      labelProblem('A, B|C', untranslated, { separator: '|' })!,
      /“B\|C” contains “\|”, which separates/,
    );
  });

  test('names with commas, quotes or line breaks are quoted and round-trip', () => {
    assert.equal(labelLineOf(['good', 'bad']), 'good, bad');
    assert.equal(labelLineOf(['good, mostly', 'a\nb']), '"good, mostly", "a\\nb"');
    const odd = ['a, b', 'a\nb', 'a "b" c', '"', '\\', 'a\u2028b', '\u0000', "it's", '[x]'];
    assert.deepEqual(labelNamesOf(labelLineOf(odd)), odd);
    assert.deepEqual(labelNamesOf('"a" b, "c'), ['"a" b', '"c']);
  });
});

const answers = {
  pool: 'reviews.jsonl',
  format: { kind: 'jsonl', encoding: 'utf-8' } as const,
  text: ['body'],
  context: [],
  labels: ['bad', 'good'],
  refitEvery: 5,
};

describe('the written project file', () => {
  test('parses back to the given answers', () => {
    const { project, problems } = parseProjectFile(
      newProjectText({
        ...answers,
        id: 'id',
        context: ['lang'],
        labelField: { field: 'sentiment', use: 'suggestions' },
        refitEvery: 10,
      }),
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(project?.pool, [
      { path: 'reviews.jsonl', format: { kind: 'jsonl', encoding: 'utf-8' } },
    ]);
    assert.equal(project.id, 'id');
    assert.deepEqual(project.context, ['lang']);
    assert.deepEqual(project.labelField, { field: 'sentiment', use: 'suggestions' });
    assert.equal(project.query.refitEvery, 10);
  });

  test('holds the reading format and no defaults', () => {
    assert.deepEqual(JSON.parse(newProjectText(answers)), {
      version: 1,
      pool: { path: 'reviews.jsonl', format: { kind: 'jsonl', encoding: 'utf-8' } },
      text: 'body',
      labels: ['bad', 'good'],
    });
  });
});

test('holds the given label descriptions', () => {
  const descriptions = new Map([['good', 'The writer is content']]);
  const written = JSON.parse(newProjectText({ ...answers, descriptions })) as { labels: unknown };
  assert.deepEqual(written.labels, ['bad', { name: 'good', description: 'The writer is content' }]);
});

test('C3 a project with many labels gets a larger hold-out', () => {
  const labels = Array.from({ length: 77 }, (_, i) => `label ${i}`);
  const { project } = parseProjectFile(newProjectText({ ...answers, labels }));
  assert.equal(project?.holdout.size, 1200);
  assert.match(
    formatLargeHoldout(77, 'single', 'en', untranslated) ?? '',
    /^Up to 1,200 .* instead of 200: with 77 /,
  );
  assert.equal(formatLargeHoldout(13, 'single', 'en', untranslated), undefined);
});

test('several labels per record: the task, MMC, and a hold-out of 400 from 10 labels on', () => {
  const task = 'multi';
  const many = Array.from({ length: 10 }, (_, i) => `label ${i}`);
  const { project } = parseProjectFile(newProjectText({ ...answers, task, labels: many }));
  assert.deepEqual(
    [project!.task, project!.query.strategy, project!.holdout.size],
    ['multi', 'mmc', 400],
  );
  assert.match(formatLargeHoldout(10, task, 'en', untranslated) ?? '', /^Up to 400 .* with 10 /);
  const columns = { joy: 'is_joy', anger: 'is_anger' };
  const labelField = { columns, use: 'annotations' } as const;
  assert.deepEqual(
    JSON.parse(newProjectText({ ...answers, task, labels: ['joy', 'new'], labelField })),
    {
      version: 1,
      pool: { path: 'reviews.jsonl', format: { kind: 'jsonl', encoding: 'utf-8' } },
      text: 'body',
      labels: ['joy', 'new'],
      task: 'multi',
      labelField: { columns: { joy: 'is_joy' }, use: 'annotations' },
    },
  );
});

test('project names derive from file names', () => {
  assert.equal(projectNameFor('/a/reviews.jsonl.gz'), 'reviews');
  assert.equal(projectNameFor('/a/reviews.csv.zst'), 'reviews');
  assert.equal(projectNameFor('/a/train.parquet'), 'train');
  assert.equal(projectNameFor('C:\\data\\reviews.v2.CSV'), 'reviews.v2');
  assert.equal(projectNameFor('/a/.csv'), '.csv');
  assert.equal(projectNameOf('/a/b.c.marginalia.json'), 'b.c');
});

test('projects with the same name are disambiguated by folder', () => {
  const titles = titlesOf([
    { name: 'a', folder: 'x' },
    { name: 'a', folder: 'y' },
    { name: 'b', folder: 'x' },
  ]);
  assert.deepEqual(titles, ['a (x)', 'a (y)', 'b']);
});
