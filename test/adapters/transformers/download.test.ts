// Models from a misbehaving hub (B8).
import { paramsOf } from '../../../src/core/messages/messages.ts';
import { offersOf } from '../../../src/core/engine/embeddingApi.ts';
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { ModelNotDownloadedError } from '../../../src/adapters/transformers/modelErrors.ts';
import {
  tinyBertFiles,
  tinyBertModel,
  weights as weightsOf,
} from '../../fixtures/embed/tinyBert.ts';
import { startHub, type HubFault } from '../../harness/hub.ts';
import { faults, model, ofModel, weights, withHub } from './hubMachine.ts';

describe('B8 a bad download', () => {
  for (const checksums of ['hub', 'none'] as const) {
    for (const [fault, why] of Object.entries(faults)) {
      // Without a checksum, consistently wrong bytes cannot be detected.
      if (checksums === 'none' && fault === 'other bytes') continue;
      test(`${fault}, checksums: ${checksums}: nothing bad is kept, and it can be downloaded again`, () =>
        withHub(checksums, async (hub, machine) => {
          hub.fault = fault as HubFault;
          hub.faulty = (file) => file === weights;
          const gone = { stallMs: fault === 'stall' || fault === 'silence' ? 500 : 60_000 };
          await machine.fails(why[checksums], gone);
          assert.deepEqual(
            (await machine.files()).filter(
              (file) => file.includes('onnx') || file.includes('part'),
            ),
            [],
          );
          hub.fault = undefined;
          await machine.opens({ downloadAgain: true });
          await machine.opens({ allowDownload: false });
          assert.equal((await machine.files()).length, 4);
        }));
    }

    test(`a login page or a truncated copy in place of a small file, checksums: ${checksums}`, () =>
      withHub(checksums, async (hub, machine) => {
        hub.faulty = (file) => file === 'config.json';
        for (const fault of ['login page in disguise', 'cut short'] as const) {
          hub.fault = fault;
          await machine.fails(/web page|in the wrong format|its checksum|cannot be used/);
          assert.deepEqual(await machine.files(), []);
        }
        hub.fault = undefined;
        await machine.opens();
      }));

    test(`another model under the same name, checksums: ${checksums}`, () =>
      withHub(checksums, async (hub, machine) => {
        await machine.opens();
        const before = await machine.vector();
        hub.files = { ...tinyBertFiles(), [weights]: otherModel() };
        hub.commit = '1'.repeat(40);
        await rm(join(machine.folder, weights));
        await machine.fails(/a different model under the name tests\/tiny-bert/);
        assert.ok(!existsSync(join(machine.folder, weights)));
        assert.notDeepEqual(await machine.vector({ downloadAgain: true }), before);
        await machine.vector({ allowDownload: false });
      }));
  }

  test('large files may come from another host, because the hub gives their checksums', () =>
    withHub('hub', async (hub, machine) => {
      await machine.opens();
      assert.deepEqual(hub.elsewhere, [`/${model}/resolve/main/${weights}`]);
      assert.equal(ofModel(hub).length, 4);
    }));

  test('without checksums everything is downloaded twice and compared', () =>
    withHub('none', async (hub, machine) => {
      await machine.opens();
      assert.equal(ofModel(hub).length, 8);
      assert.equal(new Set(ofModel(hub)).size, 4);
    }));

  test('size, checksum and host are recorded, and a change on disk is detected', () =>
    withHub('hub', async (hub, machine) => {
      await machine.opens();
      const noted = JSON.parse(
        await readFile(join(machine.folder, 'marginalia-download.json'), 'utf8'),
      ) as { hub: string; files: Record<string, { size: number; checked: string }> };
      assert.equal(noted.hub, hub.url);
      assert.deepEqual(noted.files[weights]!.size, tinyBertModel().length);
      assert.deepEqual(
        Object.values(noted.files).map(({ checked }) => checked),
        Array(4).fill('checksum'),
      );
      const path = join(machine.folder, weights);
      const bytes = await readFile(path);
      bytes[bytes.length >> 1]! ^= 1;
      await writeFile(path, bytes);
      hub.requests.length = 0;
      await machine.fails(/is not the one that was downloaded: onnx.*differs/, {
        allowDownload: false,
      });
      assert.deepEqual(hub.requests, []);
      await machine.opens();
      assert.deepEqual(hub.requests, [`/${model}/resolve/main/${weights}`]);
    }));

  test('files of an earlier version are used; if they are not a model, they can be downloaded again', () =>
    withHub('hub', async (hub, machine) => {
      await mkdir(join(machine.folder, 'onnx'), { recursive: true });
      for (const [file, content] of Object.entries(tinyBertFiles())) {
        await writeFile(join(machine.folder, file), content);
      }
      await machine.opens({ allowDownload: false });
      await writeFile(join(machine.folder, weights), '<html>captive portal</html>');
      await machine.fails(/cannot be used .*Download it again/);
      assert.deepEqual(hub.requests, []);
      await machine.opens({ downloadAgain: true });
      await machine.opens({ allowDownload: false });
    }));

  test('downloading again keeps the old model until the new one is complete and opens', async () => {
    for (const [checksums, fault] of [
      ['hub', 'other bytes'],
      ['none', 'cut short'],
    ] as const) {
      await withHub(checksums, async (hub, machine) => {
        await machine.opens();
        hub.fault = fault;
        hub.faulty = (file) => file === weights;
        await machine.fails(/its checksum|cannot be used/, { downloadAgain: true });
        hub.fault = undefined;
        await machine.opens({ allowDownload: false });
        assert.equal((await machine.files()).length, 4);
      });
    }
  });

  test('parts of a model never come from two hosts', () =>
    withHub('hub', async (hub, machine) => {
      await machine.opens();
      await rm(join(machine.folder, weights));
      const mirror = await startHub(model, tinyBertFiles());
      try {
        hub.requests.length = 0;
        await machine.opens({ remoteHost: mirror.url });
        assert.equal(ofModel(mirror).length, 4);
        assert.deepEqual(hub.requests, []);
      } finally {
        await mirror.close();
      }
    }));
});

