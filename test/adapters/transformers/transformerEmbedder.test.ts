import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CancelledError, HumanError } from '../../../src/core/errors.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { ModelNotDownloadedError } from '../../../src/adapters/transformers/modelErrors.ts';
import {
  openTransformer,
  type TransformerOptions,
} from '../../../src/adapters/transformers/transformerEmbedder.ts';
import {
  startHubServer,
  type HubServer,
  type Interceptor,
} from '../../fixtures/embed/hubServer.ts';
import {
  dimensions,
  tinyBertEmbedding,
  tinyBertFiles,
  writeTinyBert,
} from '../../fixtures/embed/tinyBert.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginalia-transformers-'));
  await writeTinyBert(join(root, 'tiny'));
});
after(() => rm(root, { recursive: true, force: true }));

let folders = 0;
function optionsFor(model: string, more: Partial<TransformerOptions> = {}): TransformerOptions {
  return { model, cacheDir: join(root, `cache${folders++}`), allowDownload: false, ...more };
}

function assertClose(actual: Float32Array, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) < 1e-5, `${i}: ${actual[i]} ${value}`),
  );
}

describe('from a folder', () => {
  test('the vectors are the hand-computed means over the tokens, whatever the lengths beside', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny')));
    assert.equal(embedder.dimensions, dimensions);
    const v = await embedder.embed(['the parcel is late!', 'a', 'Where is my REFUND, please']);
    const row = (i: number): Float32Array => v.subarray(i * dimensions, (i + 1) * dimensions);
    const framed = (text: string): string[] => ['[CLS]', ...text.split(' '), '[SEP]'];
    assertClose(row(0), tinyBertEmbedding(framed('the parcel is late !')));
    assertClose(row(1), tinyBertEmbedding(framed('a')));
    assertClose(row(2), tinyBertEmbedding(framed('where is my refund , please')));
    await embedder.close?.();
  });

  test('word pieces and unknown characters', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny')));
    const v = await embedder.embed(['cab 猫']);
    assertClose(v, tinyBertEmbedding(['[CLS]', 'c', '##a', '##b', '[UNK]', '[SEP]']));
    await embedder.close?.();
  });

  test('many texts come back in their order, and an empty one has a vector', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny'), { batchSize: 3 }));
    const texts = Array.from({ length: 50 }, (_, i) => 'late parcel '.repeat((i * 7) % 11));
    const v = await embedder.embed(texts);
    for (const i of [0, 1, 11, 30, 49]) {
      const words = texts[i]!.split(' ').filter((word) => word !== '');
      assertClose(
        v.subarray(i * dimensions, (i + 1) * dimensions),
        tinyBertEmbedding(['[CLS]', ...words, '[SEP]']),
      );
    }
    assert.equal((await embedder.embed([])).length, 0);
    await embedder.close?.();
  });

  test('longer texts are cut at maxTokens', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny'), { maxTokens: 4 }));
    const v = await embedder.embed(['late parcel for my account']);
    assertClose(v, tinyBertEmbedding(['[CLS]', 'late', 'parcel', '[SEP]']));
    await embedder.close?.();
  });

  test('the fingerprint follows the files and the settings, not the place', async () => {
    await writeTinyBert(join(root, 'copy'));
    const fingerprint = async (more: Partial<TransformerOptions> = {}): Promise<string> => {
      const embedder = await openTransformer(optionsFor(join(root, 'copy'), more));
      await embedder.close?.();
      return embedder.fingerprint;
    };
    const original = await openTransformer(optionsFor(join(root, 'tiny')));
    await original.close?.();
    assert.equal(await fingerprint(), original.fingerprint);
    assert.notEqual(await fingerprint({ maxTokens: 9 }), original.fingerprint);
    const tokenizer = tinyBertFiles()['tokenizer.json'] as string;
    await writeFile(join(root, 'copy', 'tokenizer.json'), `${tokenizer} `);
    assert.notEqual(await fingerprint(), original.fingerprint);
  });

  test('an abort is heard between batches', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny'), { batchSize: 1 }));
    await assert.rejects(embedder.embed(['a'], AbortSignal.abort()), CancelledError);
    const controller = new AbortController();
    const running = embedder.embed(Array<string>(1000).fill('late'), controller.signal);
    controller.abort();
    await assert.rejects(running, CancelledError);
    await embedder.close?.();
  });

  test('what is wrong with a folder is said by name', async () => {
    const rejects = (model: string, why: RegExp): Promise<void> =>
      assert.rejects(
        openTransformer(optionsFor(model)),
        (error) => error instanceof HumanError && why.test(error.message),
      );
    await rejects(join(root, 'nowhere'), /no model folder .*nowhere/);
    await writeTinyBert(join(root, 'incomplete'));
    await rm(join(root, 'incomplete', 'onnx', 'model_quantized.onnx'));
    await rejects(join(root, 'incomplete'), /has no file onnx\/model_quantized\.onnx/);
    await writeTinyBert(join(root, 'damaged'));
    await writeFile(join(root, 'damaged', 'onnx', 'model_quantized.onnx'), 'not a model');
    await rejects(join(root, 'damaged'), /cannot be used/);
    await rejects('not a model!', /neither a folder nor a model of the hub/);
    await rejects('./nowhere', /no model folder/);
    await rejects('owner/..', /neither/);
  });
});

