import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editReading, fieldsAfter } from '../../../src/core/projectFile/editReading.ts';
import { nameOfLabelField } from '../../../src/core/projectFile/labelField.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';

const written = `{
  // Kept.
  "pool": ["a.csv", { "path": "b.csv", "format": { "quotes": false } }],
  "text": "column2",
  "id": "column1",
  "context": ["column3"],
  "labels": ["yes", "no"],
  "labelField": { "field": "column3", "use": "annotations" },
  "filter": { "column3": ["x"] }
}`;

const format = {
  kind: 'delimited',
  encoding: 'utf-8',
  delimiter: ';',
  header: true,
  quotes: true,
} as const;

describe('Read Again as…', () => {
  test('writes the format and renamed fields, and keeps the rest', () => {
    const project = parseProjectFile(written).project!;
    const fields = fieldsAfter(project, ['column1', 'column2', 'column3'], ['id', 'text', 'kind'], {
      text: [],
    });
    const text = editReading(written, project, 'a.csv', format, fields);
    assert.match(text, /\/\/ Kept\./);
    const { project: after, problems } = parseProjectFile(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(after, {
      ...project,
      pool: [{ path: 'a.csv', format }, project.pool[1]],
      text: ['text'],
      id: 'id',
      context: ['kind'],
      labelField: { field: 'kind', use: 'annotations' },
      filter: [{ field: 'kind', oneOf: ['x'] }],
    });
    const back = editReading(text, after, 'a.csv', undefined, project);
    assert.deepEqual(parseProjectFile(back).project, project);
  });

  test('moves the columns of labels, and drops the label field if none is left', () => {
    const columns = { yes: 'column1', no: 'column4' };
    const text = written
      .replace('"field": "column3"', `"columns": ${JSON.stringify(columns)}`)
      .replace('// Kept.', '"task": "multi",');
    const project = parseProjectFile(text).project!;
    const four = ['column1', 'column2', 'column3', 'column4'];
    const renamed = fieldsAfter(project, four, ['is_yes', 'text', 'kind', 'is_no'], { text: [] });
    const edited = editReading(text, project, 'a.csv', format, renamed);
    const after = parseProjectFile(edited).project!;
    assert.deepEqual(after.labelField, {
      columns: { yes: 'is_yes', no: 'is_no' },
      use: 'annotations',
    });
    const none = fieldsAfter(project, four, ['text'], { text: ['text'] });
    const without = editReading(text, project, 'a.csv', format, none);
    const { project: bare, problems } = parseProjectFile(without);
    assert.deepEqual([bare!.labelField, problems], [undefined, []]);
    const back = editReading(without, bare!, 'a.csv', undefined, project);
    assert.deepEqual(parseProjectFile(back).project, project);
  });

  test('uses the guess for different columns, and names that still exist', () => {
    const project = parseProjectFile(written).project!;
    const guess = { text: ['body'], id: 'nr', label: 'kind' };
    const { text, id, context, labelField, filter } = fieldsAfter(
      project,
      ['column1', 'column2', 'column3'],
      ['nr', 'body'],
      guess,
    );
    assert.deepEqual(
      [text, id, context, labelField && nameOfLabelField(labelField), filter],
      [['body'], 'nr', [], 'kind', []],
    );
    const same = fieldsAfter(
      project,
      ['column2', 'column1'],
      ['column1', 'column2', 'column3'],
      guess,
    );
    assert.deepEqual(same.text, ['column2']);
    assert.deepEqual(fieldsAfter(project, undefined, undefined, guess).text, ['column2']);
  });
});
