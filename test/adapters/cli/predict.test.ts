// `predict`: what a project's model says of its pool and of other files, without touching the project.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import {
  parsePredictArguments,
  type PredictArguments,
} from '../../../src/commandLine/predictArguments.ts';
import { predictFile } from '../../../src/commandLine/predictFile.ts';
import { predictedJson, predictSentences } from '../../../src/commandLine/predictReport.ts';
import { statusJson, statusText } from '../../../src/commandLine/statusReport.ts';
import { CancelledError, NotYetError, UserError } from '../../../src/core/errors.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { projectStatus } from '../../../src/host/projectStatus.ts';
import { predictApart } from '../../../src/host/predictProcess.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import type { Progress } from '../../../src/core/progress.ts';
import type { PredictSummary } from '../../../src/core/predict/predictSummary.ts';
import { english, says } from '../../harness/english.ts';
import { contents, databaseOf, writeProject, type Labelled } from './projects.ts';
import { runCli } from './runCli.ts';
import { trainedProject, type TrainedProject } from './trainedProject.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-predicting-'));
after(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(root, 'project-'));

interface Line {
  readonly id: string;
  readonly text?: string;
  readonly label?: string | null;
  readonly labels?: readonly string[];
  readonly p?: number;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly is_labelled?: boolean;
  readonly holdout?: boolean;
}

interface Predicted extends PredictSummary {
  readonly text: string;
  readonly lines: readonly Line[];
}

async function predicted(
  file: string,
  args: readonly string[] = [],
  { input = '', signal = new AbortController().signal } = {},
): Promise<Predicted> {
  const parsed = parsePredictArguments([file, ...args]) as PredictArguments;
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const streams = { stdin: Readable.from([input]), stdout, signal, onProgress: () => undefined };
  const summary = await predictFile(parsed, streams);
  const { out, to } = parsed;
  const text = out === '-' ? Buffer.concat(chunks).toString() : readFileSync(out, 'latin1');
  const lines =
    to === 'jsonl'
      ? text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Line)
      : [];
  return { ...summary, text, lines };
}

const words = {
  food: ['soup', 'bread', 'fish', 'salad'],
  staff: ['waiter', 'host', 'cook', 'barman'],
  price: ['bill', 'cost', 'fee', 'tip'],
} as const;
const topics = Object.keys(words) as (keyof typeof words)[];

function textOf(i: number): string {
  const topic = topics[i % 3]!;
  return `visit ${i}: the ${words[topic][i % 4]} was ${i % 2 ? 'fine' : 'poor'}, ${topic} again`;
}

const texts = 120;
/** Enough for a temperature. */
const labelled = 66;

/** One text twice and written differently. */
const rows: readonly Labelled[] = [
  ...Array.from({ length: texts }, (_, i): Labelled => {
    const text = textOf(i);
    return i < labelled ? { text, event: { kind: 'label', label: topics[i % 3]! } } : { text };
  }),
  { text: ` ${textOf(100)}\n` },
  { text: 'the fish \ud800 👩‍🍳 é' },
];

const several: readonly Labelled[] = rows.map(({ text }, i) => {
  const yes = [topics[i % 3]!, ...(i % 2 ? ['fine'] : [])];
  const of = [...topics, 'fine'].sort();
  return i < labelled ? { text, event: { kind: 'labels', yes, of } } : { text };
});

const kinds = {
  single: {
    rows,
    labels: [...topics, 'never given'],
    settings: { embedding: ['lexical', 'static'], holdout: { size: 4 }, prior: 'off' },
  },
  committee: {
    rows,
    labels: topics,
    settings: { embedding: 'lexical', head: { kind: 'committee', members: 3 } },
  },
  prior: {
    rows,
    labels: [...topics, 'never given'],
    settings: { embedding: 'static', prior: 20 },
  },
  several: {
    rows: several,
    labels: [...topics, 'fine'],
    settings: { embedding: 'lexical', task: 'multi' },
  },
} as const;

/** T of the last round; 1 if it has none. */
function temperatureOf(folder: string): number {
  const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
  const { choices } = store.rounds().at(-1)!;
  store.close();
  return choices?.temperature ?? 1;
}

