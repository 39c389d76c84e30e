// score.mjs and score.py treat rows without a text and invalid input alike, and as `predict` does.
import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, describe, test } from 'node:test';
import { exportModel } from '../../../src/host/exportModel.ts';
import { runCli } from '../cli/runCli.ts';
import { node, root, run, several, trained, work } from './modelFixture.ts';

const python = process.env['MARGINALIA_PYTHON'] ?? 'python3';
let folder = '';
let hasPython = false;

before(async () => {
  const { project, folder: to } = await trained();
  folder = to;
  await exportModel(project, { to }, work);
  const found = await run(python, ['-c', 'import numpy']).catch(() => undefined);
  hasPython = found?.code === 0;
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs both scripts and compares them; score.mjs alone if numpy is missing. */
async function both(args: readonly string[], input?: string): Promise<Ended> {
  const ended = await node([join(folder, 'score.mjs'), ...args], input);
  if (!hasPython) return ended;
  const other = await run(python, [join(folder, 'score.py'), ...args], input);
  const { code, stderr } = ended;
  assert.deepEqual([other.code, other.stderr], [code, stderr]);
  assert.deepEqual(labelsIn(other.stdout), labelsIn(ended.stdout));
  return ended;
}

function labelsIn(stdout: string): unknown[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => {
    const { id, label } = JSON.parse(line) as { readonly id?: unknown; readonly label?: unknown };
    return [id, label];
  });
}

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

describe('the scripts of a model folder', () => {
  test('print the ids of rows digit for digit', async () => {
    const ids = ['1700341480978622001', '-9007199254740993', '"1700341480978622001"', '7', 'null'];
    const rows = ids.map((id, i) =>
      i % 2 ? `{"text": "\\"id\\": 3", "id": ${id}}` : `{"id":${id},"text":"the card"}`,
    );
    const file = fileOf('ids.jsonl', `${rows.join('\n')}\n`);
    await both([file]);
    const scripts: [(args: readonly string[]) => Promise<Ended>, string][] = [[node, 'score.mjs']];
    if (hasPython) scripts.push([(args) => run(python, args), 'score.py']);
    for (const [start, script] of scripts) {
      const { stdout } = await start([join(folder, script), file]);
      const printed = stdout
        .split('\n')
        .flatMap((line) => /"id": ?(.*?), ?"label"/.exec(line)?.[1] ?? []);
      assert.deepEqual(printed, ids, script);
    }
  });

  test('leave out rows without a text, count them, and label the others, as predict does', async () => {
    const rows = [
      '{"id": 1, "text": "the card was fine"}',
      '{"id": 2, "text": ""}',
      '{"id": 3, "text": " \\u2003\\t"}',
      '{"id": 4, "text": null}',
      '{"id": 5}',
      '{"id": 6, "text": "the card was poor"}',
      'not JSON',
    ];
    const file = fileOf('gaps.jsonl', `${rows.join('\n')}\n`);
    const { code, stdout, stderr } = await both([file]);
    assert.equal(stderr, `Rows left out: 5. Line 2 of ${file} has no text in "text".\n`);
    assert.equal(code, 0);
    const ids = labelsIn(stdout).map((row) => (row as unknown[])[0]);
    assert.deepEqual(ids, [1, 6]);
    const predicted = await runCli(['predict', folder, '--input', file]);
    assert.equal(predicted.code, 0, predicted.stderr);
    assert.match(predicted.stderr, /Rows left out: 5; the first is line 2/);
    const labels = labelsIn(predicted.stdout).map((row) => (row as unknown[])[1]);
    assert.deepEqual(
      labels,
      labelsIn(stdout).map((row) => (row as unknown[])[1]),
    );
  });

  test('end with a sentence on a file that is not UTF-8, and say in which line', async () => {
    const bytes = Buffer.from('{"text": "plain"}\n{"text": "caf\xe9 fermé"}\n', 'latin1');
    const file = fileOf('cp1252.jsonl', bytes);
    const { code, stderr } = await both([file]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^Line 2 of \S+cp1252\.jsonl is not UTF-8\. Save the file as UTF-8; .*\n$/,
    );
  });

  test('end with a sentence on what they cannot read', async () => {
    const csv = fileOf('rows.csv', 'id,text\n1,the card was fine\n');
    const of = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await both(args, '');
      assert.deepEqual([code, stdout], [2, ''], stderr);
      return stderr;
    };
    assert.match(
      await of(csv),
      /^Line 1 of \S+ is not JSON\. This script reads JSON Lines, and \.txt/,
    );
    assert.match(
      await of(fileOf('bodies.jsonl', '{"body": "x"}\n')),
      /Name the field with --field\.\n$/,
    );
    assert.match(await of(fileOf('none.jsonl', '\n')), /none\.jsonl has no rows\.\n$/);
    assert.equal(await of('-'), 'the input has no rows.\n');
    assert.equal(await of('nofile.jsonl'), 'There is no file nofile.jsonl.\n');
    assert.match(await of(root), /is a folder\. Name a file\.\n$/);
  });

  test('print their usage for --help, and end with 0', async () => {
    for (const [program, script] of [
      [process.execPath, 'score.mjs'],
      ...(hasPython ? [[python, 'score.py'] as const] : []),
    ] as const) {
      const { code, stdout, stderr } = await run(program, [join(folder, script), '--help']);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /--self-test/);
      assert.equal((await run(program, [join(folder, script)])).code, 2);
    }
  });

  test('say which part of a damaged folder is missing', async () => {
    const whole = folder;
    const parts = ['config.json', 'model.safetensors', 'examples.jsonl'];
    try {
      for (const part of parts) {
        folder = join(root, `without-${part}`);
        cpSync(whole, folder, { recursive: true });
        rmSync(join(folder, part));
        const { code, stderr } = await both(['--self-test']);
        assert.equal(code, 2);
        const expected = part === 'config.json' ? /holds no model/ : new RegExp(`damaged: ${part}`);
        assert.match(stderr, expected);
        assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      }
      folder = join(root, 'cut-off');
      cpSync(whole, folder, { recursive: true });
      writeFileSync(join(folder, 'model.safetensors'), 'short');
      assert.match((await both(['--self-test'])).stderr, /damaged: model\.safetensors/);
    } finally {
      folder = whole;
    }
  });
});

