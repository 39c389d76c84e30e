// New Project from File… on files of other tools: the readings found, and the project written.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { CancelledError } from '../../../src/core/errors.ts';
import {
  nameChoiceOf,
  type AnswerRules,
  type AnswersReading,
  type NameChoice,
} from '../../../src/core/interchange/answersInFile.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { writeFromFile } from '../../../src/host/writeFromFile.ts';
import { importedProjectText } from '../../../src/core/projectFile/newProjectText.ts';
import { answersFound, leftOut } from '../../../src/vscode/text/answersFound.ts';
import { english, says } from '../../harness/english.ts';
import { onPart } from './onPart.ts';

let root: string;
before(() => (root = mkdtempSync(join(tmpdir(), 'marginalia-from-file-'))));
after(() => rmSync(root, { recursive: true, force: true }));

const cases = join(import.meta.dirname, '../../fixtures/interchange');

async function readingsOf(path: string): Promise<readonly AnswersReading[]> {
  return (await answersInFile(path, {}))!.readings;
}

describe('the answers in a file', () => {
  const inWords = async (file: string): Promise<string[]> => {
    const { title, readings } = (await answersInFile(join(cases, file), {}))!;
    return readings.map((one) =>
      [
        one.task,
        answersFound(title, one, 'en', untranslated),
        ...leftOut(one, 'en', untranslated),
      ].join(': '),
    );
  };

  test('list each reading with what it takes and what it leaves out', async () => {
    assert.deepEqual(await inWords('prodigy/textcat-binary.jsonl'), [
      'multi: Prodigy, 141 answers, 9 skipped, 1 label',
      'single: Prodigy, 46 answers, 9 skipped, 1 label: 95 rejections left out',
    ]);
    assert.deepEqual(await inWords('prodigy/choice.jsonl'), [
      'single: Prodigy, 30 answers, 5 labels',
      'multi: Prodigy, 30 answers, 5 labels',
    ]);
    assert.deepEqual(await inWords('doccano/textcat.jsonl'), [
      'multi: doccano JSONL, 2 answers, 2 labels: 1 without an answer',
      'single: doccano JSONL, 1 answer, 2 labels: 1 row or its answer left out: 1 without an answer',
    ]);
    assert.deepEqual(await inWords('doccano/fasttext.txt'), [
      'multi: fastText, 2 answers, 2 labels: 1 row or its answer left out: 1 without an answer',
      'single: fastText, 1 answer, 2 labels: 2 rows or their answers left out: 1 without an answer',
    ]);
    assert.deepEqual(await inWords('doccano/utf16.csv'), [
      'single: CSV, 3 answers, 2 labels',
      'multi: CSV, 3 answers, 2 labels',
    ]);
    assert.deepEqual(await inWords('labelstudio/tasks-annotations-predictions.json'), [
      'single: Label Studio JSON, 3 answers, 2 labels: 3 without an answer',
      'multi: Label Studio JSON, 3 answers, 2 labels: 3 without an answer',
    ]);
    assert.deepEqual(await inWords('labelstudio/choices-export.csv'), [
      'multi: Label Studio CSV, 120 answers, 6 labels',
      'single: Label Studio CSV, 80 answers, 6 labels: 40 rows or their answers left out',
    ]);
  });

  test('need a choice between several questions or fields', async () => {
    const file = join(root, 'questions.json');
    const result = ['mood', 'topic'].map((from_name) => ({
      from_name,
      to_name: 'shown',
      type: 'choices',
      value: { choices: [`${from_name} 1`] },
    }));
    const data = { title: 'One', body: 'A parcel' };
    writeFileSync(file, JSON.stringify([{ data, annotations: [{ result }] }]));
    const which = async (rules: AnswerRules): Promise<NameChoice | undefined> =>
      nameChoiceOf((await answersInFile(file, rules))!.problem);
    assert.deepEqual(await which({}), { of: 'textField', names: ['title', 'body'] });
    const textField = 'body';
    assert.deepEqual(await which({ textField }), { of: 'question', names: ['mood', 'topic'] });
    const { readings } = (await answersInFile(file, { textField, question: 'topic' }))!;
    assert.deepEqual(readings[0]!.labels, ['topic 1']);
  });

  test('are refused for spans and for texts without labels', async () => {
    const { readings, problem } = (await answersInFile(
      join(cases, 'conll/doccano.conll2003'),
      {},
    ))!;
    assert.deepEqual(readings, []);
    assert.match(english(problem), /parts of texts, which projects do not support yet/);
    const texts = join(root, 'texts.jsonl');
    writeFileSync(texts, '{"text": "a parcel", "channel": "mail"}\n');
    assert.equal(await answersInFile(texts, {}), undefined);
    writeFileSync(texts, Uint8Array.of(0, 1, 2, 255, 254, 0));
    assert.equal(await answersInFile(texts, {}), undefined);
  });

  test('need names for labels that are numbers', async () => {
    const file = join(root, 'old.jsonl');
    writeFileSync(file, '{"text": "a", "labels": [1]}\n{"text": "b", "labels": [15, 1]}\n');
    const found = (await answersInFile(file, {}))!;
    assert.deepEqual(found.unnamed, ['1', '15']);
    const { readings } = (await answersInFile(file, { names: { '1': 'joy', '15': 'fear' } }))!;
    assert.deepEqual(readings[0]!.labels, ['joy', 'fear']);
    assert.equal(readings[0]!.answers, 2);
  });

  test('rejections can have a label of their own', async () => {
    const { readings } = (await answersInFile(join(cases, 'prodigy/textcat-binary.jsonl'), {
      rejectAs: 'other',
    }))!;
    const single = readings.find(({ task }) => task === 'single')!;
    assert.deepEqual(single.labels, ['DOCUMENTATION', 'other']);
    assert.deepEqual([single.answers, single.rejected, single.isEnough], [141, 0, true]);
  });
});

