// Every file of other tools, through `import --new`, `import` and New Project from File…: the store
// says the same after each.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { runImport } from '../../../src/commandLine/runImport.ts';
import type { LabelTask } from '../../../src/core/acquisition/acquisition.ts';
import type { AnswersReading } from '../../../src/core/interchange/answersInFile.ts';
import type { ImportCounts } from '../../../src/core/interchange/answersPlan.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { newProjectText } from '../../../src/core/projectFile/newProjectText.ts';
import { identityVersion } from '../../../src/core/record.ts';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { inspectPool } from '../../../src/host/inspectPool.ts';
import type { Imported } from '../../../src/host/importToProject.ts';
import { readProjectFile, soundProject } from '../../../src/host/readProjectFile.ts';
import { writeFromFile } from '../../../src/host/writeFromFile.ts';
import { answersFound, leftOut } from '../../../src/vscode/text/answersFound.ts';
import { english, says } from '../../harness/english.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange');

let root: string;
before(() => (root = mkdtempSync(join(tmpdir(), 'marginalia-other-tools-'))));
after(() => rmSync(root, { recursive: true, force: true }));

/** What a file gives where a record has one label, or several. */
interface Reading {
  readonly task: LabelTask;
  /** Shown before it is taken over. */
  readonly shown: string;
  /** Records by label, of those that apply. */
  readonly labels: Readonly<Record<string, number>>;
  readonly answers: number;
  readonly skipped?: number;
  readonly conflicts?: number;
  readonly unlabelled?: number;
  readonly rejected?: number;
  readonly refused?: number;
  /** A project cannot have its labels alone: why. */
  readonly refusedAlone?: RegExp;
  /** It judges 468,100 labels, which takes minutes: only counted before it is taken over. */
  readonly isLarge?: boolean;
}

interface Case {
  readonly file: string;
  /** Distinct texts. */
  readonly texts: number;
  readonly context?: readonly string[];
  /** In the order proposed. */
  readonly readings: readonly Reading[];
}

const none = { skipped: 0, conflicts: 0, unlabelled: 0, rejected: 0, refused: 0 };

const clinc = (name: string): number => (name === 'oos' ? 100 : 20);

