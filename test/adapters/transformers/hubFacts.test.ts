// A hub's facts about a model before its download, and faults of the requests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelFacts, type ModelFactsOptions } from '../../../src/adapters/transformers/hubFacts.ts';
import type { ModelFacts } from '../../../src/core/embed/modelFacts.ts';
import { tinyBertFiles } from '../../fixtures/embed/tinyBert.ts';
import { english, says } from '../../harness/english.ts';
import { startHub, type Hub, type HubFault } from '../../harness/hub.ts';

const model = 'tests/tiny-bert';
const files = tinyBertFiles();
const siblings = Object.entries(files).map(([rfilename, content]) => ({
  rfilename,
  size: Buffer.from(content).length,
}));
const size = siblings.reduce((sum, one) => sum + one.size, 0);
/** A response of the hub, including unused fields. */
const card = {
  id: model,
  tags: ['onnx', 'en', 'license:apache-2.0', 'region:us'],
  cardData: { language: ['en', 'de'], license: 'apache-2.0', library_name: 'transformers.js' },
  siblings: [...siblings, { rfilename: 'README.md', size: 1e9 }],
};

async function withHub(
  work: (
    hub: Hub,
    facts: (more?: Partial<ModelFactsOptions>) => Promise<ModelFacts>,
  ) => Promise<void>,
): Promise<void> {
  const hub = await startHub(model, files);
  hub.card = card;
  try {
    await work(hub, (more) => modelFacts({ hubId: model, remoteHost: hub.url, ...more }));
  } finally {
    await hub.close();
  }
}

test('languages, licence, size and dimensions are requested, but no weights', () =>
  withHub(async (hub, facts) => {
    assert.deepEqual(await facts(), {
      languages: ['en', 'de'],
      licence: 'apache-2.0',
      size,
      dimensions: 8,
    });
    assert.deepEqual(hub.requests, [`/api/models/${model}`, `/${model}/resolve/main/config.json`]);
    assert.deepEqual(hub.elsewhere, []);
  }));

test('what a card does not state, or states oddly, is missing', () =>
  withHub(async (hub, facts) => {
    for (const odd of [
      {},
      { cardData: null, tags: 'mit', siblings: [] },
      { cardData: { language: { en: 1 }, license: 5 }, tags: [7], siblings: 'none' },
      { cardData: { language: ['English!', 'x'.repeat(999)], license: 'a\nb' } },
    ]) {
      hub.card = odd;
      assert.deepEqual(await facts(), { dimensions: 8 }, JSON.stringify(odd));
    }
    hub.card = { tags: ['license:mit'], cardData: { language: 'multilingual' } };
    assert.deepEqual(await facts(), {
      languages: ['multilingual'],
      licence: 'mit',
      dimensions: 8,
    });
    hub.card = { cardData: { license: 'other', license_name: 'my-own-1.0' } };
    assert.equal((await facts()).licence, 'my-own-1.0');
    // The total is missing unless the sizes of all downloaded files are known.
    hub.card = { siblings: siblings.map(({ rfilename }) => ({ rfilename })) };
    assert.deepEqual(await facts(), { dimensions: 8 });
    hub.files = { ...files, 'config.json': '{"hidden_size": "8"}' };
    assert.deepEqual(await facts(), {});
  }));

test('a mirror without cards still gives the dimensions', () =>
  withHub(async (hub, facts) => {
    hub.card = undefined;
    assert.deepEqual(await facts(), { dimensions: 8 });
  }));

test('a missing model, or one that lacks a file, is refused', () =>
  withHub(async (hub, facts) => {
    await assert.rejects(facts({ hubId: 'tests/other' }), says(/has no file config\.json/));
    hub.card = { siblings: siblings.filter(({ rfilename }) => !rfilename.endsWith('.onnx')) };
    await assert.rejects(
      facts(),
      says(/has no file onnx\/model_quantized\.onnx.*transformers\.js/),
    );
    hub.fault = 'not shown';
    await assert.rejects(facts(), says(/has no public model tests\/tiny-bert/));
  }));

test('faults of the hub are reported, and the other facts remain', () =>
  withHub(async (hub, facts) => {
    const faults: readonly (readonly [HubFault, RegExp])[] = [
      ['unavailable', /\(it answered 503\)/],
      ['login page', /web page instead of the model/],
      ['login page in disguise', /\(its answer is not JSON\)/],
      ['cut', /did not give all its information/],
      ['cut short', /\(its answer is not JSON\)/],
      ['stall', /\(no complete answer within 0\.3 s\)/],
      ['silence', /\(no complete answer within 0\.3 s\)/],
      ['redirects in circles', /redirects the download in a circle/],
      ['redirect to a login page', /redirects the download to 127/],
      ['vouched redirect', /redirects the download to 127/],
    ];
    hub.faulty = (file) => file === 'card';
    for (const [fault, why] of faults) {
      hub.fault = fault;
      const slow = fault === 'stall' || fault === 'silence';
      const { problem, ...rest } = await facts(slow ? { timeoutMs: 300 } : {});
      assert.match(english(problem), why, fault);
      if (!slow) assert.deepEqual(rest, { dimensions: 8 }, fault);
    }
    // Redirects are not followed even with a checksum, since facts are not verified by it.
    assert.deepEqual(hub.elsewhere, []);
    hub.fault = undefined;
    hub.card = { cardData: { language: 'en' }, padding: 'x'.repeat(5 * 2 ** 20) };
    const { problem, ...rest } = await facts();
    assert.match(english(problem), /\(its answer does not end\)/);
    assert.deepEqual(rest, { dimensions: 8 });
  }));

test('can be cancelled', () =>
  withHub(async (hub, facts) => {
    hub.fault = 'silence';
    const abort = new AbortController();
    const asked = facts({ signal: abort.signal });
    abort.abort();
    await assert.rejects(asked, { name: 'CancelledError' });
  }));
