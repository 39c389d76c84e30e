/**
 * Texts for comparing implementations: many languages and scripts, unusual Unicode, markup, and
 * different lengths. None is from a user's data.
 */
export const exampleTexts: readonly string[] = [
  '',
  ' \n\t ',
  'Where is my card? It was ordered two weeks ago.',
  'The new phone has a great display, but the battery is empty after four hours.',
  'WIN a FREE prize!!! Call 0900-123456 now :-) http://example.com/?a=1&b=2',
  'The government has raised taxes on petrol by 3.5 % since 2019.',
  "I don't know what to say... it's just wonderful, thank you so much!",
  'Shares of the company fell 12% after its quarterly results on Tuesday.',
  'Wo bleibt meine Überweisung? Die Straße ist gesperrt, schöne Grüße.',
  'Où est passé mon colis ? Ça fait déjà une semaine, c’est inadmissible.',
  'Где моя посылка? Жду уже две недели.',
  'Πού είναι το δέμα μου; ΟΔΟΣ ΣΟΦΙΑΣ',
  'أين بطاقتي؟ طلبتها قبل أسبوعين.',
  'मेरा कार्ड कहाँ है? दो हफ़्ते हो गए।',
  '我的信用卡在哪里？已经两个星期了。',
  'カードはどこですか？二週間待っています。',
  '카드가 어디에 있나요? 2주가 지났습니다.',
  'บัตรของฉันอยู่ที่ไหน',
  'Tom &amp; Jerry &lt;b&gt;bold&lt;/b&gt; &#39;quoted&#39; &nbsp;&quot;x&quot; &unknown; &#128512;',
  'Caf\u0065\u0301 and caf\u00e9, \u00c5 and \u212b, \u1e9b\u0323 ﬁnally',
  'İstanbul’da IĞDIR ve ılık',
  'emoji 👍🏽 👩‍👩‍👧 🇩🇪 ❤️ and 𝒎𝒂𝒕𝒉 𐐀𐐁',
  'half of a pair \ud83d here, \ude00 there, and together \ud83d\ude00',
  'zero\u200bwidth\u00adhyphen\ufeff, replaced \ufffd, control \u0007\u0000 bell',
  '[CLS] a [MASK] in the text [SEP] [UNK]',
  `${'x'.repeat(150)} ${'ab'.repeat(60)}`,
  'snake_case kebab-case camelCase $%&/()=?#+*~ ___ 1,234.56 €',
  Array.from({ length: 1000 }, (_, i) => `word${i % 97}`).join(' '),
];
