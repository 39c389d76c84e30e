// Model folders: what `model` writes gives the product's own probabilities, in JavaScript.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NotYetError, userMessageOf } from '../../../src/core/errors.ts';
import { writeHeader } from '../../../src/core/heads/headHeader.ts';
import { exampleTexts } from '../../../src/core/modelFolder/exampleTexts.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { exportModelApart } from '../../../src/host/modelProcess.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { modelChoices } from '../../../src/host/modelChoices.ts';
import { modelOfRound } from '../../../src/host/modelOfRound.ts';
import { openModelFolder } from '../../../src/host/openModelFolder.ts';
import { openProjectToRead } from '../../../src/host/projectToRead.ts';
import { says } from '../../harness/english.ts';
import { contents } from '../cli/projects.ts';
import { runCli } from '../cli/runCli.ts';
import { projectIn, reviews } from './pools.ts';
import { addRound, serverDimensions, type RoundOnDisk } from './roundOnDisk.ts';
import { trainedModels } from './trainedModels.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-model-'));
after(() => rmSync(root, { recursive: true, force: true }));
// For score.mjs with a sentence model, which finds onnxruntime-node in the folders above it.
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));
symlinkSync(packages, join(root, 'node_modules'), 'junction');

const work = { modelsDir: join(root, 'models') };
const tenThousandWords = Array.from({ length: 10_000 }, (_, i) => words(i)).join(' ');
const nasty = [...exampleTexts, tenThousandWords];

function words(i: number): string {
  return ['card', 'late', 'größer', `n${i % 301}`, '…', 'refund!'][i % 6]!;
}

interface Printed {
  readonly id?: string;
  readonly label?: string;
  readonly labels?: readonly string[];
  readonly probabilities: Readonly<Record<string, number>>;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], input?: string): Promise<Ended> {
  return run(process.execPath, args, input);
}

