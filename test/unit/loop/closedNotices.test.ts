// A dismissed notice stays dismissed while its content is unchanged, whichever version dismissed
// it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeClosed, wasClosed } from '../../../src/core/loop/closedNotices.ts';
import { cutNotice, languageNotice, partNotice } from '../../../src/core/loop/notices.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const shares = (deu: number, eng: number) => [
  { code: 'deu', share: deu },
  { code: 'eng', share: eng },
];

/** Every dismissible notice, with what the first version stored for it. */
const closable = [
  [
    languageNotice(shares(0.904, 0.05))!,
    'The texts are mostly not English (German 90 %), and the models that come with Marginalia are for English. Lexical vectors serve; a multilingual model usually learns from fewer labels.',
  ],
  [
    languageNotice(shares(0.4, 0.6))!,
    'The texts are in several languages (German 40 %, English 60 %), and the models that come with Marginalia are for English. Lexical vectors stand beside them for the others; a multilingual model usually learns from fewer labels.',
  ],
  [
    languageNotice([{ code: 'zxx', share: 1 }])!,
    'Most of the texts have no words, and the models that come with Marginalia read English. Lexical vectors serve, which tell signs apart.',
  ],
  [
    partNotice(50_000, 1_000_000),
    'The pool is large: the model has embedded 50000 of 1000000 records, and what is asked is chosen from these. That teaches about as much. “Embed All” has the others embedded behind your work.',
  ],
  [
    cutNotice([{ model: 'bge', tokens: 512, share: 0.001 }])!,
    'About 1 % of the texts are longer than what bge reads of each (512 tokens, some 380 words). What follows counts only in lexical vectors, which read all of it.',
  ],
] as const;

const newStore = () => new MemoryStore({ project: 'p', identityVersion: 1 });

test('English text stored by an earlier version still dismisses the notice', () => {
  for (const [notice, kept] of closable) {
    assert.equal(notice.closable, true);
    const store = newStore();
    assert.equal(wasClosed(store, notice), false);
    store.setSetting('notices.closed', { [notice.id]: kept });
    assert.equal(wasClosed(store, notice), true);
  }
});

test('stores the message code and parameters, and shows the notice again on a visible change', () => {
  for (const [notice] of closable) {
    const store = newStore();
    storeClosed(store, notice);
    const kept = store.setting('notices.closed') as Record<string, string>;
    assert.deepEqual(JSON.parse(kept[notice.id]!), notice.message);
    assert.equal(wasClosed(store, notice), true);
  }
  const store = newStore();
  storeClosed(store, languageNotice(shares(0.904, 0.05))!);
  assert.equal(wasClosed(store, languageNotice(shares(0.899, 0.06))!), true);
  assert.equal(wasClosed(store, languageNotice(shares(0.8, 0.1))!), false);
});
