// Model folders: the files that `model` writes, and runs of their scripts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { exampleTexts } from '../../../src/core/modelFolder/exampleTexts.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { openModelFolder } from '../../../src/host/openModelFolder.ts';
import { says } from '../../harness/english.ts';
import { reviews } from './pools.ts';
import { type RoundOnDisk } from './roundOnDisk.ts';
import { node, type Printed, root, run, trained, work } from './modelFixture.ts';
import { folderContents } from '../../harness/folderContents.ts';

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

  test('whose scripts lack numpy says how to install it', async (t) => {
    const { project, folder } = await trained();
    for (const [format, script] of [
      ['folder', 'score.py'],
      ['onnx', 'prepare.py'],
    ] as const) {
      const to = `${folder}-${format}`;
      await exportModel(project, { to, format }, work);
      // -I and -S hide all installed packages.
      const args = ['-I', '-S', join(to, script), '--self-test'];
      const ended = await run('python3', args).catch(() => undefined);
      if (!ended) return t.skip('there is no python3');
      assert.deepEqual([ended.code, ended.stdout], [2, '']);
      const file = join(to, 'requirements.txt');
      assert.equal(
        ended.stderr.trimEnd(),
        `numpy is not installed. Install the packages of the model: pip install -r ${file}`,
      );
    }
  });

  test('takes plain texts, another field and ids', async () => {
    const { project, folder } = await trained();
    await exportModel(project, { to: folder }, work);
    const script = join(folder, 'score.mjs');
    const file = join(root, 'texts.txt');
    writeFileSync(file, 'the card was fine\r\n\r\nline\u2028separator');
    const plain = await node([script, file]);
    assert.equal(plain.stdout.trimEnd().split('\n').length, 2);
    assert.equal(plain.stderr, `Rows left out: 1. Line 2 of ${file} has no text.\n`);
    const rows = '{"id": 7, "body": "the card was fine"}\n\n"the card was fine"\n';
    const { stdout } = await node([script, '--field', 'body', '-'], rows);
    assert.equal((await node([script, '-', '--field', 'body'], rows)).stdout, stdout);
    const [first, second] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Printed);
    assert.deepEqual(first, { id: 7, ...second });
  });

  test('ends silently when its reader closes the pipe', async () => {
    const { project, folder } = await trained();
    await exportModel(project, { to: folder }, work);
    const file = join(root, 'many.txt');
    // More output than the pipe's buffer.
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
    // Files of the user, of npm and of Python.
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

test('the lexical embedder is fitted again if the cache is gone, and nothing is written', async () => {
  const { project, folder } = await trained();
  rmSync(join(project, '../.marginalia/cache'), { recursive: true });
  const before = folderContents(join(project, '..'));
  await exportModel(project, { to: folder }, work);
  assert.deepEqual(folderContents(join(project, '..')), before);
});
