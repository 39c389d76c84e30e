// A model on a server with OpenAI's interface, and all the ways such servers fail.
import { offersOf } from '../../../src/core/engine/embeddingApi.ts';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  openEmbeddingServer,
  type EmbeddingServerOptions,
} from '../../../src/adapters/embeddingServer/openEmbeddingServer.ts';
import {
  ServerKeyError,
  ServerNotAllowedError,
} from '../../../src/adapters/embeddingServer/serverErrors.ts';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import {
  startEmbeddingServer,
  vectorOf,
  type EmbeddingFault,
  type FakeServer,
} from '../../harness/embeddingServer.ts';
import { english } from '../../harness/english.ts';

let server: FakeServer;
/** Requested waits in milliseconds, in order. */
let waits: number[];

beforeEach(async () => {
  server = await startEmbeddingServer();
  waits = [];
});
afterEach(() => server.close());

const texts = Array.from({ length: 10 }, (_, i) => `a text, number ${i}`);

function open(more: Partial<EmbeddingServerOptions> = {}): Promise<Embedder> {
  return openEmbeddingServer({
    server: server.url,
    model: 'nomic-embed-text',
    allowed: false,
    wait: async (milliseconds) => void waits.push(milliseconds),
    now: () => Date.UTC(2026, 0, 1),
    ...more,
  });
}

function expected(of: readonly string[], dimensions = 6): Float32Array {
  return Float32Array.from(
    of.flatMap((text) => {
      const row = vectorOf(text, dimensions);
      const norm = Math.hypot(...row);
      return row.map((value) => value / norm);
    }),
  );
}

function close(actual: Float32Array, wanted: Float32Array): void {
  assert.equal(actual.length, wanted.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]!) < 1e-6));
}

async function refuses(work: Promise<unknown>, why: RegExp): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(english(error.problem), why);
    return true;
  });
}

test('texts are sent in batches, and vectors come back in order at unit length', async () => {
  const embedder = await open({ batchSize: 4 });
  assert.equal(embedder.dimensions, 6);
  assert.match(embedder.name, /^nomic-embed-text \(127\.0\.0\.1:\d+\)$/);
  close(await embedder.embed(texts), expected(texts));
  assert.deepEqual(
    server.asked.map((asked) => asked.texts.length),
    [1, 4, 4, 2],
  );
  assert.ok(server.asked.every(({ path, model }) => path === '/v1/embeddings' && model));
  assert.ok(server.asked.every(({ authorization }) => authorization === undefined));
});

test('an empty text is sent as a blank, since servers refuse empty ones', async () => {
  const embedder = await open();
  close(await embedder.embed(['']), expected([' ']));
});

test('the fingerprint depends on the server and the model', async () => {
  const [one, same, other] = [
    await open(),
    await open({ server: `${server.url}/` }),
    await open({ model: 'mxbai-embed-large' }),
  ];
  assert.equal(one.fingerprint, same.fingerprint);
  assert.notEqual(one.fingerprint, other.fingerprint);
});

test('a key is sent as a bearer token', async () => {
  await (await open({ key: 'secret' })).embed(['a']);
  assert.ok(server.asked.every(({ authorization }) => authorization === 'Bearer secret'));
});

describe('dimensions', () => {
  test('are requested if they differ from the model’s default, and honoured', async () => {
    server.shortens = true;
    const embedder = await open({ dimensions: 3 });
    close(await embedder.embed(texts), expected(texts, 3));
    assert.deepEqual(
      server.asked.map(({ dimensions }) => dimensions),
      [undefined, 3, 3],
    );
  });

  test('are not sent if they are the model’s default', async () => {
    await (await open({ dimensions: 6 })).embed(texts);
    assert.ok(server.asked.every(({ dimensions }) => dimensions === undefined));
  });

  test('that the model does not give are refused', () =>
    refuses(open({ dimensions: 3 }), /gives vectors of 6 numbers, but the project file says 3/));
});

