// Detected languages of pools, with the notice and the embedding for each.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { poolLanguages } from '../../src/adapters/language/poolLanguages.ts';
import { isOtherThanEnglish, reportedLanguages } from '../../src/core/embed/languages.ts';

const english = [
  'so happy to be home with my mom and the dogs lol',
  'I am still waiting on my card?',
  'why is the refund not there yet, it was due on monday',
  'great service, thanks a lot',
  'can you tell me how to change my address',
  'the courier left it with a neighbour who is never at home',
  'I have been charged twice for the same order and want my money',
  'nobody picks up the phone, this is the third time I try',
  'love the colour, it fits perfectly and came earlier than expected',
  'please cancel the subscription before the end of the month',
];
const german = [
  'Wo ist mein Paket, es sollte am Montag kommen',
  'Ich möchte mein Geld zurück haben',
  'Die Ware ist beschädigt angekommen und niemand antwortet mir',
  'Vielen Dank für die schnelle Lieferung',
  'Der Bote hat es beim Nachbarn abgegeben, der nie zu Hause ist',
  'Mir wurde zweimal derselbe Betrag abgebucht, das ist eine Frechheit',
  'Am Telefon meldet sich keiner, ich versuche es jetzt zum dritten Mal',
  'Die Farbe gefällt mir sehr, alles passt und war früher da als gedacht',
  'Bitte kündigen Sie mein Abonnement noch vor dem Ende des Monats',
];
const spanish = [
  '¿Dónde está mi paquete? Tenía que llegar el lunes',
  'Quiero que me devuelvan el dinero porque el producto está roto',
  'Muchas gracias por la entrega tan rápida',
  'El mensajero lo dejó con un vecino que nunca está en casa',
  'Me han cobrado dos veces el mismo pedido y nadie contesta',
  'Por favor, cancelen la suscripción antes de que termine el mes',
];
const chinese = [
  '我的包裹在哪里？它应该在星期一到达。',
  '我想退款，因为商品坏了，而且没有人回复我的邮件。',
  '快递员把它放在邻居家了，可是邻居从来不在家。',
];
const code = [
  'for (const row of rows) sum += row.reduce((a, b) => a + b, 0);',
  'return fetch(url).then((response) => response.json());',
  'def read(path): return json.loads(Path(path).read_text())',
  'SELECT id, name FROM users WHERE id = 7 ORDER BY name;',
];
const long = [
  'the parcel that I ordered last week has not come yet and nobody answers '.repeat(700),
];

const many = (texts: readonly string[], times = 25): string[] =>
  Array.from({ length: times }, () => texts).flat();
/** Rows alternate, as if two sources were joined. */
const inTurns = (a: readonly string[], b: readonly string[]): string[] =>
  many(a).flatMap((text, i) => [text, b[i % b.length]!]);

const pools: readonly [string, string, readonly string[]][] = [
  ['short English messages', 'eng', english],
  ['German', 'deu', german],
  ['Spanish', 'spa', spanish],
  ['Chinese', 'cmn', chinese],
  ['emoji alone', 'zxx', ['🙂🙂🙂', '🎉', '😡😡', '👍🏽 123']],
  ['one English word each', 'eng', english.flatMap((text) => text.split(' '))],
  ['one German word each', 'deu', german.flatMap((text) => text.split(' '))],
  ['texts of 10,000 words', 'eng', long],
];

for (const [name, wanted, texts] of pools) {
  test(`the language of a pool: ${name}`, () => {
    const [most] = poolLanguages(many(texts));
    assert.equal(most?.code, wanted);
  });
}

test('an empty pool has no language', () => {
  assert.deepEqual(reportedLanguages(poolLanguages([])), []);
  assert.ok(!isOtherThanEnglish(poolLanguages([])));
});

test('code is not mistaken for an unsupported language', () => {
  assert.ok(!isOtherThanEnglish(poolLanguages(many(code))));
});

describe('a mixed pool', () => {
  const sharesOf = (texts: readonly string[]): Record<string, number> =>
    Object.fromEntries(poolLanguages(texts).map(({ code: of, share }) => [of, share]));

  test('consecutive languages: both shares are reported', () => {
    const shares = sharesOf([...many(german, 60), ...many(english, 15)]);
    assert.ok(shares['deu']! > 0.6 && shares['deu']! < 0.95, JSON.stringify(shares));
    assert.ok(shares['eng']! > 0.05, JSON.stringify(shares));
  });

  for (const [name, other, of] of [
    ['German', german, 'deu'],
    ['Spanish', spanish, 'spa'],
    ['Chinese', chinese, 'cmn'],
  ] as const) {
    test(`alternating rows of English and ${name}: both are reported`, () => {
      const told = reportedLanguages(poolLanguages(inTurns(english, other)));
      const codes = told.map((language) => language.code).sort();
      assert.deepEqual(codes, [of, 'eng'].sort());
    });
  }

  test('a mostly English pool is embedded as English, a mostly German one is not', () => {
    const mostly = (a: readonly string[], b: readonly string[]): boolean =>
      isOtherThanEnglish(poolLanguages([...many(a, 40), ...many(b, 10)]));
    assert.ok(!mostly(english, german));
    assert.ok(mostly(german, english));
  });
});

test('an English-only pool is not reported', () => {
  assert.deepEqual(reportedLanguages(poolLanguages(many(english))), []);
});