describe('a model of the hub', () => {
  test('B7 nothing is requested without consent, and the error names the model', () =>
    withHub('hub', async (hub, machine) => {
      await assert.rejects(machine.vector({ allowDownload: false }), (error) => {
        assert.ok(error instanceof ModelNotDownloadedError && error instanceof UserError);
        assert.deepEqual(paramsOf(error.problem, 'model.notDownloaded'), { model });
        assert.deepEqual(offersOf(error), { offerDownload: true });
        return true;
      });
      await assert.rejects(
        machine.vector({ allowDownload: false, downloadAgain: true }),
        ModelNotDownloadedError,
      );
      assert.deepEqual(hub.requests, []);
    }));

  test('is downloaded once with progress, then used without the hub', () =>
    withHub('hub', async (hub, machine) => {
      const steps: Progress[] = [];
      await machine.opens({ onProgress: (progress) => steps.push(progress) });
      assert.equal(ofModel(hub).length, 4);
      const last = steps.at(-1)!;
      assert.match(english(last.what), /Downloading tests\/tiny-bert: onnx\/model_quantized\.onnx/);
      assert.equal(last.step, tinyBertModel().length);
      assert.equal(last.steps, last.step);
      await machine.opens({ allowDownload: false });
      assert.equal(ofModel(hub).length, 4);
    }));

  test('its pooling configuration is downloaded with it, and changes only on a new download', () =>
    withHub('hub', async (hub, machine) => {
      const mean = await (await machine.opens(), machine.vector());
      hub.files = {
        ...tinyBertFiles(),
        '1_Pooling/config.json': JSON.stringify({ pooling_mode_cls_token: true }),
      };
      hub.requests.length = 0;
      assert.deepEqual(await machine.vector(), mean);
      assert.deepEqual(hub.requests, []);
      const first = await machine.vector({ downloadAgain: true });
      assert.notDeepEqual(first, mean);
      assert.deepEqual(await machine.vector({ allowDownload: false }), first);
      await rm(join(machine.folder, '1_Pooling'), { recursive: true });
      await machine.fails(/1_Pooling\/config\.json differs/, { allowDownload: false });
      assert.deepEqual(await machine.vector(), first);
    }));

  test('a resumed download requests only the missing files', () =>
    withHub('hub', async (hub, machine) => {
      hub.fault = 'cut';
      hub.faulty = (file) => file === weights;
      await machine.fails(/could not be downloaded/);
      hub.fault = undefined;
      hub.requests.length = 0;
      await machine.opens();
      assert.deepEqual(hub.requests, [`/${model}/resolve/main/${weights}`]);
    }));

  test('a missing file, an inaccessible model, no connection', () =>
    withHub('hub', async (hub, machine) => {
      const rejects = (why: RegExp): Promise<void> =>
        assert.rejects(
          machine.vector(),
          (error) => error instanceof UserError && why.test(english(error.problem)),
        );
      const { [weights]: _, ...rest } = tinyBertFiles();
      hub.files = rest;
      await rejects(/has no file onnx\/model_quantized\.onnx/);
      await rm(machine.folder, { recursive: true });
      hub.fault = 'not shown';
      await rejects(/no public model tests\/tiny-bert/);
      await hub.close();
      await rejects(/ECONNREFUSED.*lexical embedder is used/);
    }));

  test('cancelling a download in progress leaves nothing behind', () =>
    withHub('hub', async (hub, machine) => {
      hub.fault = 'stall';
      hub.faulty = (file) => file === weights;
      const controller = new AbortController();
      const cancelled = machine.vector({
        signal: controller.signal,
        onProgress: ({ what }) => {
          if (english(what).endsWith('.onnx')) controller.abort();
        },
      });
      await assert.rejects(cancelled, CancelledError);
      assert.ok(!(await machine.files()).some((file) => file.includes('onnx')));
    }));
});

/** The tiny model with one weight changed. */
function otherModel(): Uint8Array {
  const bytes = Uint8Array.from(tinyBertModel());
  const { buffer } = weightsOf.tokens;
  const known = Buffer.from(new Uint8Array(buffer));
  const at = Buffer.from(bytes).indexOf(known.subarray(0, 64));
  assert.ok(at > 0);
  // Flips the signs of the first token's embedding.
  for (let i = at; i < at + known.length; i += 4) bytes[i + 3]! ^= 0x80;
  return bytes;
}