const expected: readonly Case[] = [
  {
    file: 'prodigy/textcat-binary.jsonl',
    texts: 150,
    context: ['source', 'url', 'priority'],
    readings: [
      {
        task: 'multi',
        shown: 'Prodigy, 141 answers, 9 skipped, 1 label',
        labels: { DOCUMENTATION: 46 },
        answers: 141,
        skipped: 9,
      },
      {
        task: 'single',
        shown: 'Prodigy, 46 answers, 9 skipped, 1 label, 95 rejections left out',
        labels: { DOCUMENTATION: 46 },
        answers: 46,
        skipped: 9,
        unlabelled: 95,
        rejected: 95,
        refusedAlone: /^The only label of textcat-binary\.jsonl is DOCUMENTATION, .*--reject-as/,
      },
    ],
  },
  {
    file: 'prodigy/choice.jsonl',
    texts: 30,
    context: ['score'],
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Prodigy, 30 answers, 5 labels',
      labels: { Q48226: 10, Q215952: 10, Q312545: 10, NIL_otherLink: 0, NIL_ambiguous: 0 },
      answers: 30,
    })),
  },
  {
    file: 'doccano/textcat.jsonl',
    texts: 3,
    context: ['wikiPageID'],
    readings: [
      {
        task: 'multi',
        shown: 'doccano JSONL, 2 answers, 2 labels, 1 without an answer',
        labels: { positive: 2, negative: 1 },
        answers: 2,
        unlabelled: 1,
      },
      {
        task: 'single',
        shown:
          'doccano JSONL, 1 answer, 2 labels, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 1, negative: 0 },
        answers: 1,
        unlabelled: 2,
        refused: 1,
      },
    ],
  },
  {
    file: 'doccano/fasttext.txt',
    texts: 3,
    readings: [
      {
        task: 'multi',
        shown: 'fastText, 2 answers, 2 labels, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 2, negative: 1 },
        answers: 2,
        unlabelled: 1,
        refused: 1,
      },
      {
        task: 'single',
        shown:
          'fastText, 1 answer, 2 labels, 2 rows or their answers left out, 1 without an answer',
        labels: { positive: 1, negative: 0 },
        answers: 1,
        unlabelled: 2,
        refused: 2,
      },
    ],
  },
  {
    file: 'doccano/textcat.xlsx',
    texts: 2,
    readings: [
      {
        task: 'single',
        shown: 'Excel, 1 answer, 1 label, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 1 },
        answers: 1,
        unlabelled: 1,
        refused: 1,
        refusedAlone: /^The only label of textcat\.xlsx is positive, .*--task multi/,
      },
      {
        task: 'multi',
        shown: 'Excel, 1 answer, 1 label, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 1 },
        answers: 1,
        unlabelled: 1,
        refused: 1,
      },
    ],
  },
  {
    file: 'doccano/utf16.csv',
    texts: 3,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'CSV, 3 answers, 2 labels',
      labels: { Positive: 2, Negative: 1 },
      answers: 3,
    })),
  },
  {
    file: 'labelstudio/tasks-annotations-predictions.json',
    texts: 6,
    context: ['int_field'],
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Label Studio JSON, 3 answers, 2 labels, 3 without an answer',
      labels: { class_A: 2, class_TESTING: 1 },
      answers: 3,
      unlabelled: 3,
    })),
  },
  {
    file: 'labelstudio/choices-export.csv',
    texts: 120,
    context: ['source'],
    readings: [
      {
        task: 'multi',
        shown: 'Label Studio CSV, 120 answers, 6 labels',
        labels: {
          售前商品咨询: 30,
          物流查询: 28,
          售后退换货: 26,
          订单查询: 26,
          投诉纠纷: 26,
          闲聊无关内容: 24,
        },
        answers: 120,
      },
      {
        task: 'single',
        shown: 'Label Studio CSV, 80 answers, 6 labels, 40 rows or their answers left out',
        labels: {
          物流查询: 16,
          售后退换货: 15,
          售前商品咨询: 13,
          订单查询: 13,
          投诉纠纷: 13,
          闲聊无关内容: 10,
        },
        answers: 80,
        unlabelled: 40,
        refused: 40,
      },
    ],
  },
  {
    file: 'argilla/hub-export.jsonl',
    texts: 1,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Argilla, 0 answers, 1 conflict, 2 labels',
      labels: { 'label-a': 0, 'label-b': 0 },
      answers: 0,
      conflicts: 1,
    })),
  },
  {
    file: 'huggingface/clinc-validation.parquet',
    texts: 3100,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Parquet, 3,100 answers, 151 labels',
      labels: {},
      answers: 3100,
      isLarge: task === 'multi',
    })),
  },
  {
    file: 'spacy/cooking.jsonl',
    texts: 10,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'spaCy JSONL, 10 answers, 2 labels',
      labels: { not_baking: 8, baking: 2 },
      answers: 10,
    })),
  },
];

const work = { complain: () => undefined, signal: new AbortController().signal };

async function imported(args: readonly string[]): Promise<Imported> {
  const parsed = parseImportArguments(args);
  assert.ok(parsed !== 'help');
  const result = await runImport(parsed, work);
  assert.ok('counts' in result, 'the file has answers');
  return result;
}

/** A folder in which a project p has its file. */
function place(): { readonly folder: string; readonly project: string } {
  const folder = mkdtempSync(join(root, 'p-'));
  return { folder, project: join(folder, 'p.marginalia.json') };
}

/** The answers of project p, by what they say. */
function stored(folder: string): Omit<Reading, 'shown' | 'task'> {
  const store = openSqliteStore(join(folder, '.marginalia', 'p.sqlite'), {
    project: 'p',
    identityVersion,
  });
  try {
    const { labelled, skipped, byLabel } = store.counts();
    return {
      answers: labelled,
      skipped,
      conflicts: store.conflicts().length,
      labels: Object.fromEntries(byLabel),
    };
  } finally {
    store.close();
  }
}

function countsOf({ skipped, conflicts, unlabelled, rejected, refused, answers }: ImportCounts) {
  return { skipped, conflicts, unlabelled, rejected, refused, answers: answers - skipped };
}

