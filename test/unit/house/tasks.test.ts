// docs/tasks.md has a row for every feature that a task may lack, and is true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { startNames, targetMetrics } from '../../../src/core/projectFile/projectFile.ts';
import { needsSamples, strategiesOfAnyTask } from '../../../src/core/query/parseStrategy.ts';
import { english } from '../../harness/english.ts';
import {
  matchesSentence,
  readTaskTable,
  tasks,
  type Row,
  type Task,
} from '../../harness/taskTable.ts';
import { root } from './imports.ts';
import { readManifest, settingsOf } from './manifest.ts';

const page = readFileSync(join(root, 'docs/tasks.md'), 'utf8');
const table = readTaskTable(page);
const { contributes } = readManifest();

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}
const schema = JSON.parse(readFileSync(join(root, 'media/project.schema.json'), 'utf8')) as Schema;

/** Sections of the project file whose settings have a row each. */
const parts = ['labelField', 'head', 'query', 'holdout', 'target', 'stopping'];

function propertiesOf(one: Schema): ReadonlyMap<string, Schema> {
  const inner = [...(one.anyOf ?? []), ...(one.oneOf ?? [])].flatMap((each) => [
    ...propertiesOf(each),
  ]);
  return new Map([...Object.entries(one.properties ?? {}), ...inner]);
}

const settings = [...propertiesOf(schema)].flatMap(([key, value]) => {
  if (key === '$schema') return [];
  return parts.includes(key)
    ? [...propertiesOf(value).keys()].map((inner) => `${key}.${inner}`)
    : [key];
});

function valuesOf(part: string, key: string): string[] {
  const values = propertiesOf(propertiesOf(schema).get(part)!).get(key)?.enum;
  return (values ?? []).map(String);
}

/** The rows of each chapter. */
const expected: Readonly<Record<string, readonly string[]>> = {
  Commands: (contributes.commands ?? []).map(({ command }) => command.replace('marginalia.', '')),
  'Settings of VS Code': settingsOf(contributes),
  'The project file': settings,
  Strategies: strategiesOfAnyTask,
  'Start strategies': startNames,
  Heads: valuesOf('head', 'kind'),
  'Stopping rules': valuesOf('stopping', 'rule'),
  'Metrics of a target': targetMetrics,
};

/** An example of each setting. Settings with a chapter of their own are tried with all their values. */
const examples: Readonly<Record<string, object>> = {
  version: { version: 1 },
  pool: { pool: 'p.csv' },
  text: { text: ['title', 'body'] },
  id: { id: 'id' },
  context: { context: ['channel'] },
  labels: { labels: ['a', 'b', { name: 'c', description: 'C' }] },
  task: {},
  decide: { decide: 'perLabel' },
  'labelField.field': { labelField: { field: 'kind', use: 'annotations' } },
  'labelField.use': { labelField: { field: 'kind', use: 'suggestions' } },
  'labelField.map': { labelField: { field: 'kind', use: 'annotations', map: { x: 'a' } } },
  'labelField.separator': { labelField: { field: 'kind', use: 'annotations', separator: '|' } },
  'labelField.empty': { labelField: { field: 'kind', use: 'annotations', empty: 'none' } },
  'labelField.columns': { labelField: { columns: { a: 'isA' }, use: 'annotations' } },
  embedding: { embedding: ['lexical', 'static'] },
  dimensions: { dimensions: 64 },
  prior: { prior: 'auto' },
  'head.kind': { head: { kind: 'logistic' } },
  'head.members': { head: { kind: 'committee', members: 5 } },
  'head.C': { head: { C: 3 } },
  'head.classWeight': { head: { classWeight: 'balanced' } },
  'query.strategy': { query: { strategy: 'rank-power' } },
  'query.acquisition': {},
  'query.explore': { query: { explore: 0.2 } },
  'query.start': { query: { start: 'random' } },
  'query.batch': { query: { batch: 5 } },
  'query.refitEvery': { query: { refitEvery: 5 } },
  'query.poolLimit': { query: { poolLimit: 0.5 } },
  'query.clip': { query: { clip: 0.1 } },
  'query.balance': { query: { balance: true } },
  'query.anchors': { query: { anchors: true } },
  'query.cost': { query: { cost: true } },
  'query.beta': { query: { strategy: 'rank-power', beta: 2 } },
  'query.alpha': { query: { strategy: 'ranked-batch', alpha: 0.5 } },
  'query.target': { query: { strategy: 'exploit', target: 'a' } },
  'holdout.share': { holdout: { share: 0.1 } },
  'holdout.size': { holdout: { size: 50 } },
  'holdout.blind': { holdout: { blind: 'all' } },
  'target.metric': { target: { metric: 'macroF1', value: 0.8 } },
  'target.value': { target: { metric: 'macroF1', value: 0.8 } },
  'stopping.rule': { stopping: { rule: 'kappa' } },
  'stopping.kappa': { stopping: { kappa: 0.9 } },
  'stopping.window': { stopping: { window: 4 } },
  'stopping.change': { stopping: { rule: 'change', change: 0.1 } },
  'stopping.entropy': { stopping: { rule: 'entropy', entropy: 0.1 } },
  'stopping.budget': { stopping: { rule: 'budget', budget: 100 } },
  seed: { seed: 3 },
  mirror: { mirror: true },
  guidelines: { guidelines: 'guide.md' },
  filter: { filter: { channel: ['a'] } },
};