async function run(program: string, args: readonly string[], input?: string): Promise<Ended> {
  const child = spawn(program, args);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  child.stdin.end(input ?? '');
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

/** What the folder's script says of texts. */
async function score(
  folder: string,
  texts: readonly string[],
  vectors?: object,
): Promise<Printed[]> {
  const rows = texts.map((text) => JSON.stringify({ text, vectors }));
  const { code, stdout, stderr } = await node([join(folder, 'score.mjs'), '-'], rows.join('\n'));
  assert.deepEqual([code, stderr], [0, '']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Printed);
}

/** Compares the folder's script with the product, text by text. */
async function compare(
  project: string,
  folder: string,
  texts: readonly string[],
  limit: number,
): Promise<void> {
  const opened = await openProjectToRead(project);
  const { score: own, model, close } = await modelOfRound({ opened, ...work });
  try {
    const expected = await own(texts, {});
    const printed = await score(folder, texts);
    assert.equal(printed.length, texts.length);
    const { labels, head } = model;
    printed.forEach(({ label, labels: several, probabilities }, i) => {
      const p = expected.data.subarray(i * labels.length, (i + 1) * labels.length);
      labels.forEach((name, j) => {
        const difference = Math.abs(probabilities[name]! - p[j]!);
        assert.ok(difference <= limit, `${difference} of ${name}: ${texts[i]!.slice(0, 80)}`);
      });
      if (several) {
        assert.deepEqual(
          several,
          labels.filter((_, j) => p[j]! >= head.thresholds![j]!),
        );
      } else assert.equal(label, labels[p.indexOf(Math.max(...p))]);
    });
    const test = await node([join(folder, 'score.mjs'), '--self-test']);
    assert.deepEqual([test.code, test.stderr], [0, ''], test.stdout);
  } finally {
    await close();
    await opened.close();
  }
}

const trained = trainedModels(root, 90);

const lexical = { use: 'lexical', weight: 1 } as const;
const staticBlock = { use: 'static', weight: 1 } as const;
const several = reviews(90).map(({ text, label }, i) => ({
  text,
  yes: [label, ...(i % 4 === 0 ? ['urgent'] : [])],
}));
const cases: Readonly<Record<string, () => ReturnType<typeof trained>>> = {
  'lexical vectors': () => trained(),
  'static vectors and a temperature': () =>
    trained({ blocks: [staticBlock], choices: { temperature: 0.7 } }),
  'lexical and static vectors of other weights': () =>
    trained({ blocks: [{ use: 'lexical', weight: 0.3 }, staticBlock] }),
  'a committee and a temperature': () => trained({ committee: 5, choices: { temperature: 1.6 } }),
};

describe('score.mjs gives the probabilities of the product', () => {
  for (const [name, make] of Object.entries(cases)) {
    test(`with ${name}`, async () => {
      const { project, folder } = await make();
      const before = contents(join(project, '..'));
      await exportModel(project, { to: folder }, work);
      assert.deepEqual(contents(join(project, '..')), before, 'the project stays as it is');
      await compare(project, folder, [...nasty, ...reviews(50).map(({ text }) => text)], 1e-6);
    });
  }

  test('for several labels a text, with their thresholds and a temperature', async () => {
    const round = { blocks: [lexical, staticBlock], choices: { temperature: 1.3 } };
    const { project, folder } = await trained(round, several, ['good', 'bad', 'urgent']);
    await exportModel(project, { to: folder }, work);
    await compare(project, folder, [...nasty, ...several.map(({ text }) => text)], 1e-6);
  });

  test('with half lexical vectors beside the sentence model', async () => {
    const blocks = [
      { use: 'lexical', weight: 0.5 },
      { use: 'bge-small-en-v1.5', weight: 1 },
    ] as const;
    const { project, folder } = await trained({ blocks }, reviews(30));
    await exportModel(project, { to: folder }, work);
    await compare(project, folder, exampleTexts, 1e-4);
    assert.match(readFileSync(join(folder, 'requirements.txt'), 'utf8'), /^onnxruntime==.+$/m);
    // Where no folder above has the packages.
    const alone = mkdtempSync(join(tmpdir(), 'marginalia-alone-'));
    try {
      cpSync(folder, alone, { recursive: true });
      const { code, stdout, stderr } = await node([join(alone, 'score.mjs'), '--self-test']);
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(
        stderr,
        `onnxruntime-node is not installed. To install what the model needs, in ${alone}: npm install --ignore-scripts\n`,
      );
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });

  test('from texts and vectors where a server makes a part of them', async () => {
    const { project, folder } = await trained({ blocks: [lexical, { use: 'server', weight: 2 }] });
    await exportModel(project, { to: folder }, work);
    const [example] = readFileSync(join(folder, 'examples.jsonl'), 'utf8').split('\n');
    const { text, vectors, probabilities } = JSON.parse(example!) as Printed & {
      text: string;
      vectors: Record<string, number[]>;
    };
    assert.equal(vectors['far']!.length, serverDimensions);
    const twice = { far: vectors['far']!.map((value) => 2 * value) };
    const [printed] = await score(folder, [text], twice);
    assert.ok(Math.abs(printed!.probabilities['bad']! - probabilities['bad']!) < 1e-6);
    const { code, stderr } = await node([join(folder, 'score.mjs'), '-'], '"without"');
    assert.equal(code, 2);
    assert.match(stderr, /^The model reads vectors of far.* "vectors": \{"far": \[…\]\}\.\n$/);
  });
});

describe('the folder', () => {
  test('predicts without its project, as the product reads it', async () => {
    const { project, folder } = await trained({ choices: { temperature: 0.8 } });
    await exportModel(project, { to: folder }, work);
    const predictor = await openModelFolder(folder);
    assert.deepEqual([predictor.task, predictor.labels], ['single', ['good', 'bad']]);
    const { data } = await predictor.score(exampleTexts);
    const lines = readFileSync(join(folder, 'examples.jsonl'), 'utf8').trimEnd().split('\n');
    lines.forEach((line, i) => {
      const { probabilities } = JSON.parse(line) as Printed;
      assert.ok(Math.abs(probabilities['good']! - data[2 * i]!) < 1e-6);
    });
    await predictor.close();
    writeFileSync(
      join(folder, 'model.safetensors'),
      readFileSync(join(folder, 'model.safetensors')).subarray(0, 5000),
    );
    await assert.rejects(openModelFolder(folder), says(/damaged: model\.safetensors/));
    await assert.rejects(openModelFolder(root), says(/holds no model/));
    const { code } = await node([join(folder, 'score.mjs'), '--self-test']);
    assert.equal(code, 2);
  });

  test('says what the model is made from and how good it is', async () => {
    const measured = { value: 0.9, low: 0.84, high: 0.95, approximate: false };
    const metrics = {
      n: 77,
      unanswered: 0,
      effectiveN: 77,
      macroF1: measured,
      accuracy: measured,
      rocAuc: measured,
      logLoss: null,
      perClass: [],
      confusion: { labels: [], counts: [] },
      calibration: null,
    } as unknown as NonNullable<RoundOnDisk['metrics']>;
    const prior = { strength: 3, wording: 'w', described: [] };
    const { project, folder } = await trained({
      metrics,
      c: 10,
      choices: { temperature: 0.75, prior },
    });
    await exportModel(project, { to: folder }, work);
    const card = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const said of [
      '| good | 60 |',
      '| bad | 30 |',
      '| C (inverse regularisation) | 10 |',
      '| T (temperature) | 0.75 |',
      '| 3 |',
      '| Position in the journal | 9',
      'Macro-F1 0.900 (95 % interval 0.840–0.950), on 77 records',
      'Fingerprint of the training data',
    ]) {
      assert.ok(card.includes(said), `${said}\n${card}`);
    }
    const texts = reviews(90).map(({ text }) => text);
    for (const name of ['README.md', 'examples.jsonl', 'config.json']) {
      const content = readFileSync(join(folder, name), 'utf8');
      assert.ok(!texts.some((text) => content.includes(text)), `${name} holds no text of the pool`);
    }
  });

  test('is smaller with half precision, and says what that changes', async () => {
    const { project, folder } = await trained();
    const whole = await exportModel(project, { to: folder }, work);
    const half = await exportModel(project, { to: folder, half: true, force: true }, work);
    assert.ok(half.bytes < whole.bytes - 15_000, `${half.bytes} of ${whole.bytes}`);
    assert.match(
      readFileSync(join(folder, 'README.md'), 'utf8'),
      /half precision, which changes a probability by up to \d\.\de-\d/,
    );
    const { code, stdout } = await node([join(folder, 'score.mjs'), '--self-test']);
    assert.equal(code, 0, stdout);
  });

  test('whose scripts lack numpy says how it is installed', async (t) => {
    const { project, folder } = await trained();
    for (const [format, script] of [
      ['folder', 'score.py'],
      ['onnx', 'prepare.py'],
    ] as const) {
      const to = `${folder}-${format}`;
      await exportModel(project, { to, format }, work);
      // Isolated, and without the packages of the site.
      const args = ['-I', '-S', join(to, script), '--self-test'];
      const ended = await run('python3', args).catch(() => undefined);
      if (!ended) return t.skip('there is no python3');
      assert.deepEqual([ended.code, ended.stdout], [2, '']);
      const file = join(to, 'requirements.txt');
      assert.equal(
        ended.stderr.trimEnd(),
        `numpy is not installed. To install what the model needs: pip install -r ${file}`,
      );
    }
  });

  test('takes plain texts, another field and ids, and names a row without text', async () => {
    const { project, folder } = await trained();
    await exportModel(project, { to: folder }, work);
    const script = join(folder, 'score.mjs');
    const file = join(root, 'texts.txt');
    writeFileSync(file, 'the card was fine\r\n\r\nline\u2028separator');
    const plain = await node([script, file]);
    assert.equal(plain.stdout.trimEnd().split('\n').length, 3);
    const rows = '{"id": 7, "body": "the card was fine"}\n\n"the card was fine"\n';
    const { stdout } = await node([script, '--field', 'body', '-'], rows);
    assert.equal((await node([script, '-', '--field', 'body'], rows)).stdout, stdout);
    const [first, second] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Printed);
    assert.deepEqual(first, { id: 7, ...second });
    const { code, stderr } = await node([script, '-'], '"fine"\n{"body": "x"}\n');
    assert.deepEqual(
      [code, stderr],
      [2, 'Line 2 has no text in "text"; name the field by --field.\n'],
    );
  });

  test('ends silently when its reader closes the pipe', async () => {
    const { project, folder } = await trained();
    await exportModel(project, { to: folder }, work);
    const file = join(root, 'many.txt');
    // More than the pipe holds.
    writeFileSync(file, 'the card was fine\n'.repeat(5000));
    const child = spawn(process.execPath, [join(folder, 'score.mjs'), file]);
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('replaces another model only with --force, and nothing else', async () => {
    const { project, folder } = await trained();
    mkdirSync(folder);
    await exportModel(project, { to: folder }, work);
    await assert.rejects(exportModel(project, { to: folder }, work), says(/--force/));
    // The user's own files, and what npm and Python put there.
    for (const name of ['notes.txt', 'package-lock.json']) writeFileSync(join(folder, name), name);
    mkdirSync(join(folder, 'node_modules/some'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    await exportModel(project, { to: folder, force: true }, work);
    assert.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'notes.txt');
    assert.ok(readdirSync(join(folder, 'node_modules')).includes('some'));
    assert.ok(!readdirSync(folder).includes('package.json'), 'of a model with a sentence model');
    const place = join(folder, '..');
    assert.deepEqual(readdirSync(place).sort(), ['model', 'project'], 'nothing is left beside it');
    const refused = async (to: string, why: RegExp): Promise<void> => {
      await assert.rejects(exportModel(project, { to, force: true }, work), says(why));
    };
    await refused(project, /is a file/);
    await refused(place, /is not empty/);
    await refused(join(project, '..'), /belongs to the project/);
    await refused(join(project, '../.marginalia/m'), /belongs to the project/);
  });

  test('does not exist after a cancellation', async () => {
    const { project, folder } = await trained();
    const cancel = new AbortController();
    const onProgress = (): void => cancel.abort();
    const stopped = exportModel(
      project,
      { to: folder },
      { ...work, signal: cancel.signal, onProgress },
    );
    await assert.rejects(stopped, { name: 'CancelledError' });
    assert.deepEqual(readdirSync(join(folder, '..')), ['project']);
  });
});

describe('a model that cannot be exported is not yet possible', () => {
  const to = join(root, 'refused');

  async function refused(project: string, why: RegExp, round?: number): Promise<void> {
    const wanted = { to, ...(round !== undefined && { round }) };
    await assert.rejects(exportModel(project, wanted, work), (error: unknown) => {
      assert.ok(error instanceof NotYetError);
      return says(why)(error);
    });
    assert.ok(!readdirSync(root).includes('refused'));
  }

  test('without a round, and for a round that is not there', async () => {
    const place = join(root, 'unlabelled');
    const unlabelled = projectIn(place, reviews(9), ['good', 'bad']);
    await refused(unlabelled, /^Nothing is trained yet/);
    const { code, stdout, stderr } = await runCli(['model', unlabelled, '--out', to]);
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /^Nothing is trained yet, though there are answers\. Train a round/);
    const { project } = await trained();
    await assert.rejects(
      exportModel(project, { to, round: 4 }, work),
      says(/^There is no round 4\. The newest one is 1/),
    );
  });

  test('on other vectors than the present ones', async () => {
    const { project, folder } = await trained();
    await addRound(project, { blocks: [staticBlock] });
    await refused(project, /^Round 1 was trained on other vectors/, 1);
    assert.equal((await exportModel(project, { to: folder }, work)).round, 2);
    // Other texts, so that the lexical embedder of the round cannot be made any more.
    const changed = await trained();
    rmSync(join(changed.project, '../.marginalia/cache'), { recursive: true });
    const pool = join(changed.project, '../reviews.jsonl');
    writeFileSync(pool, readFileSync(pool, 'utf8').replaceAll('the', 'a'));
    await refused(changed.project, /^Round 1 was trained on other vectors/);
  });

  test('of a dropout network', async () => {
    const bytes = new Uint8Array(40);
    writeHeader(bytes, { kind: 'mc-dropout', version: 1, sizes: [1, 1, 1] });
    await refused(
      (await trained({ head: bytes })).project,
      /^A dropout network cannot be exported/,
    );
  });

  test('of labels that the project does not have any more', async () => {
    const { project } = await trained();
    const file = JSON.parse(readFileSync(project, 'utf8')) as { labels: string[] };
    writeFileSync(project, JSON.stringify({ ...file, labels: ['good', 'poor'] }));
    await refused(project, /^Round 1 predicts labels that were merged or removed since: bad/);
  });
});

test('a window offers the rounds that can be exported, the last one first', async () => {
  const choicesOf = async (project: string): ReturnType<typeof modelChoices> => {
    const opened = await openProjectToRead(project);
    try {
      return await modelChoices(opened.store, opened.project);
    } finally {
      await opened.close();
    }
  };
  const { project, folder } = await trained({ blocks: [staticBlock] });
  await addRound(project);
  await addRound(project);
  const bytes = new Uint8Array(40);
  writeHeader(bytes, { kind: 'mc-dropout', version: 1, sizes: [1, 1, 1] });
  await addRound(project, { head: bytes });
  // Of other vectors the first one, a dropout network the last one.
  assert.deepEqual(await choicesOf(project), { rounds: [3, 2], halves: true });
  for (const round of [3, 2]) {
    const wanted = { to: folder, round, force: true };
    assert.equal((await exportModel(project, wanted, work)).round, round);
  }
  await addRound(project, { blocks: [staticBlock] });
  assert.deepEqual(await choicesOf(project), { rounds: [5, 1], halves: false });

  const gone = await trained();
  const file = JSON.parse(readFileSync(gone.project, 'utf8')) as { labels: string[] };
  writeFileSync(gone.project, JSON.stringify({ ...file, labels: ['good', 'poor'] }));
  await assert.rejects(choicesOf(gone.project), says(/^Round 1 predicts labels that were merged/));
});

test('the lexical embedder is fitted again if the cache is gone, and nothing is written', async () => {
  const { project, folder } = await trained();
  rmSync(join(project, '../.marginalia/cache'), { recursive: true });
  const before = contents(join(project, '..'));
  await exportModel(project, { to: folder }, work);
  assert.deepEqual(contents(join(project, '..')), before);
});

test('a window has it exported in a process of its own', async () => {
  const { project, folder } = await trained();
  const steps: string[] = [];
  const onProgress = ({ what }: Progress): void => void steps.push(what.code);
  const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
  const written = await exportModelApart(cli, project, { to: folder }, { ...work, onProgress });
  assert.deepEqual([written.path, written.round], [folder, 1]);
  assert.deepEqual(steps, ['modelFolder.gathering', 'modelFolder.checking', 'modelFolder.writing']);
  const cancel = new AbortController();
  const atWriting = ({ what }: Progress): void => {
    if (what.code === 'modelFolder.writing') cancel.abort();
  };
  const stopped = { ...work, signal: cancel.signal, onProgress: atWriting };
  const again = { to: folder, force: true };
  await assert.rejects(exportModelApart(cli, project, again, stopped), { name: 'CancelledError' });
  assert.deepEqual(readdirSync(join(folder, '..')).sort(), ['model', 'project']);
  // The window asks whether to replace it.
  await assert.rejects(exportModelApart(cli, project, { to: folder }, work), (error: unknown) => {
    assert.equal(userMessageOf(error)?.code, 'modelFolder.ofEarlier');
    return true;
  });
});

test('a folder that cannot be written is named', async () => {
  const { project } = await trained();
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(
    exportModel(project, { to: join(file, 'm') }, work),
    says(/cannot be written/),
  );
});
