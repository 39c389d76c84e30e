import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  parseProjectFile,
  stringifyProjectFile,
} from '../../../src/core/projectFile/parseProjectFile.ts';
import { taskChanged } from '../../../src/core/projectFile/checkTask.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { projectSchema } from '../../../src/core/projectFile/projectSchema.ts';
import { badDocuments, contradictions, goodDocuments } from './documents.ts';
import { isValid } from './plainSchema.ts';

const schemaFile = join(import.meta.dirname, '../../../media/project.schema.json');
const errorsIn = (document: unknown) =>
  parseProjectFile(JSON.stringify(document)).problems.filter((p) => p.severity === 'error');

describe('parseProjectFile', () => {
  it('fills in defaults', () => {
    const { project, problems } = parseProjectFile(
      `{
        // where it is
        "pool": "reviews.jsonl",
        "text": "text",
        "labels": ["yes", { "name": "no", "key": "N" }],
        "query": { "explore": 0.25, },
      }`,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(project, {
      ...projectDefaults,
      pool: [{ path: 'reviews.jsonl' }],
      text: ['text'],
      labels: [{ name: 'yes' }, { name: 'no', key: 'n' }],
      query: { ...projectDefaults.query, explore: 0.25 },
      leftOpen: ['blind', 'prior', 'start'],
    });
  });

  it('accepts every valid document without problems', () => {
    for (const document of goodDocuments) {
      const { project, problems } = parseProjectFile(JSON.stringify(document));
      assert.deepEqual([problems, project === undefined], [[], false], JSON.stringify(document));
    }
  });

  it('reports the allowed values for every invalid value, at its path', () => {
    for (const [document, place] of badDocuments) {
      const errors = errorsIn(document);
      assert.deepEqual(
        errors.map((problem) => problem.path.join('.')),
        [place],
        JSON.stringify(document),
      );
      assert.match(english(errors[0]!.message), /^.{12,}[.]$/);
    }
  });

  it('D10 names the key of an invalid value', () => {
    for (const [document, place] of badDocuments) {
      const [error] = errorsIn(document);
      if (/" is missing/.test(english(error!.message))) continue;
      // The setting, or for user-defined keys its parent; items in the singular.
      const keys = place.split('.').filter((part) => part !== '' && !/^\d+$/.test(part));
      const names = keys.map((key) => key.replace(/s$/, '')).join('|');
      assert.match(english(error!.message), new RegExp(names, 'i'));
    }
  });

  it('detects repeated, contradictory and reserved values', () => {
    for (const [document, place, sentence] of contradictions) {
      const errors = errorsIn(document);
      assert.deepEqual(
        errors.map((problem) => problem.path.join('.')),
        [place],
        JSON.stringify(document),
      );
      assert.match(english(errors[0]!.message), sentence);
    }
  });

  it('warns of a repeated seed, and still reads the project', () => {
    const label = { name: 'a', seeds: ['Refund', 'money back', 'refund '] };
    const { project, problems } = parseProjectFile(
      JSON.stringify({ pool: 'p', text: 't', labels: [label, 'b'] }),
    );
    assert.deepEqual(
      problems.map(({ severity, path }) => [severity, path.join('.')]),
      [['warning', 'labels.0.seeds.2']],
    );
    assert.equal(project?.labels[0]?.seeds?.length, 3);
  });

  it('locates each problem at the invalid text', () => {
    const text =
      '{"pool": "p", "text": "t", "labels": ["a", "b"],\n "seed": -1, "query": {"batch": "x"}}';
    const marked = parseProjectFile(text).problems.map((p) =>
      text.slice(p.offset, p.offset + p.length),
    );
    assert.deepEqual(marked, ['-1', '"x"']);
  });

  it('warns of unknown properties with a suggestion, and ignores them', () => {
    const { project, problems } = parseProjectFile(
      '{"pool":"p","text":"t","labels":["a",{"name":"b","colour":1}],"lables":[],"zzz":1}',
    );
    assert.deepEqual(
      problems.map((problem) => problem.severity),
      ['warning', 'warning', 'warning'],
    );
    assert.match(english(problems[0]!.message), /did you mean "color"/);
    assert.match(english(problems[1]!.message), /did you mean "labels"/);
    assert.match(english(problems[2]!.message), /known here: .*pool/);
    assert.deepEqual(project!.labels, [{ name: 'a' }, { name: 'b' }]);
    assert.equal('zzz' in project!, false);
  });

  it('suggests a similar choice', () => {
    const [problem] = errorsIn({ ...goodDocuments[0], query: { start: 'tipiclust' } });
    assert.match(english(problem!.message), /Did you mean "typiclust"/);
  });

  it('accepts a strategy that is not built in, with a warning and a suggestion', () => {
    const text = '{"pool":"p","text":"t","labels":["a","b"],"query":{"strategy":"margn"}}';
    const { project, problems } = parseProjectFile(text);
    assert.equal(project!.query.strategy, 'margn');
    assert.deepEqual(
      problems.map(({ severity, path }) => [severity, path.join('.')]),
      [['warning', 'query.strategy']],
    );
    assert.match(english(problems[0]!.message), /Did you mean "margin".*Built in: .*typiclust/);
  });

  it('warns of committee members for a logistic head, and ignores them', () => {
    const text = '{"pool":"p","text":"t","labels":["a","b"],"head":{"members":5}}';
    const { project, problems } = parseProjectFile(text);
    assert.equal(project!.head.members, projectDefaults.head.members);
    assert.deepEqual(
      problems.map(({ severity, path }) => [severity, path.join('.')]),
      [['warning', 'head.members']],
    );
  });

  it('warns of an impossible label prior with the reason, except for "auto"', () => {
    const cases: [object, RegExp][] = [
      [{ labels: ['1', '2'] }, /label "1" is a number or a code/],
      [{ embedding: ['lexical'] }, /lexical vectors/],
      [{ head: { kind: 'committee' } }, /logistic head/],
    ];
    const base = { pool: 'p', text: 't', labels: ['a good one', { name: 'bad' }] };
    for (const [changes, sentence] of cases) {
      const of = (prior: unknown) =>
        parseProjectFile(JSON.stringify({ ...base, ...changes, prior })).problems;
      const [problem, ...others] = of(20);
      assert.deepEqual([problem!.severity, problem!.path, others], ['warning', ['prior'], []]);
      assert.match(english(problem!.message), sentence);
      assert.deepEqual([of('auto'), of('off'), of(0)], [[], [], []]);
    }
    assert.deepEqual(parseProjectFile(JSON.stringify({ ...base, prior: 20 })).problems, []);
  });

  it('asks by MMC with 10 % random picks where a record may have several labels', () => {
    const { project } = parseProjectFile(JSON.stringify({ ...goodDocuments[0], task: 'multi' }));
    assert.deepEqual([project!.query.strategy, project!.query.explore], ['mmc', 0.1]);
    assert.equal(project!.decide, 'global');
  });

  it('warns of names that the label field cannot hold, and of unknown labels', () => {
    const labels = ['rock', 'folk, country', 'pop, dance'];
    const map = { p: 'pop, dance', 'r, b': 'rock', x: 'none' };
    const labelField = { field: 'genres', use: 'annotations', separator: ',', map };
    const text = JSON.stringify({ pool: 'p', text: 't', task: 'multi', labels, labelField });
    const { project, problems } = parseProjectFile(text);
    assert.deepEqual(
      problems.map(({ path, severity, offset, length }) => [
        path.join('.'),
        severity,
        text.slice(offset, offset + length),
      ]),
      [
        ['labels.1', 'warning', '"folk, country"'],
        ['labelField.map.r, b', 'warning', '"r, b"'],
        ['labelField.map.x', 'warning', '"none"'],
      ],
    );
    assert.match(english(problems[0]!.message), /contains the separator ","/);
    assert.ok(project);
    const columns = { rock: 'is_rock', folk: 'is_folk' };
    const inColumns = { columns, use: 'annotations' };
    const other = JSON.stringify({
      pool: 'p',
      text: 't',
      task: 'multi',
      labels: ['rock'],
      labelField: inColumns,
    });
    const [warning, ...more] = parseProjectFile(other).problems;
    assert.deepEqual(
      [warning!.path, warning!.severity, more],
      [['labelField', 'columns', 'folk'], 'warning', []],
    );
  });

  it('reports a task that differs from the answers, at its place', () => {
    const text = JSON.stringify({ pool: 'p', text: 't', task: 'multi', labels: ['a', 'b'] });
    const found = taskChanged(text, 'single');
    assert.equal(text.slice(found!.offset, found!.offset + found!.length), '"multi"');
    assert.match(english(found!.message), /answers of the task "single"/);
    assert.equal(taskChanged(text, 'multi'), undefined);
    const left = taskChanged('{"pool":"p","text":"t","labels":["a","b"]}', 'multi');
    assert.deepEqual([left!.offset, left!.length], [0, 1]);
    assert.equal(taskChanged('{', 'multi'), undefined);
  });

  it('detects repeated properties', () => {
    const [problem] = parseProjectFile(
      '{"pool":"p","text":"t","labels":["a","b"],"pool":"q"}',
    ).problems;
    assert.match(english(problem!.message), /"pool" is given twice/);
    assert.equal(problem!.offset, 42);
  });

  it('reports only syntax errors while there are any', () => {
    const { project, problems } = parseProjectFile('{"pool": "p" "text": "t"}');
    assert.equal(project, undefined);
    assert.deepEqual(
      problems.map(({ source, offset, length }) => [source, offset, length]),
      [['syntax', 13, 1]],
    );
  });

  it('never throws on truncated or broken input', () => {
    const text = JSON.stringify(goodDocuments[4], null, 1);
    for (let i = 0; i <= text.length; i++) {
      for (const broken of [
        text.slice(0, i),
        text.slice(i),
        `${text.slice(0, i)}]${text.slice(i)}`,
      ]) {
        const { project, problems } = parseProjectFile(broken);
        assert.ok(project !== undefined || problems.length > 0, broken);
        for (const { offset, length } of problems) {
          assert.ok(offset >= 0 && length >= 0 && offset + length <= broken.length, broken);
        }
      }
    }
    assert.equal(parseProjectFile('['.repeat(100_000)).project, undefined);
  });
});

describe('stringifyProjectFile', () => {
  it('round-trips the project', () => {
    for (const document of goodDocuments) {
      const { project } = parseProjectFile(JSON.stringify(document));
      const text = stringifyProjectFile(project!);
      assert.deepEqual(parseProjectFile(text), { project, problems: [] }, text);
    }
  });

  it('omits defaults', () => {
    const { project } = parseProjectFile(JSON.stringify(goodDocuments[0]));
    assert.deepEqual(JSON.parse(stringifyProjectFile(project!)), {
      version: 1,
      ...goodDocuments[0],
    });
  });
});

describe('media/project.schema.json', () => {
  const written = JSON.parse(readFileSync(schemaFile, 'utf8')) as never;

  it('equals the schema of the validator (if not, run writeSchema.ts)', () => {
    assert.deepEqual(written, JSON.parse(JSON.stringify(projectSchema)));
  });

  it('agrees with the validator when evaluated independently', () => {
    for (const document of goodDocuments) {
      assert.equal(isValid(document, written), true, JSON.stringify(document));
    }
    for (const [document] of badDocuments) {
      assert.equal(isValid(document, written), false, JSON.stringify(document));
    }
  });
});

it('an unknown bare name of an embedding gets a warning, and a hub id does not', () => {
  const told = (embedding: unknown): (string | undefined)[] => {
    const text = JSON.stringify({
      version: 1,
      pool: 'a',
      text: 't',
      labels: ['a', 'b'],
      embedding,
    });
    return parseProjectFile(text).problems.map(({ message, severity }) => {
      assert.equal(severity, 'warning');
      return (message.params as { readonly meant?: string }).meant;
    });
  };
  assert.deepEqual(told('lexcal'), ['lexical']);
  assert.deepEqual(told('bge-smal-en-v1.5'), ['bge-small-en-v1.5']);
  assert.deepEqual(told(['lexical', { use: 'statc' }]), ['static']);
  assert.deepEqual(told('somethingelse'), [undefined]);
  for (const fine of [
    'auto',
    'lexical',
    'Xenova/all-MiniLM-L6-v2',
    './model',
    ['lexical', 'static'],
  ]) {
    assert.deepEqual(told(fine), []);
  }
  for (const block of [{ hub: 'bare' }, { folder: 'bare' }]) assert.deepEqual(told([block]), []);
});