describe('a server with a request limit', () => {
  test('gets half as many texts until it accepts, and no more from then on', async () => {
    server.mostTexts = 3;
    const embedder = await open({ batchSize: 8 });
    close(await embedder.embed(texts), expected(texts));
    assert.ok(server.asked.slice(-3).every((asked) => asked.texts.length <= 3));
    server.asked.length = 0;
    await embedder.embed(texts);
    assert.equal(Math.max(...server.asked.map((asked) => asked.texts.length)), 2);
  });

  test('gets a truncated text if one is too long, and the others whole', async () => {
    server.longestText = 100;
    const long = 'word '.repeat(100);
    const embedder = await open();
    const mixed = [texts[0]!, long, texts[1]!];
    close(await embedder.embed(mixed), expected([texts[0]!, long.slice(0, 62), texts[1]!]));
    server.asked.length = 0;
    await embedder.embed(texts);
    assert.equal(server.asked.length, 1, 'batches are as large as before');
  });

  test('a surrogate pair is never split', async () => {
    server.longestText = 40;
    const embedder = await open();
    const text = `a${'😀'.repeat(40)}`;
    close(await embedder.embed([text]), expected([text.slice(0, 39)]));
  });

  test('gives up if even the shortest text is refused', async () => {
    const embedder = await open();
    server.fault = 'too large';
    await refuses(embedder.embed(['x'.repeat(64)]), /does not accept a text of that length \(413/);
  });

  test('vLLM’s and llama.cpp’s errors for a long text count as 413', async () => {
    const embedder = await open();
    Object.assign(server, { fault: 'context length', times: 1 });
    close(await embedder.embed(['x'.repeat(64)]), expected(['x'.repeat(32)]));
  });
});

describe('a busy or failing server', () => {
  test('is retried after the seconds or date in Retry-After', async () => {
    const embedder = await open();
    Object.assign(server, { fault: 'busy', times: 2, retryAfter: '7' });
    close(await embedder.embed(texts), expected(texts));
    assert.deepEqual(waits, [7000, 7000]);
    Object.assign(server, { times: 1, retryAfter: 'Thu, 01 Jan 2026 00:00:05 GMT' });
    await embedder.embed(texts);
    assert.equal(waits.at(-1), 5000);
  });

  test('is retried with exponential back-off, then given up', async () => {
    const embedder = await open();
    server.fault = 'busy';
    await refuses(embedder.embed(texts), /too busy \(429: slow down\)/);
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000]);
  });

  test('is never waited for longer than a minute at a time', async () => {
    const embedder = await open();
    Object.assign(server, { fault: 'busy', times: 1, retryAfter: '86400' });
    await embedder.embed(texts);
    assert.deepEqual(waits, [60_000]);
  });

  for (const fault of ['failing', 'cut'] as const) {
    test(`${fault}: one failure is retried, repeated ones are reported`, async () => {
      const embedder = await open();
      Object.assign(server, { fault, times: 1 });
      close(await embedder.embed(texts), expected(texts));
      server.times = Infinity;
      await refuses(embedder.embed(texts), /failed \(500: out of memory\)|no answer from/);
    });
  }

  test('that is not running is reported with its address', async () => {
    await server.close();
    await refuses(open(), /no answer from 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. Start the server/);
    server = await startEmbeddingServer();
  });

  test('that does not finish its answer times out', async () => {
    const embedder = await open({ timeoutMs: 200 });
    server.fault = 'stall';
    await refuses(embedder.embed(['a text']), /has not answered within/);
  });

  test('is abandoned at once on cancel', async () => {
    const embedder = await open();
    server.fault = 'stall';
    const abort = new AbortController();
    const work = embedder.embed(texts, abort.signal);
    abort.abort();
    await assert.rejects(work, CancelledError);
  });

  test('is abandoned at once on cancel during a wait', async () => {
    const embedder = await openEmbeddingServer({ server: server.url, model: 'm', allowed: false });
    const abort = new AbortController();
    server.fault = 'busy';
    server.onAnswered = () => abort.abort();
    await assert.rejects(embedder.embed(texts, abort.signal), CancelledError);
  });
});

describe('an invalid answer', () => {
  const faults: Readonly<Partial<Record<EmbeddingFault, RegExp>>> = {
    'a web page': /web page instead of vectors.*under \/v1/,
    'cut short': /cut off or is not JSON/,
    'other dimension': /vectors of 7 numbers instead of 6/,
    'uneven dimensions': /vectors of 6 and of 5 numbers in one answer/,
    'fewer vectors': /9 vectors for 10 texts/,
    'repeated index': /does not say which vector belongs to which text/,
    NaN: /not numbers \(NaN, Infinity or null\)/,
    null: /not numbers \(NaN, Infinity or null\)/,
    'no model': /no such address or model \(404: model "x" not found/,
    'no data': /has no vectors/,
  };
  for (const [fault, why] of Object.entries(faults)) {
    test(`${fault} is refused in a sentence`, async () => {
      const embedder = await open();
      server.fault = fault as EmbeddingFault;
      await refuses(embedder.embed(texts), why);
      assert.deepEqual(waits, []);
      server.fault = undefined;
      close(await embedder.embed(texts), expected(texts));
    });
  }

  test('vectors in another order are sorted into that of the texts', async () => {
    const embedder = await open();
    server.fault = 'reordered';
    close(await embedder.embed(texts), expected(texts));
  });
});

describe('data leaves this machine only with consent', () => {
  test('a redirect is not followed', async () => {
    const other = await startEmbeddingServer();
    try {
      const embedder = await open();
      server.fault = 'redirect';
      server.location = `${other.url}/embeddings`;
      await refuses(embedder.embed(texts), /redirects to 127\.0\.0\.1:\d+\. Texts are sent/);
      assert.deepEqual(other.asked, []);
    } finally {
      await other.close();
    }
  });

  test('nothing is sent to other machines without consent', async () => {
    for (const url of [
      'http://192.0.2.1/v1',
      'https://example.invalid/v1',
      'http://[2001:db8::1]',
    ]) {
      await assert.rejects(open({ server: url }), (error) => {
        assert.ok(error instanceof ServerNotAllowedError);
        assert.deepEqual(offersOf(error), { offerServer: true });
        return true;
      });
    }
  });

  test('a wrong or missing key is reported as such', async () => {
    server.fault = 'no key';
    await assert.rejects(open(), (error) => {
      assert.ok(error instanceof ServerKeyError);
      assert.match(english(error.problem), /requires a valid key \(401: invalid API key\)/);
      assert.deepEqual(offersOf(error), { offerKey: true });
      return true;
    });
  });

  test('an address that contains a password is refused', () =>
    refuses(open({ server: 'http://me:secret@127.0.0.1/v1' }), /does not belong in the project/));
});