interface OpenedModel {
  predict(
    texts: unknown,
  ): Promise<{ label?: string | null; labels?: string[]; p?: number | null }[]>;
}

async function openScript(of: string): Promise<OpenedModel> {
  const url = pathToFileURL(join(of, 'score.mjs')).href;
  const { openModel } = (await import(url)) as { openModel: () => Promise<OpenedModel> };
  return openModel();
}

/** The output or error of a line of Python that calls `model.predict`. */
async function inPython(of: string, given: string): Promise<string> {
  const code = `import sys; sys.path.insert(0, ${JSON.stringify(of)})
from score import Model
try: print(Model().predict(${given}))
except TypeError as error: print(error)`;
  const { stdout, stderr } = await run(python, ['-c', code]);
  assert.equal(stderr, '');
  return stdout.trimEnd();
}

test('predict of the scripts takes a list of texts, and nothing that only looks like one', async () => {
  const model = await openScript(folder);
  for (const given of ['Where is my card?', undefined, 7, {}]) {
    await assert.rejects(model.predict(given), /^TypeError: predict takes a list of texts/);
  }
  await assert.rejects(
    model.predict(['fine', null]),
    /texts\[1\] is not a string but null\. Leave it out\./,
  );
  const [fine, blank] = await model.predict(['the card was fine', ' ']);
  assert.ok(fine!.label);
  assert.deepEqual(blank, { label: null, p: null, probabilities: {} });
  if (!hasPython) return;
  for (const given of ['"Where is my card?"', '{"a": 1}']) {
    assert.match(await inPython(folder, given), /^predict takes a list of texts/);
  }
  assert.equal(
    await inPython(folder, '["fine", None]'),
    'texts[1] is not a string but NoneType. Leave it out.',
  );
  assert.equal(
    await inPython(folder, '[" "]'),
    "[{'label': None, 'p': None, 'probabilities': {}}]",
  );
});

test('a blank text has none of several labels', async () => {
  const { project, folder: to } = await trained({}, several, ['good', 'bad', 'urgent']);
  await exportModel(project, { to }, work);
  const none = { labels: [], probabilities: {} };
  assert.deepEqual(await (await openScript(to)).predict(['']), [none]);
  if (hasPython) assert.equal(await inPython(to, '[""]'), "[{'labels': [], 'probabilities': {}}]");
});