/** The labels of a reading, most of them without rows where only some are counted. */
function labelsOf({ labels }: Reading, found: readonly string[]): Record<string, number> {
  const names = Object.keys(labels);
  return names.length > 0
    ? { ...labels }
    : Object.fromEntries(found.map((name) => [name, clinc(name)]));
}

async function newProject(from: string, reading: AnswersReading, rules = {}): Promise<string> {
  const { folder, project } = place();
  const { task, labels, context, hasIds } = reading;
  const content = newProjectText({
    pool: 'p.texts.jsonl',
    format: { kind: 'jsonl', encoding: 'utf-8' },
    text: ['text'],
    ...(hasIds && { id: 'id' }),
    context,
    task,
    labels,
    refitEvery: 10,
  });
  const pool = join(folder, 'p.texts.jsonl');
  const request = { from, rules, task, labels, pool, file: project, name: 'p', content };
  await writeFromFile(
    { ...request, annotator: 'ann' },
    { backupsDir: join(folder, '.marginalia') },
  );
  return folder;
}

async function checkProject(
  folder: string,
  { texts, context = [] }: Case,
  labels: readonly string[],
) {
  const project = soundProject(await readProjectFile(join(folder, 'p.marginalia.json')));
  assert.deepEqual(project.labels.map(({ name }) => name).sort(), [...labels].sort());
  assert.deepEqual(project.context, context);
  const rows = readFileSync(join(folder, 'p.texts.jsonl'), 'utf8').trimEnd().split('\n');
  assert.equal(rows.length, texts);
  return rows.map((row) => (JSON.parse(row) as { text: string }).text);
}

for (const one of expected) {
  const from = join(cases, one.file);
  describe(one.file, () => {
    test('the readings, as proposed', async () => {
      const { title, readings } = (await answersInFile(from, {}))!;
      assert.deepEqual(
        readings.map((reading) => [
          reading.task,
          [
            answersFound(title, reading, 'en', untranslated),
            ...leftOut(reading, 'en', untranslated),
          ].join(', '),
        ]),
        one.readings.map(({ task, shown }) => [task, shown]),
      );
    });

    for (const reading of one.readings) {
      const { task, shown: _, labels: _l, refusedAlone, isLarge = false, ...counted } = reading;
      if (isLarge) continue;
      const all = { ...none, ...counted };
      test(`${task}: New Project from File… and import --new`, async () => {
        const found = (await answersInFile(from, {}))!.readings.find((is) => is.task === task)!;
        assert.equal(found.isEnough, refusedAlone === undefined);
        const other = place();
        const args = [from, '--new', other.project, '--task', task];
        if (refusedAlone) {
          await assert.rejects(imported(args), says(refusedAlone));
          assert.deepEqual(readdirSync(other.folder), []);
          return;
        }
        const labels = labelsOf(reading, found.labels);
        assert.deepEqual([...found.labels].sort(), Object.keys(labels).sort());
        const given = Object.fromEntries(Object.entries(labels).filter(([, count]) => count > 0));
        const { answers, skipped, conflicts } = all;
        const inStore = { answers, skipped, conflicts, labels: given };
        const folder = await newProject(from, found);
        assert.deepEqual(stored(folder), inStore);
        const texts = await checkProject(folder, one, Object.keys(labels));
        const { counts, created } = await imported(args);
        assert.deepEqual(countsOf(counts), all);
        assert.deepEqual(created, found.labels);
        assert.deepEqual(stored(other.folder), inStore);
        assert.deepEqual(await checkProject(other.folder, one, Object.keys(labels)), texts);
      });

      test(`${task}: import into a project of the same texts, and again`, async () => {
        const all1 = (await answersInFile(from, {}))!.readings;
        const enough = all1.find(({ isEnough }) => isEnough)!;
        const pool = join(await newProject(from, enough), 'p.texts.jsonl');
        const { folder, project } = place();
        writeFileSync(join(folder, 'p.texts.jsonl'), readFileSync(pool));
        const settings = { version: 1, pool: 'p.texts.jsonl', text: 'text', task };
        writeFileSync(project, JSON.stringify({ ...settings, labels: ['one', 'another'] }));
        const args = [project, from, '--create-labels'];
        const dry = await imported([...args, '--dry-run']);
        assert.deepEqual(readdirSync(folder).sort(), ['p.marginalia.json', 'p.texts.jsonl']);
        const { counts, created } = await imported(args);
        assert.deepEqual(countsOf(counts), all);
        assert.deepEqual(dry.counts, counts);
        assert.deepEqual([counts.notInPool, counts.leftOut], [0, 0]);
        const labels = labelsOf(reading, created);
        assert.deepEqual([...created].sort(), Object.keys(labels).sort());
        const { answers, skipped, conflicts } = all;
        const inStore = stored(folder);
        const given = Object.fromEntries(Object.entries(labels).filter(([, count]) => count > 0));
        assert.deepEqual(inStore, { answers, skipped, conflicts, labels: given });
        const again = await imported(args);
        assert.equal(again.counts.answers, 0);
        assert.equal(again.counts.alreadySo, counts.answers);
        assert.deepEqual(stored(folder), inStore);
      });
    }
  });
}