const made = new Map<keyof typeof kinds, Promise<TrainedProject>>();

/** A trained project that tests do not change. */
function trained(kind: keyof typeof kinds): Promise<TrainedProject> {
  const project = made.get(kind) ?? trainedProject(newFolder(), kinds[kind]);
  made.set(kind, project);
  return project;
}

/** A copy to change. */
async function copyOf(kind: keyof typeof kinds): Promise<{ folder: string; file: string }> {
  const folder = newFolder();
  cpSync((await trained(kind)).folder, folder, { recursive: true });
  return { folder, file: join(folder, 'reviews.marginalia.json') };
}

describe('predict', () => {
  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
    test(`writes the probabilities that the panel shows: ${kind}`, async () => {
      const { folder, file, panel } = await trained(kind);
      const before = contents(folder);
      const { lines, rows: count } = await predicted(file, ['--texts']);
      assert.deepEqual(contents(folder), before);
      assert.deepEqual([lines.length, count], [rows.length, rows.length]);
      let shown = 0;
      for (const [i, line] of lines.entries()) {
        assert.deepEqual([line.id, line.text], [`r${i}`, rows[i]!.text]);
        const entries = Object.entries(line.probabilities);
        const sum = entries.reduce((total, [, p]) => total + p, 0);
        if (kind !== 'several') {
          assert.ok(Math.abs(sum - 1) <= 1e-6, `${sum}`);
          assert.equal(line.p, Math.max(...Object.values(line.probabilities)));
          assert.equal(line.probabilities[line.label!], line.p);
        }
        const prediction = panel.get(recordIdOf(line.text!));
        if (!prediction) continue;
        shown++;
        assert.deepEqual(
          prediction.probabilities.map(({ label }) => label).toSorted(),
          entries.map(([label]) => label).toSorted(),
        );
        for (const { label, p, applies } of prediction.probabilities) {
          assert.ok(Math.abs(line.probabilities[label]! - p) <= 1e-7, `${label}: ${p}`);
          if (kind === 'several') assert.equal(line.labels!.includes(label), applies);
        }
        if (kind !== 'several') assert.equal(line.label, prediction.probabilities[0]!.label);
      }
      assert.ok(shown > 30, `${shown} records with predictions in the panel`);
      if (kind !== 'prior') assert.notEqual(temperatureOf(folder), 1);
      assert.equal('never given' in lines[0]!.probabilities, kind === 'prior');
    });
  }

  test('marks and counts records that are labelled or in the hold-out', async () => {
    const { file } = await trained('single');
    const { lines, ...summary } = await predicted(file);
    const store = openSqliteStore(databaseOf((await trained('single')).folder), {
      project: 'reviews',
      identityVersion,
    });
    const members = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    store.close();
    assert.ok(members.size > 0);
    for (const [i, { is_labelled: isLabelled, holdout }] of lines.entries()) {
      assert.equal(isLabelled, i < labelled);
      assert.equal(holdout, members.has(recordIdOf(rows[i]!.text)));
    }
    const json = predictedJson(summary) as Record<string, unknown>;
    const given = lines.map(({ label }) => label);
    assert.deepEqual(json['labels'], {
      food: given.filter((label) => label === 'food').length,
      staff: given.filter((label) => label === 'staff').length,
      price: given.filter((label) => label === 'price').length,
    });
    const { round, isLabelled, holdout } = json;
    assert.deepEqual(
      { round, isLabelled, holdout, without: json['without'] },
      {
        round: 1,
        isLabelled: labelled,
        holdout: lines.filter((line) => line.holdout).length,
        without: 0,
      },
    );
    assert.deepEqual(predictSentences(summary, undefined).map(english), ['Rows predicted: 122.']);
  });

  test('gives rows of one text one prediction, and the same one without a cache', async () => {
    const { folder, file } = await copyOf('single');
    const { text, lines } = await predicted(file);
    assert.deepEqual(lines[texts]!.probabilities, lines[100]!.probabilities);
    assert.equal((await predicted(file, ['--exact'])).text, text);
    rmSync(join(folder, '.marginalia/cache'), { recursive: true });
    assert.equal((await predicted(file)).text, text);
    assert.ok(!existsSync(join(folder, '.marginalia/cache')));
  });

  test('takes only unlabelled records, and labels from a threshold on', async () => {
    const { file } = await trained('single');
    const all = await predicted(file, ['--only', 'unlabelled']);
    const least = all.lines.map(({ p }) => p!).toSorted((a, b) => a - b)[10]!;
    const args = ['--only', 'unlabelled', '--threshold', `${least}`];
    const { lines } = await predicted(file, args);
    assert.deepEqual(
      lines.map(({ id }) => id),
      rows.flatMap(({ event }, i) => (event ? [] : [`r${i}`])),
    );
    assert.ok(lines.some(({ label }) => label === null) && lines.some(({ label }) => label));
    for (const { label, p } of lines) assert.equal(label === null, p! < least);
    const { file: multi } = await trained('several');
    const some = await predicted(multi, ['--threshold', '0.5']);
    for (const { labels, probabilities } of some.lines) {
      assert.deepEqual(
        labels,
        Object.keys(probabilities).filter((label) => probabilities[label]! >= 0.5),
      );
    }
  });

  test('writes sets of labels as CSV and Parquet with the same numbers', async () => {
    const { file } = await trained('several');
    const { lines } = await predicted(file);
    const csv = await predicted(file, ['--to', 'csv']);
    const [header, ...cells] = csv.text.trimEnd().split('\r\n');
    assert.equal(header, 'id,labels,is_labelled,holdout,p_food,p_staff,p_price,p_fine');
    assert.equal(cells.length, lines.length);
    const out = join(newFolder(), 'p.parquet');
    await predicted(file, ['--out', out, '--texts']);
    const bytes = readFileSync(out);
    const table = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    assert.equal(table.length, lines.length);
    for (const [i, line] of lines.entries()) {
      const { id, is_labelled: isLabelled, labels } = table[i]!;
      assert.deepEqual([id, isLabelled], [line.id, line.is_labelled]);
      const names = [...topics, 'fine'];
      assert.deepEqual(
        (labels as readonly bigint[]).map((at) => names[Number(at)]),
        line.labels,
      );
      const columns = cells[i]!.split(',').slice(-4).map(Number);
      for (const [j, name] of names.entries()) {
        const p = line.probabilities[name]!;
        assert.equal(columns[j], p);
        assert.equal(table[i]![`p_${name}`], p);
      }
    }
  });

  test('reads the sheet or the list of records that is named', async () => {
    const { file } = await trained('single');
    const nested = join(newFolder(), 'nested.json');
    const items = [{ text: 'the waiter' }, { text: 'the bill' }];
    const others = [{ text: 'x' }, { text: 'y' }, { text: 'z' }];
    writeFileSync(nested, JSON.stringify({ data: { others, items } }));
    const textsOf = async (...options: string[]): Promise<unknown[]> =>
      (await predicted(file, ['--texts', '--input', ...options])).lines.map(({ text }) => text);
    assert.deepEqual(await textsOf(nested, '--path', 'data.items'), ['the waiter', 'the bill']);
    const fixtures = join(import.meta.dirname, '../../fixtures');
    const book = join(fixtures, 'excel/book.xlsx');
    assert.deepEqual(await textsOf(book, '--sheet', 'Other & more'), ['of the other sheet']);
    const workbook = join(fixtures, 'interchange/doccano/textcat.xlsx');
    assert.deepEqual(await textsOf(workbook, '--sheet', 'example'), ['exampleA', 'exampleB']);
    await assert.rejects(textsOf(workbook, '--sheet', 'nope'), says(/It has: example\./));
    await assert.rejects(textsOf(nested, '--path', 'nope'), says(/no list of records at “nope”/));
  });

  test('reads texts from other files, and recognises those of the pool', async () => {
    const { folder, file } = await trained('single');
    const input = join(newFolder(), 'new.csv');
    const given = [textOf(0), textOf(100), 'the waiter, again', ''];
    writeFileSync(input, `text,id\n${given.map((text, i) => `"${text}",n${i}`).join('\n')}\n`);
    const before = contents(folder);
    const pool = await predicted(file);
    const found = await predicted(file, ['--input', input]);
    assert.deepEqual(
      found.lines.map(({ id, is_labelled: isLabelled }) => [id, isLabelled]),
      [
        ['n0', true],
        ['n1', false],
        ['n2', false],
      ],
    );
    for (const [label, p] of Object.entries(found.lines[1]!.probabilities)) {
      assert.ok(Math.abs(pool.lines[100]!.probabilities[label]! - p) < 1e-6, label);
    }
    assert.equal(found.lines[2]!.label, 'staff');
    const told = predictSentences(found, undefined).map(english);
    assert.equal(
      told[0],
      'new.csv (CSV · commas · UTF-8 · header): the text is “text”, the id “id”.',
    );
    assert.match(told[2]!, /^Rows left out: 1; the first is line 5: /);
    const piped = await predicted(file, ['--input', '-', '--texts'], {
      input: `${JSON.stringify({ text: 'the bill 😀' })}\n`,
    });
    assert.deepEqual(
      piped.lines.map(({ id, text, label }) => [id, text, label]),
      [[recordIdOf('the bill 😀'), 'the bill 😀', 'price']],
    );
    assert.deepEqual(contents(folder), before);
  });

  test('says how a file is read, and reads bare texts', async () => {
    const { file } = await trained('single');
    const folder = newFolder();
    const given = [textOf(100), 'the "bill" 😀', 'no soup'];
    const table = `nr;Nachricht\n${given.map((text, i) => `${i};"${text.replaceAll('"', '""')}"`).join('\n')}\n`;
    const inputs: [name: string, content: string, reading: string][] = [
      ['list.json', JSON.stringify(given), 'JSON, list of texts · UTF-8): the text is “text”.'],
      [
        'lines.jsonl',
        given.map((text) => `${JSON.stringify(text)}\n`).join(''),
        'JSON Lines of texts · UTF-8): the text is “text”.',
      ],
      [
        'meldung.csv',
        table,
        'CSV · semicolons · UTF-8 · header): the text is “Nachricht”, the id “nr”.',
      ],
      [
        'export.jsonl',
        given.map((text) => `${JSON.stringify({ text, label: 'food' })}\n`).join(''),
        'JSON Lines · UTF-8): the text is “text”.',
      ],
    ];
    for (const [name, content, reading] of inputs) {
      const input = join(folder, name);
      writeFileSync(input, content);
      const found = await predicted(file, ['--input', input, '--texts']);
      assert.deepEqual(
        found.lines.map(({ text }) => text),
        given,
        name,
      );
      const told = predictSentences(found, undefined).map(english);
      assert.deepEqual(told, [`${name} (${reading}`, 'Rows predicted: 3.']);
    }
  });

  test('refuses a file whose fields are no texts, and names them', async () => {
    const { file } = await trained('single');
    const folder = newFolder();
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i},2024-01-0${i % 9} 10:00,${topics[i % 3]}`,
    );
    const refused: [name: string, content: string, fields: string][] = [
      [
        'ids.csv',
        `id,label\n${rows.map((row) => row.replace(/,.*,/, ',')).join('\n')}\n`,
        'id, label',
      ],
      ['dates.csv', `id,created,label\n${rows.join('\n')}\n`, 'id, created, label'],
      ['numbers.jsonl', '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', 'a, b'],
    ];
    for (const [name, content, fields] of refused) {
      const input = join(folder, name);
      writeFileSync(input, content);
      const told = `No field of ${name} looks like texts. If one holds them, name it by --text-field. Its fields: ${fields}.`;
      await assert.rejects(predicted(file, ['--input', input]), says(told));
    }
    const named = ['--input', join(folder, 'ids.csv'), '--text-field', 'label'];
    assert.equal((await predicted(file, named)).rows, 30);
    const pickle = join(folder, 'rows.jsonl');
    writeFileSync(pickle, "{'text': 'a', 'y': None}\n{'text': 'b', 'y': 1}\n");
    await assert.rejects(predicted(file, ['--input', pickle]), says(/as Python prints them/));
  });

  test('counts the rows below a threshold', async () => {
    for (const [kind, sentence] of [
      ['single', 'Rows without a label, below'],
      ['several', 'Rows with no label from'],
    ] as const) {
      const { file } = await trained(kind);
      const found = await predicted(file, ['--threshold', '1']);
      const without = found.lines.filter(
        ({ label, labels }) => label === null || labels?.length === 0,
      );
      assert.ok(without.length > 0, kind);
      const told = predictSentences(found, 1).map(english).at(-1)!;
      assert.ok(told.startsWith(`${sentence} 1`), told);
      assert.ok(told.endsWith(`: ${without.length} of ${rows.length}.`), told);
    }
  });

  test('with the temperature that status says', async () => {
    const { folder, file } = await trained('single');
    const temperature = temperatureOf(folder);
    assert.notEqual(temperature, 1);
    const status = await projectStatus(file);
    assert.match(
      statusText(status),
      new RegExp(
        `^Rounds: 1, .* training labels, calibrated with T = ${temperature.toFixed(2)}$`,
        'm',
      ),
    );
    const { lastRound } = statusJson(status) as { lastRound: { temperature: number } };
    assert.equal(lastRound.temperature, temperature);
  });

  test('uses the current label names, and adds up merged labels', async () => {
    const { folder, file } = await copyOf('single');
    const { lines: before } = await predicted(file);
    const stamp = (id: string) => ({ id, at: 1, annotator: 'ada' });
    const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
    const change = { type: 'rename', from: 'food', to: 'dishes' } as const;
    store.append({ ...stamp('s1'), kind: 'schema', change });
    store.append({
      ...stamp('s2'),
      kind: 'schema',
      change: { type: 'merge', from: ['price'], to: 'staff' },
    });
    store.close();
    const project = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...project, labels: ['staff', 'dishes'] }));
    const { lines } = await predicted(file);
    for (const [i, { probabilities }] of lines.entries()) {
      const { food, staff, price } = before[i]!.probabilities;
      assert.deepEqual(Object.keys(probabilities), ['staff', 'dishes']);
      assert.ok(Math.abs(probabilities['dishes']! - food!) < 1e-6);
      assert.ok(Math.abs(probabilities['staff']! - staff! - price!) < 1e-6);
    }
  });
});

test('predict reads a model folder without a project', async () => {
  for (const kind of ['single', 'several'] as const) {
    const { file } = await trained(kind);
    const folder = newFolder();
    const model = join(folder, 'm');
    await exportModel(file, { to: model }, { modelsDir: root });
    const input = join(folder, 'in.jsonl');
    const given = [textOf(3), textOf(50), 'the bill 😀'];
    writeFileSync(input, given.map((text) => `${JSON.stringify({ text })}\n`).join(''));
    const before = contents(folder);
    const project = await predicted(file, ['--input', input]);
    const { lines, isLabelled } = await predicted(model, ['--input', input]);
    assert.deepEqual([lines.length, isLabelled], [3, undefined]);
    for (const [i, line] of lines.entries()) {
      const { label, labels, probabilities } = project.lines[i]!;
      assert.deepEqual([line.label, line.labels], [label, labels]);
      assert.ok(!('is_labelled' in line) && !('holdout' in line));
      for (const [name, p] of Object.entries(probabilities)) {
        assert.ok(Math.abs(line.probabilities[name]! - p) <= 1e-6, name);
      }
    }
    assert.deepEqual(contents(folder), before);
    await assert.rejects(predicted(model), says(/^A model folder has no pool\./));
    for (const option of ['--round=1', '--only=unlabelled']) {
      const refused = predicted(model, ['--input', input, option]);
      await assert.rejects(refused, says(/ is only for a project\./));
    }
  }
});

describe('predict is not possible', () => {
  test('before anything is trained', async () => {
    const file = writeProject(newFolder(), { rows });
    await assert.rejects(predicted(file), (error) => {
      assert.ok(error instanceof NotYetError);
      return says(/^Nothing is trained yet, though there are answers\./)(error);
    });
    await assert.rejects(
      predicted((await trained('single')).file, ['--round', '7']),
      says(/^There is no round 7\. The newest one is 1\./),
    );
  });

  test('on other vectors than those of the round', async () => {
    const isOther = (error: unknown): boolean =>
      error instanceof NotYetError && says(/^Round 1 was trained on other vectors/)(error);
    const { folder, file } = await copyOf('single');
    const project = readFileSync(file, 'utf8');
    const settings = JSON.parse(project) as Record<string, unknown>;
    for (const embedding of ['lexical', [{ use: 'lexical', weight: 0.3 }, 'static']]) {
      writeFileSync(file, JSON.stringify({ ...settings, embedding }));
      await assert.rejects(predicted(file), isOther, JSON.stringify(embedding));
    }
    writeFileSync(file, project);
    assert.equal((await predicted(file)).rows, rows.length);
    // Without the fitted embedder, on a pool that has other first records.
    rmSync(join(folder, '.marginalia/cache'), { recursive: true });
    const pool = join(folder, 'reviews.jsonl');
    const lines = readFileSync(pool, 'utf8').split('\n');
    writeFileSync(pool, lines.slice(30).join('\n'));
    await assert.rejects(predicted(file), isOther);
  });
});

describe('the file that predict writes', () => {
  test('never overwrites the project, and replaces another file only with --force', async () => {
    const { folder, file } = await copyOf('committee');
    const before = contents(folder);
    for (const out of ['reviews.jsonl', 'reviews.marginalia.json', '.marginalia/p.jsonl']) {
      const refused = predicted(file, ['--out', join(folder, out), '--force']);
      await assert.rejects(refused, says(/is not written over|belongs to a project/), out);
    }
    assert.deepEqual(contents(folder), before);
    const out = join(folder, 'p.jsonl');
    writeFileSync(out, 'former');
    await assert.rejects(predicted(file, ['--out', out]), says(/--force writes over it/));
    assert.equal((await predicted(file, ['--out', out, '--force'])).lines.length, rows.length);
  });

  test('does not appear when the command is cancelled, whenever that is', async () => {
    const { folder, file } = await copyOf('single');
    const before = readdirSync(folder, { recursive: true }).toSorted();
    const out = join(folder, 'p.jsonl');
    const parsed = parsePredictArguments([file, '--out', out]) as PredictArguments;
    /** Number of steps, of which one cancels. */
    const steps = async (cancelAt: number): Promise<number> => {
      const cancel = new AbortController();
      let step = 0;
      const onProgress = (): void => {
        if (step++ === cancelAt) cancel.abort();
      };
      const streams = { stdin: Readable.from([]), stdout: new PassThrough() };
      await predictFile(parsed, { ...streams, signal: cancel.signal, onProgress });
      return step;
    };
    const all = await steps(Infinity);
    rmSync(out);
    assert.ok(all >= 2, `${all}`);
    for (const at of new Set([0, 1, Math.floor(all / 2), all - 1])) {
      await assert.rejects(steps(at), CancelledError, `${at} of ${all}`);
      assert.deepEqual(readdirSync(folder, { recursive: true }).toSorted(), before);
    }
  });

  test('is absent when the command is stopped or killed, and the next run removes what remains', async () => {
    const { folder, file } = await copyOf('single');
    const pool = join(folder, 'reviews.jsonl');
    const more = Array.from({ length: 800 }, (_, i) =>
      JSON.stringify({ id: `m${i}`, text: `${i} ${'word '.repeat(300)}` }),
    );
    writeFileSync(pool, `${readFileSync(pool, 'utf8')}${more.join('\n')}\n`);
    const cli = join(import.meta.dirname, '../../../src/cli.ts');
    const out = join(folder, 'p.jsonl');
    const parts = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'));
    // Another process that is still writing keeps its file.
    const running = `.p.jsonl.${process.pid}.part`;
    writeFileSync(join(folder, running), '');
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const watcher = watch(folder);
      const child = spawn(process.execPath, [cli, 'predict', file, '--texts', '--out', out]);
      // The temporary file appears.
      await once(watcher, 'change');
      watcher.close();
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, signal === 'SIGINT' ? 130 : null);
      assert.ok(!existsSync(out));
      assert.equal(parts().length, signal === 'SIGINT' ? 1 : 2);
    }
    assert.equal((await runCli(['predict', file, '--out', out])).code, 0);
    assert.deepEqual(parts(), [running]);
    assert.equal(readFileSync(out, 'utf8').split('\n').length - 1, rows.length + more.length);
  });
});

describe('beside an open window', () => {
  const cliModule = join(import.meta.dirname, '../../../src/cli.ts');
  const options = { to: 'jsonl', onlyUnlabelled: false, texts: true } as const;

  test('predicts the same, and leaves nothing when it is cancelled at any step', async () => {
    const { folder, file } = await copyOf('single');
    const { text } = await predicted(file, ['--texts']);
    const project = {
      path: file,
      modelsDir: join(folder, 'models'),
      trusted: true,
      cliModule,
      isOwn: (path: string) => path === file,
    };
    const out = join(folder, 'p.jsonl');
    await assert.rejects(predictApart({ ...options, file }, project), says(/is not written over/));
    const steps: string[] = [];
    const onProgress = ({ what }: Progress): void => void steps.push(what.code);
    const { rows: count } = await predictApart({ ...options, file: out, onProgress }, project);
    assert.equal(count, rows.length);
    assert.equal(readFileSync(out, 'utf8'), text);
    assert.ok(steps.includes('progress.predicting'));
    rmSync(out);
    const temporary = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('marginalia-process-'));
    const before = [readdirSync(folder), temporary()];
    for (const at of ['progress.indexing', 'progress.predicting']) {
      const cancel = new AbortController();
      const { signal } = cancel;
      const stop = ({ what }: Progress): void => {
        if (what.code === at) cancel.abort();
      };
      const stopped = predictApart({ ...options, file: out, signal, onProgress: stop }, project);
      await assert.rejects(stopped, CancelledError);
      assert.deepEqual([readdirSync(folder), temporary()], before);
    }
  });
});

test('predict prints rows alone, and ends with 0, 2 or 3', async () => {
  const { file } = await trained('committee');
  const plain = await runCli(['predict', file]);
  assert.deepEqual([plain.code, plain.stderr], [0, 'Rows predicted: 122.\n']);
  assert.equal(plain.stdout.split('\n').length - 1, rows.length);
  const wrong = await runCli(['predict', file, '--input', 'nowhere.csv']);
  assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
  assert.equal(wrong.stderr, 'There is no file nowhere.csv.\n');
  const empty = await runCli(['predict', writeProject(newFolder(), { rows })]);
  assert.deepEqual([empty.code, empty.stdout], [3, '']);
});

test('predict refuses a field that the file does not have, and an ending that is no format', async () => {
  const { file } = await trained('committee');
  const input = join(newFolder(), 'cat.csv');
  writeFileSync(input, 'message,category\nwhere is it,delivery\n');
  const missing = await runCli(['predict', file, '--input', input, '--text-field', 'nope']);
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
  assert.match(missing.stderr, /cat\.csv has no field “nope”\. Its fields: message, category\./);
  const ending = await runCli(['predict', file, '--out', 'p.xlsx']);
  assert.equal(ending.code, 2);
  assert.match(ending.stderr, /p\.xlsx does not say .*\.jsonl, \.csv, \.parquet/);
});

test('predict refuses values that make no sense', () => {
  const refused = (...args: string[]): void => {
    assert.throws(() => parsePredictArguments(['p.marginalia.json', ...args]), UserError);
  };
  for (const given of ['2', '-0.1', 'x', ' ']) refused(`--threshold=${given}`);
  for (const given of ['0', '1.5', 'x']) refused(`--round=${given}`);
  refused('--only', 'labelled');
  refused('--to', 'xlsx');
  refused('other.marginalia.json');
});