describe('from the hub', () => {
  const model = 'tests/tiny-bert';

  async function withHub(
    work: (hub: HubServer) => Promise<void>,
    files = tinyBertFiles(),
    intercept?: Interceptor,
  ): Promise<void> {
    const hub = await startHubServer(model, files, intercept);
    try {
      await work(hub);
    } finally {
      await hub.close();
    }
  }

  test('nothing is asked for without consent, and the error says which model', () =>
    withHub(async (hub) => {
      await assert.rejects(
        openTransformer(optionsFor(model, { remoteHost: hub.url })),
        (error) =>
          error instanceof ModelNotDownloadedError &&
          error instanceof HumanError &&
          error.model === model,
      );
      assert.deepEqual(hub.requests, []);
    }));

  test('downloaded once with progress, then used without the hub', () =>
    withHub(async (hub) => {
      const steps: Progress[] = [];
      const options = optionsFor(model, { remoteHost: hub.url, allowDownload: true });
      const first = await openTransformer({ ...options, onProgress: (p) => steps.push(p) });
      const v = await first.embed(['my card']);
      assertClose(v, tinyBertEmbedding(['[CLS]', 'my', 'card', '[SEP]']));
      await first.close?.();
      assert.equal(hub.requests.length, 4);
      const last = steps.at(-1)!;
      assert.match(last.what, /Downloading tests\/tiny-bert: onnx\/model_quantized\.onnx/);
      assert.equal(last.step, tinyBertFiles()['onnx/model_quantized.onnx']!.length);
      assert.equal(last.steps, last.step);

      const again = await openTransformer({ ...options, allowDownload: false });
      assert.deepEqual(await again.embed(['my card']), v);
      await again.close?.();
      assert.equal(hub.requests.length, 4);
    }));

  test('only what a broken-off download left out is asked for', async () => {
    let cut = true;
    await withHub(
      async (hub) => {
        const options = optionsFor(model, { remoteHost: hub.url, allowDownload: true });
        await assert.rejects(
          openTransformer(options),
          (error) => error instanceof HumanError && /could not be downloaded/.test(error.message),
        );
        assert.deepEqual(await readdir(join(options.cacheDir, model, 'onnx')), []);
        cut = false;
        hub.requests.length = 0;
        const embedder = await openTransformer(options);
        await embedder.close?.();
        assert.deepEqual(hub.requests, [`/${model}/resolve/main/onnx/model_quantized.onnx`]);
      },
      tinyBertFiles(),
      (path, response) => {
        if (!cut || !path.endsWith('.onnx')) return false;
        response.writeHead(200, { 'content-length': 100 });
        response.write('half', () => response.destroy());
        return true;
      },
    );
  });

  test('a file that the hub lacks, a model that it does not show, a server in trouble', async () => {
    const files = tinyBertFiles();
    delete files['onnx/model_quantized.onnx'];
    let status: number | undefined;
    await withHub(
      async (hub) => {
        const rejects = (why: RegExp): Promise<void> =>
          assert.rejects(
            openTransformer(optionsFor(model, { remoteHost: hub.url, allowDownload: true })),
            (error) => error instanceof HumanError && why.test(error.message),
          );
        await rejects(/has no file onnx\/model_quantized\.onnx/);
        status = 401;
        await rejects(/no model tests\/tiny-bert that is open to everyone/);
        status = 503;
        await rejects(/answered 503.*lexical embedder serves/);
      },
      files,
      (_, response) => {
        if (status === undefined) return false;
        response.writeHead(status).end();
        return true;
      },
    );
  });

  test('no connection: the sentence says that the lexical embedder serves', async () => {
    const hub = await startHubServer(model, {});
    await hub.close();
    await assert.rejects(
      openTransformer(optionsFor(model, { remoteHost: hub.url, allowDownload: true })),
      (error) =>
        error instanceof HumanError &&
        /ECONNREFUSED/.test(error.message) &&
        /lexical embedder serves/.test(error.message),
    );
  });

  test('a download is cancelled while the server is still sending, and leaves nothing behind', () => {
    const controller = new AbortController();
    return withHub(
      async (hub) => {
        const options = optionsFor(model, {
          remoteHost: hub.url,
          allowDownload: true,
          signal: controller.signal,
          onProgress: ({ what }) => {
            if (what.endsWith('.onnx')) controller.abort();
          },
        });
        await assert.rejects(openTransformer(options), CancelledError);
        assert.deepEqual(await readdir(join(options.cacheDir, model, 'onnx')), []);
      },
      tinyBertFiles(),
      (path, response) => {
        if (!path.endsWith('.onnx')) return false;
        // Headers and a first piece; the rest never comes.
        response.writeHead(200, { 'content-length': 1_000_000 });
        response.write(Buffer.alloc(1000));
        return true;
      },
    );
  });
});