test('binary answers of Prodigy with a label for rejections: one label a record', async () => {
  const from = join(cases, 'prodigy/textcat-binary.jsonl');
  const rules = { rejectAs: 'OTHER' };
  const labels = { DOCUMENTATION: 46, OTHER: 95 };
  const inStore = { answers: 141, skipped: 9, conflicts: 0, labels };
  const single = (await answersInFile(from, rules))!.readings.find(
    ({ task }) => task === 'single',
  )!;
  assert.deepEqual(stored(await newProject(from, single, rules)), inStore);
  const { folder, project } = place();
  await imported([from, '--new', project, '--task', 'single', '--reject-as', 'OTHER']);
  assert.deepEqual(stored(folder), inStore);
});

describe('import --new', () => {
  const write = (name: string, content: string): string => {
    const path = join(mkdtempSync(join(root, 'f-')), name);
    writeFileSync(path, content);
    return path;
  };

  test('reads the file as its options say', async () => {
    const task = (body: string, mood: string) => ({
      data: { title: 'One', body },
      annotations: [
        {
          result: [
            { from_name: 'mood', to_name: 'x', type: 'choices', value: { choices: [mood] } },
            { from_name: 'topic', to_name: 'x', type: 'choices', value: { choices: ['parcel'] } },
          ],
        },
      ],
    });
    const tasks = write(
      'tasks.json',
      JSON.stringify([task('a parcel', 'glad'), task('lost', 'sad')]),
    );
    const asked = place();
    const chosen = ['--question', 'mood', '--text-field', 'body'];
    await imported([tasks, '--new', asked.project, ...chosen]);
    assert.deepEqual(stored(asked.folder).labels, { glad: 1, sad: 1 });
    const lists = write('lists.csv', 'id;text;label\r\n1;caf\u00e9;a#b\r\n2;two;\r\n');
    const named = place();
    const read = ['--from', 'doccano-csv', '--empty', 'none', '--encoding', 'utf-8'];
    await imported([lists, '--new', named.project, ...read]);
    const { answers, labels } = stored(named.folder);
    assert.deepEqual([answers, labels], [2, { a: 1, b: 1 }]);
  });

  test('makes no project that could not be opened', async () => {
    const files: readonly (readonly [string, string, RegExp])[] = [
      [
        'tasks.json',
        '[{"data": {"text": "a"}}]',
        /^tasks\.json has no answers\. Name at least two labels/,
      ],
      [
        'images.json',
        '[{"data": {"image": "s3://a.png"}, "annotations": []}]',
        /^No row of images\.json can be read as Label Studio JSON/,
      ],
      [
        'prose.txt',
        'Once upon a time\n',
        /^There is nothing to label in prose\.txt: it has no rows/,
      ],
    ];
    for (const [name, content, why] of files) {
      const { folder, project } = place();
      await assert.rejects(imported([write(name, content), '--new', project]), says(why));
      assert.deepEqual(readdirSync(folder), []);
    }
    // Where one label is too few for the reading proposed, another one is taken.
    const { folder, project } = place();
    await imported([write('one.jsonl', '{"text": "a", "label": ["x"]}\n'), '--new', project]);
    assert.equal(soundProject(await readProjectFile(project)).task, 'multi');
    assert.equal(stored(folder).answers, 1);
  });
});