describe('a project from a file of another tool', () => {
  function place(name: string) {
    const folder = mkdtempSync(join(root, 'p-'));
    const file = join(folder, `${name}.marginalia.json`);
    const pool = join(folder, `${name}.texts.jsonl`);
    const backupsDir = join(folder, 'backups');
    const make = async (from: string, at = 0, signal?: AbortSignal) => {
      const { task, labels, context, hasIds } = (await readingsOf(from))[at]!;
      const content = importedProjectText({
        pool: `${name}.texts.jsonl`,
        hasIds,
        context,
        task,
        labels,
        refitEvery: 10,
      });
      const request = {
        from,
        rules: {},
        task,
        labels,
        pool,
        file,
        name,
        content,
        annotator: 'ann',
      };
      return writeFromFile(request, { backupsDir, ...(signal && { signal }) });
    };
    const open = () =>
      openSqliteStore(join(folder, '.marginalia', `${name}.sqlite`), {
        project: name,
        identityVersion,
      });
    return { folder, file, pool, make, open };
  }

  test('has pool, labels and answers, and one undo takes the answers back', async () => {
    const { pool, file, make, open } = place('docs');
    const counts = await make(join(cases, 'prodigy/textcat-binary.jsonl'));
    assert.deepEqual([counts.answers, counts.skipped, counts.conflicts], [150, 9, 0]);
    const rows = readFileSync(pool, 'utf8').trimEnd().split('\n');
    assert.equal(rows.length, 150);
    assert.deepEqual(JSON.parse(rows[0]!), {
      text: '"csc.exe" exited with code -532462766.\t',
      source: 'GitHub',
      url: 'https://github.com/dotnet/roslyn/issues/21150',
      priority: 0.6815195,
    });
    const project = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual(
      [project['task'], project['labels'], project['context']],
      ['multi', ['DOCUMENTATION'], ['source', 'url', 'priority']],
    );
    const store = open();
    const { labelled, skipped, byLabel } = store.counts();
    assert.deepEqual([labelled, skipped, [...byLabel]], [141, 9, [['DOCUMENTATION', 46]]]);
    const first = store.answer(recordIdOf('"csc.exe" exited with code -532462766.\t'))!;
    assert.deepEqual([...first.labels!], [['DOCUMENTATION', false]]);
    assert.equal(store.imports().length, 1);
    store.undo({ id: 'u', at: 1, annotator: 'ann' });
    assert.deepEqual(store.answers(), []);
    store.close();
  });

  test('responses of Argilla that differ are a conflict', async () => {
    for (const at of [0, 1]) {
      const { pool, make, open } = place(`argilla${at}`);
      const { answers, conflicts } = await make(join(cases, 'argilla/hub-export.jsonl'), at);
      assert.deepEqual([answers, conflicts], [0, 1]);
      assert.equal(readFileSync(pool, 'utf8').trimEnd().split('\n').length, 1);
      const store = open();
      assert.equal(store.conflicts()[0]!.candidates.length, 2);
      store.close();
    }
  });

  test('annotators who differ are a conflict, and their text is one row', async () => {
    const folder = mkdtempSync(join(root, 'f-'));
    const from = join(folder, 'two.jsonl');
    const row = (text: string, label: string, annotator: string): string =>
      `${JSON.stringify({ id: '1', text, label, annotator, at: '2026-03-01T09:30:00.000Z' })}\n`;
    writeFileSync(
      from,
      row('a parcel', 'joy', 'ada') + row('a parcel', 'fear', 'bob') + row('a bill', 'joy', 'ada'),
    );
    const { pool, make, open } = place('two');
    const { answers, conflicts } = await make(from);
    assert.deepEqual([answers, conflicts], [1, 1]);
    assert.equal(readFileSync(pool, 'utf8').trimEnd().split('\n').length, 2);
    const store = open();
    const [conflict] = store.conflicts();
    assert.deepEqual(
      conflict!.candidates.map(({ label, annotator }) => [label, annotator]),
      [
        ['joy', 'ada'],
        ['fear', 'bob'],
      ],
    );
    store.close();
  });

  test('of thousands of answers are one step in parts, and a cancelled one leaves nothing', async (t) => {
    const from = join(mkdtempSync(join(root, 'f-')), 'many.jsonl');
    const rows = Array.from({ length: 2500 }, (_, i) =>
      JSON.stringify({
        id: `${i}`,
        text: `text ${i}`,
        label: i % 2 ? 'a' : 'b',
        note: `note ${i}`,
      }),
    );
    writeFileSync(from, rows.join('\n'));
    const stopped = place('many');
    const cancel = new AbortController();
    const parts = onPart(t, () => cancel.abort());
    await assert.rejects(stopped.make(from, 0, cancel.signal), CancelledError);
    assert.equal(parts.written, 1);
    parts.restore();
    assert.deepEqual(readdirSync(stopped.folder), ['.marginalia']);
    assert.deepEqual(readdirSync(join(stopped.folder, '.marginalia')), ['.gitignore']);
    const { make, open } = place('many');
    assert.equal((await make(from)).answers, 2500);
    const store = open();
    assert.equal(store.nextUndo()!.inParts, true);
    assert.deepEqual(
      store.imports().map(({ count }) => count),
      [5000],
    );
    assert.equal(store.answer(recordIdOf('text 7'))!.note, 'note 7');
    store.undo({ id: 'u', at: 1, annotator: 'ann' });
    assert.deepEqual([store.answers(), store.counts().labelled], [[], 0]);
    store.redo({ id: 'r', at: 1, annotator: 'ann' });
    assert.equal(store.counts().labelled, 2500);
    store.close();
  });

  test('nothing is overwritten, and a cancelled one leaves nothing', async () => {
    const { folder, pool, file, make } = place('docs');
    const from = join(cases, 'doccano/textcat.jsonl');
    writeFileSync(pool, 'mine');
    await assert.rejects(make(from), says(/^There is a project docs here already/));
    assert.equal(readFileSync(pool, 'utf8'), 'mine');
    rmSync(pool);
    await assert.rejects(make(from, 0, AbortSignal.abort()), CancelledError);
    assert.deepEqual(readdirSync(folder), []);
    await make(from);
    assert.ok(existsSync(file));
    await assert.rejects(make(from), says(/^There is a project docs here already/));
  });
});
