// Sentence models with weights in files beside the ONNX file, as exporters of large models write them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { UserError } from '../../../src/core/errors.ts';
import { hashModel } from '../../../src/adapters/transformers/modelFiles.ts';
import { ModelNotDownloadedError } from '../../../src/adapters/transformers/modelErrors.ts';
import { openTransformer } from '../../../src/adapters/transformers/transformerEmbedder.ts';
import { externalBertFiles, tinyBertFiles, writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { says } from '../../harness/english.ts';
import type { HubFault } from '../../harness/hub.ts';
import { faults, model, ofModel, weights, withHub } from './hubMachine.ts';

const data = `${weights}_data`;
const pathOf = (file: string): string => `/${model}/resolve/main/${file}`;

/** The files of the model, whose ONNX file refers to its weights by another name. */
function naming(name: string): Record<string, Uint8Array | string> {
  const { [weights]: graph, [data]: bytes, ...rest } = externalBertFiles();
  const own = 'model_quantized.onnx_data';
  assert.equal(name.length, own.length, 'a name of another length changes the lengths around it');
  const renamed = Buffer.from(graph!).toString('latin1').replaceAll(own, name);
  const files = { ...rest, [weights]: Buffer.from(renamed, 'latin1') };
  return { ...files, [`onnx/${name}`]: bytes! };
}

describe('a model of the hub with weights in another file', () => {
  test('is downloaded with it, the file that names it first, and later used without the hub', () =>
    withHub(
      'hub',
      async (hub, machine) => {
        await machine.opens();
        assert.deepEqual(ofModel(hub).slice(-2), [pathOf(weights), pathOf(data)]);
        assert.deepEqual(hub.elsewhere, [pathOf(weights), pathOf(data)]);
        hub.requests.length = 0;
        await machine.opens({ allowDownload: false });
        assert.deepEqual(hub.requests, []);
      },
      externalBertFiles(),
    ));

  for (const name of [
    'model_quantized.onnx.data',
    'parts 1/a#b%20c/de f.data',
    './model_quantized_v2.data',
  ]) {
    test(`finds it under the name that the ONNX file has for it: ${name}`, () =>
      withHub(
        'hub',
        async (hub, machine) => {
          const file = join('onnx', name).replaceAll('\\', '/');
          hub.files = { ...naming(name), [file]: externalBertFiles()[data]! };
          await machine.opens();
          assert.ok((await machine.files()).includes(file));
        },
        {},
      ));
  }

  for (const checksums of ['hub', 'none'] as const) {
    for (const [fault, why] of Object.entries(faults)) {
      // Without a checksum, consistently wrong bytes cannot be detected.
      if (checksums === 'none' && fault === 'other bytes') continue;
      test(`${fault}, checksums: ${checksums}: nothing bad is kept, and it can be downloaded again`, () =>
        withHub(
          checksums,
          async (hub, machine) => {
            hub.fault = fault as HubFault;
            hub.faulty = (file) => file === data;
            const gone = { stallMs: fault === 'stall' || fault === 'silence' ? 500 : 60_000 };
            await machine.fails(why[checksums], gone);
            const left = await machine.files();
            assert.ok(!left.some((file) => /_data|part/.test(file)), left.join());
            hub.fault = undefined;
            await machine.opens();
            await machine.opens({ downloadAgain: true });
            await machine.opens({ allowDownload: false });
            assert.equal((await machine.files()).length, 5);
          },
          externalBertFiles(),
        ));
    }
  }

  test('that an earlier version left without it needs consent, and only this file is downloaded', () =>
    withHub(
      'hub',
      async (hub, machine) => {
        await machine.opens();
        await rm(join(machine.folder, data));
        hub.requests.length = 0;
        await assert.rejects(machine.vector({ allowDownload: false }), ModelNotDownloadedError);
        assert.deepEqual(hub.requests, []);
        await machine.opens();
        assert.deepEqual(hub.requests, [pathOf(data)]);
      },
      externalBertFiles(),
    ));

  test('changed on disk is named, and replaced alone', () =>
    withHub(
      'hub',
      async (hub, machine) => {
        await machine.opens();
        await truncate(join(machine.folder, data), 3000);
        await machine.fails(/is not the one that was downloaded: onnx.*_data differs/, {
          allowDownload: false,
        });
        hub.requests.length = 0;
        await machine.opens();
        assert.deepEqual(hub.requests, [pathOf(data)]);
      },
      externalBertFiles(),
    ));

  test('is replaced whole by another that has all in one file, and the other way round', () =>
    withHub('none', async (hub, machine) => {
      await machine.opens();
      hub.files = externalBertFiles();
      await machine.opens({ downloadAgain: true });
      assert.equal((await machine.files()).length, 5);
      hub.files = tinyBertFiles();
      await machine.opens({ downloadAgain: true });
      assert.equal((await machine.files()).length, 4);
    }));

  test('that the hub does not have is named', () =>
    withHub(
      'hub',
      async (hub, machine) => {
        const { [data]: _, ...rest } = externalBertFiles();
        hub.files = rest;
        await assert.rejects(
          machine.vector(),
          says(/has no file onnx\/model_quantized\.onnx_data/),
        );
        hub.files = externalBertFiles();
        await machine.opens();
      },
      {},
    ));

  for (const name of [
    '../../../../../etc/passwd',
    '%2e%2e/%2e%2e/%2e%2e/a/b',
    'C:\\Windows\\explorer.exe',
    'a/../../../tokenizer.json',
    '/var/lib/secret-file.json',
  ]) {
    test(`never asks for a file outside the model’s folder: ${name}`, () =>
      withHub(
        'hub',
        async (hub, machine) => {
          const files = naming(name.padEnd(25, 'x'));
          hub.files = files;
          const encoded = name.startsWith('%');
          const why = encoded ? /has no file/ : /keeps weights in ".*", outside its folder/;
          if (encoded) delete files[`onnx/${name.padEnd(25, 'x')}`];
          await assert.rejects(machine.vector(), says(why));
          assert.ok(
            hub.requests.every((path) => path.startsWith(pathOf(''))),
            hub.requests.join(),
          );
          const left = await machine.files();
          assert.ok(!left.some((file) => file.startsWith('..')), left.join());
          assert.equal(left.includes(weights), encoded);
        },
        {},
      ));
  }
});

describe('a model folder with weights in another file', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'marginalia-external-'));
  });
  after(() => rm(root, { recursive: true, force: true }));

  async function folderOf(name: string, files = externalBertFiles()): Promise<string> {
    await writeTinyBert(join(root, name), files);
    return join(root, name);
  }
  async function fingerprint(folder: string): Promise<string> {
    const options = { model: folder, cacheDir: join(root, 'cache'), allowDownload: false };
    const embedder = await openTransformer(options);
    await embedder.close();
    return embedder.fingerprint;
  }

  test('has these weights in its fingerprint', async () => {
    const folder = await folderOf('tiny');
    const before = await fingerprint(folder);
    assert.equal(await fingerprint(await folderOf('copy')), before);
    const bytes = await readFile(join(folder, data));
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(join(folder, data), bytes);
    assert.notEqual(await fingerprint(folder), before);
  });

  test('a model without any keeps the fingerprint of earlier versions', async () => {
    const folder = await folderOf('whole', tinyBertFiles());
    const hash = createHash('sha256');
    for (const file of ['tokenizer.json', weights]) hash.update(await readFile(join(folder, file)));
    const hex = hash.digest('hex').slice(0, 16);
    assert.equal(await hashModel(folder, 'q8'), hex);
    assert.equal(await fingerprint(folder), `transformer-1-8-256-32-${hex}`);
  });

  test('is refused if the file is missing, truncated or outside the folder', async () => {
    const folder = await folderOf('refused');
    await truncate(join(folder, data), 3000);
    await assert.rejects(fingerprint(folder), says(/^The model in .*refused cannot be used \(/));
    await rm(join(folder, data));
    await assert.rejects(
      fingerprint(folder),
      says(
        /^The model folder .*refused has no file onnx\/model_quantized\.onnx_data\. Put it there/,
      ),
    );
    const name = '../outside_the_folder.data';
    const outside = await folderOf('outside', naming(name.slice(0, 25)));
    await assert.rejects(fingerprint(outside), (error) => {
      assert.ok(error instanceof UserError);
      return says(
        /^The ONNX file .*model_quantized\.onnx keeps weights in "\.\.\/outside_the_folder\.dat"/,
      )(error);
    });
  });
});