test('several labels in a cell of a table are asked about, field by field', async () => {
  const folder = mkdtempSync(join(root, 'f-'));
  const from = join(folder, 'joined.csv');
  const labels = ['joy', 'fear', '"joy,fear"', 'joy', 'fear', '"fear,joy"', 'joy', '"joy,fear"'];
  const rows = labels.map((label, i) => `${i},the parcel ${i} came late,${label}\n`);
  writeFileSync(from, `id,text,label\n${rows.join('')}`);
  assert.equal(await answersInFile(from, {}), undefined);
  const { folder: there, project } = place();
  const why = /several labels each\. .*--from csv/;
  await assert.rejects(imported([from, '--new', project]), says(why));
  assert.deepEqual(readdirSync(there), []);
  await imported([from, '--new', project, '--from', 'csv']);
  assert.deepEqual(stored(there).labels, { joy: 3, fear: 2, 'joy,fear': 2, 'fear,joy': 1 });
  // Labels that only contain a comma are whole.
  const whole = join(folder, 'whole.csv');
  const names = labels.map((_, i) => (i % 2 ? '"late, lost"' : 'joy'));
  writeFileSync(whole, `text,label\n${names.map((name, i) => `text ${i},${name}\n`).join('')}`);
  assert.equal((await answersInFile(whole, {}))!.readings[0]!.answers, 8);
});

describe('files that no project can be made of', () => {
  interface Refused {
    readonly file: string;
    /** By `import --new`. */
    readonly alone: RegExp;
    /** By `import` into a project. */
    readonly into: RegExp;
    /** The texts are taken, read as a pool: its field with the text; otherwise why not. */
    readonly texts: readonly string[] | RegExp;
    readonly hasAnswers?: true;
  }
  const spans = {
    alone: /parts of texts, which projects do not have yet/,
    into: /^Line \d has spans/,
    hasAnswers: true,
  } as const;
  const refused: readonly Refused[] = [
    { file: 'prodigy/ner-manual.jsonl', ...spans, texts: ['text'] },
    { file: 'doccano/text-labels.jsonl', ...spans, texts: ['text'] },
    { file: 'lighttag/job.json', ...spans, texts: ['content'] },
    { file: 'conll/doccano.conll2003', ...spans, texts: ['column1'] },
    {
      file: 'spacy/demo.spacy',
      alone: /^demo\.spacy is a DocBin of spaCy, not text\..*get_docs/s,
      into: /^demo\.spacy is a DocBin of spaCy, not text\..*get_docs/s,
      texts: /^demo\.spacy is a DocBin of spaCy, not text\..*get_docs/s,
    },
    ...['inspect/security-guide.jsonl', 'openai/toy-chat-fine-tuning.jsonl'].map((file) => ({
      file,
      alone: /texts for a language model, in which nothing is marked as a label/,
      into: /texts for a language model, in which nothing is marked as a label/,
      texts: [file.startsWith('inspect') ? 'input' : 'messages'],
    })),
  ];

  for (const { file, alone, into, texts, hasAnswers = false } of refused) {
    test(file, async () => {
      const from = join(cases, file);
      const found = await answersInFile(from, {});
      assert.equal(found !== undefined, hasAnswers);
      if (found) {
        assert.deepEqual(found.readings, []);
        assert.match(english(found.problem), alone);
      }
      if (Array.isArray(texts)) {
        assert.deepEqual((await inspectPool(from)).guess.text, texts);
      } else await assert.rejects(inspectPool(from), says(texts as RegExp));
      const { folder, project } = place();
      await assert.rejects(imported([from, '--new', project]), says(alone));
      assert.deepEqual(readdirSync(folder), []);
      writeFileSync(join(folder, 'p.jsonl'), '{"text": "a parcel"}\n');
      const settings = { version: 1, pool: 'p.jsonl', text: 'text', labels: ['one', 'another'] };
      writeFileSync(project, JSON.stringify(settings));
      await assert.rejects(imported([project, from, '--create-labels']), says(into));
      assert.ok(!existsSync(join(folder, '.marginalia')));
    });
  }

  test('every file is in one of these tables', () => {
    const listed = new Set([...expected, ...refused].map(({ file }) => file));
    const there = readdirSync(cases, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('golden'))
      .map((entry) => join(entry.parentPath, entry.name).slice(cases.length + 1));
    assert.deepEqual(
      there.filter((file) => !listed.has(file)),
      [],
    );
  });
});
