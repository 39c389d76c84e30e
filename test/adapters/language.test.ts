import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poolLanguage } from '../../src/adapters/language/poolLanguage.ts';

const pools: readonly [string, string, readonly string[]][] = [
  [
    'short English messages',
    'eng',
    [
      'so happy to be home with my mom and the dogs lol',
      'I am still waiting on my card?',
      'why is the refund not there yet, it was due on monday',
      'great service, thanks a lot',
      'can you tell me how to change my address',
    ],
  ],
  [
    'German',
    'deu',
    [
      'Wo ist mein Paket, es sollte am Montag kommen',
      'Ich möchte mein Geld zurück haben',
      'Die Ware ist beschädigt angekommen und niemand antwortet mir',
      'Vielen Dank für die schnelle Lieferung',
    ],
  ],
  [
    'Spanish',
    'spa',
    [
      '¿Dónde está mi paquete? Tenía que llegar el lunes',
      'Quiero que me devuelvan el dinero porque el producto está roto',
      'Muchas gracias por la entrega tan rápida',
    ],
  ],
  ['Chinese', 'cmn', ['我的包裹在哪里？它应该在星期一到达。', '我想退款，因为商品坏了。']],
  ['emoji alone', 'und', ['🙂🙂🙂', '🎉', '😡😡']],
  ['nothing', 'und', []],
];

for (const [name, code, texts] of pools) {
  test(`the language of a pool: ${name}`, () => {
    const many = Array.from({ length: 20 }, () => texts).flat();
    assert.equal(poolLanguage(many).code, code);
  });
}

test('of a mixed pool the share of the larger part is told', () => {
  const [, , english] = pools[0]!;
  const [, , german] = pools[1]!;
  const many = (texts: readonly string[], times: number): string[] =>
    Array.from({ length: times }, () => texts).flat();
  const { code, share } = poolLanguage([...many(german, 60), ...many(english, 15)]);
  assert.equal(code, 'deu');
  assert.ok(share > 0.6 && share < 0.95, `${share}`);
});