/** The project-file settings that a row of a chapter stands for. */
function documentOf(chapter: string, name: string): object {
  const sampled = needsSamples({ strategy: name }, builtInAcquisitions);
  switch (chapter) {
    case 'Strategies':
      return {
        query: { strategy: name, ...(name === 'exploit' && { target: 'a' }) },
        ...(sampled && { head: { kind: 'committee' } }),
      };
    case 'Start strategies':
      return { query: { start: name } };
    case 'Heads':
      return { head: { kind: name } };
    case 'Stopping rules':
      return { stopping: { rule: name, ...(name === 'budget' && { budget: 10 }) } };
    case 'Metrics of a target':
      return { target: { metric: name, value: 0.8 } };
    default: {
      const example = examples[name];
      assert.ok(example, `a value of ${name} to try`);
      return example;
    }
  }
}

/** The English texts of the errors in a project file with some settings. */
function errorsIn(task: Task, more: object): string[] {
  const least = { version: 1, pool: 'p.jsonl', text: 'text', labels: ['a', 'b'], task };
  const { problems } = parseProjectFile(JSON.stringify({ ...least, ...more }));
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => english(message));
}

const rowsOf = (chapter: string): readonly Row[] => table.get(chapter) ?? [];

describe('docs/tasks.md', () => {
  for (const [chapter, names] of Object.entries(expected)) {
    test(`has a row for each of ${chapter}`, () => {
      const rows = rowsOf(chapter).flatMap((row) => row.names);
      assert.ok(names.length > 0);
      assert.deepEqual([...rows].sort(), [...new Set(names)].sort());
    });
  }

  test('names tests that there are', () => {
    const absent = new Set<string>();
    for (const row of [...table.values()].flat()) {
      for (const task of tasks) {
        const cell = row.cells[task];
        for (const { path, name } of 'tests' in cell ? cell.tests : []) {
          if (!definesTest(path, name)) absent.add(`${path}: ${name}`);
        }
      }
    }
    assert.deepEqual([...absent], []);
    assert.ok(!definesTest('test/unit/house/tasks.test.ts', 'has a row for everything'));
  });

  test('says of each setting and strategy what the project file says', () => {
    const wrong: string[] = [];
    for (const chapter of Object.keys(expected).slice(2)) {
      for (const { names, cells } of rowsOf(chapter)) {
        for (const task of tasks) {
          const cell = cells[task];
          for (const name of names) {
            const errors = errorsIn(task, documentOf(chapter, name));
            const fine =
              'tests' in cell
                ? errors.length === 0
                : errors.some((error) => matchesSentence(cell.refusal, error));
            if (!fine) wrong.push(`${chapter}, ${name}, ${task}: ${errors.join(' ') || 'taken'}`);
          }
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
});

/** Whether a test file contains a test or suite of that name. */
function definesTest(path: string, name: string): boolean {
  const text = readFileSync(join(root, path), 'utf8');
  const places = [`'${name}'`, `"${name}"`, `\`${name}\``];
  return /\.test\.ts$/.test(path) && places.some((quoted) => defines(text, quoted));
}

function defines(text: string, quoted: string): boolean {
  return ['test', 'it', 'describe', 'suite'].some((call) =>
    new RegExp(`\\b${call}\\(\\s*${quoted.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')},`).test(text),
  );
}
