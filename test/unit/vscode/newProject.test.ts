import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { untranslated } from '../../../src/core/localize.ts';
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
import { formatLargeHoldout } from '../../../src/vscode/text/largeHoldout.ts';
import { newProjectText } from '../../../src/vscode/newProject/newProjectText.ts';
import {
  projectNameFor,
  projectNameOf,
  titlesOf,
} from '../../../src/vscode/project/projectNames.ts';

const rows = Array.from({ length: 40 }, (_, i) => ({
  id: `r${i}`,
  title: `A short title about parcel ${i}`,
  body: `Where is parcel number ${i}?\nIt was due on day ${i} and I would like to have it at last.`,
  sentiment: i % 3 ? 'good' : 'bad',
  lang: 'en',
}));
const { fields, text, id, label } = guessFields(rows);
const inspected = {
  fields,
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

  test('context: the remaining fields', () => {
    const taken = ['title', 'body', 'id', 'sentiment'];
    assert.deepEqual(labelsOf(contextChoices(inspected, taken, untranslated)), ['lang']);
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
    assert.match(labelProblem('', untranslated)!, /Two labels at least/);
    assert.match(labelProblem('Refund,', untranslated)!, /Two labels at least/);
    assert.match(labelProblem('A, B, A', untranslated)!, /“A” is there twice/);
    assert.equal(labelProblem('A, a', untranslated), undefined);
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
    formatLargeHoldout(77, 'en', untranslated) ?? '',
    /^Up to 1,200 .* instead of 200: with 77 /,
  );
  assert.equal(formatLargeHoldout(13, 'en', untranslated), undefined);
});

test('project names derive from file names', () => {
  assert.equal(projectNameFor('/a/reviews.jsonl.gz'), 'reviews');
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
