// Writes the sample pool: support.jsonl (id, text, channel, lang) and support.truth.jsonl (id, label).
//
// Why a script: real customers' messages belong to the customers. These are made up, so they can be shipped and
// shown, and the seed makes the same 1,200 every time. A message is put together from an opening, one or more
// sentences about its matter, now and then a sentence about another matter, and an end; then it may get
// typing errors. What the writer wants done decides its label, not what is mentioned: "the parcel never
// came, give me my money back" is Refund. No label is wrong on purpose.
//
//   node media/sample/generate.mjs [folder]

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { curt, foreign, matters } from './phrases.mjs';
import { ends, fillers, openings } from './surroundings.mjs';

const seed = 20260;
const size = 1200;
/** How many of each: unbalanced, as an inbox is. */
const shares = { Delivery: 0.36, Billing: 0.22, Refund: 0.18, Account: 0.15, Other: 0.09 };

/** A small generator of uniform numbers in [0, 1) (mulberry32). */
function uniformNumbers(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const uniform = uniformNumbers(seed);
const chance = (p) => uniform() < p;
const pick = (list) => list[Math.floor(uniform() * list.length)];
const integer = (from, to) => from + Math.floor(uniform() * (to - from + 1));

const slots = {
  thing: () => (thing ??= pick(things)),
  things: () =>
    pick([
      'shoes',
      'headphones',
      'curtains',
      'garden chairs',
      'batteries',
      'plates',
      'towels',
      'candles',
      'boots',
    ]),
  fault: () =>
    pick([
      'a crack in it',
      'a scratch all over the front',
      'a missing screw',
      'no plug',
      'the wrong colour',
      'a broken handle',
      'a dent in the side',
      'a strange smell',
      'a dead battery',
    ]),
  day: () =>
    pick([
      'Monday',
      'Tuesday',
      'Wednesday',
      'Thursday',
      'Friday',
      'Saturday',
      'Sunday',
      'the weekend',
      'the 3rd',
      'the 14th',
      'the 21st',
      'my birthday',
    ]),
  span: () =>
    pick([
      'two days',
      'three days',
      'a week',
      'ten days',
      'two weeks',
      'almost a month',
      'six weeks',
      'ages',
      'far too long',
    ]),
  money: () => pick(['£', '€', '$']) + integer(4, 240) + pick(['', '.99', '.50', '.00', '.45']),
  order: () => pick(['order ', 'order no. ', 'order #', '#', 'my order ']) + integer(10000, 99999),
  place: () =>
    pick([
      'the porch',
      'a bin',
      'the neighbour',
      'reception',
      'a parcel shop',
      'the hedge',
      'the garage',
      'someone in flat 4',
      'a locker across town',
    ]),
  city: () =>
    pick([
      'Leeds',
      'Lyon',
      'Porto',
      'Gdansk',
      'Cork',
      'Graz',
      'Utrecht',
      'Malmö',
      'Bristol',
      'Turin',
    ]),
  bank: () => pick(['my bank', 'PayPal', 'the card company', 'my credit union']),
  statement: () =>
    pick([
      'my statement',
      'my card',
      'my bank account',
      'my PayPal account',
      'my credit card bill',
    ]),
  device: () => pick(['my phone', 'the app', 'my laptop', 'the website', 'my tablet', 'your site']),
  name: () =>
    pick([
      'Ana',
      'Tom',
      'Mirela',
      'J. Okafor',
      'Priya',
      'Lars',
      'Mrs Whitby',
      'Deniz',
      'Kofi',
      'Hanne',
    ]),
  mail: () => pick(['old e-mail', 'work address', 'gmail', 'university address', 'e-mail']),
  relative: () =>
    pick(['my mother', 'my son', 'my partner', 'a friend', 'my flatmate', 'my boss', 'my sister']),
  number: () => String(integer(2, 9)),
};
/** What the message is about: one thing a message. */
let thing;
const things = [
  'lamp',
  'kettle',
  'desk',
  'jacket',
  'coffee machine',
  'rucksack',
  'blender',
  'keyboard',
  'mattress',
  'bike lock',
  'toaster',
  'rug',
  'tent',
  'phone case',
  'bookshelf',
  'monitor',
  'wallet',
  'pram',
  'drill',
  'raincoat',
  'watch',
  'pan set',
];

/** Other words for the same thing, some of them at home in several matters, as people use them. */
const synonyms = [
  [/\bparcel\b/gi, ['package', 'box', 'shipment', 'stuff', 'delivery']],
  [/\b(driver|courier)\b/gi, ['van guy', 'postman', 'delivery person', 'man', 'company']],
  [/\barrived?\b/gi, ['here', 'with me', 'turned up']],
  [/\btracking\b/gi, ['status', 'link', 'page', 'number']],
  [/\bordered\b/gi, ['bought', 'chose', 'paid for', 'asked for']],
  [/\binvoice\b/gi, ['bill', 'document', 'paperwork', 'receipt', 'PDF']],
  [/\bcharged\b/gi, ['billed', 'debited', 'asked to pay', 'made to pay']],
  [/\bpayments?\b/gi, ['amounts', 'bookings', 'transactions', 'entries']],
  [/\bmoney back\b/gi, ['cash back', 'payment returned', 'money', 'money again']],
  [/\brefund(ed)?\b/gi, ['repayment', 'compensation', 'credit', 'money']],
  [/\breturn(ed)?\b/gi, ['send back', 'hand back', 'bring back', 'give back']],
  [/\blog in\b/gi, ['get in', 'sign on', 'open it', 'enter']],
  [/\baccounts?\b/gi, ['profile', 'login', 'membership', 'page', 'data']],
  [/\bpassword\b/gi, ['pass word', 'code', 'pin', 'secret word']],
  [/\border\b(?! no)/gi, ['purchase', 'thing', 'order']],
];

const inOtherWords = (text) =>
  synonyms.reduce(
    (said, [word, others]) => said.replace(word, (same) => (chance(0.25) ? pick(others) : same)),
    text,
  );

const fill = (template) => {
  const text = template.replace(/\{(\w+)\}/g, (_, slot) => slots[slot]());
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const labels = Object.keys(shares);

/** Something about another matter that the writer mentions without wanting anything done about it. */
function aside(label) {
  const other = pick(labels.filter((name) => name !== label));
  if (chance(0.9)) return fill(pick(matters[other].around));
  const solved = inOtherWords(fill(pick(chance(0.12) ? curt[other] : matters[other].ask)));
  return pick([
    () => `Last time I wrote "${solved}" and that is settled.`,
    () => `My earlier message (${solved.replace(/[.?!]$/, '')}) you can forget.`,
    () =>
      `${slots.name()} answered my question "${solved}" very well, but now there is something else.`,
    () => `This has nothing to do with my other mail, "${solved}".`,
    () => `First it was: ${solved} Solved.`,
  ])();
}

function english(label) {
  thing = undefined;
  const { ask, around } = matters[label];
  const length = uniform();
  const wanted = inOtherWords(fill(pick(chance(0.12) ? curt[label] : ask)));
  if (length < 0.2) return wanted;
  const story = [];
  if (chance(0.62)) story.push(fill(pick(openings)));
  const before = length < 0.6 ? 1 : length < 0.9 ? integer(1, 3) : integer(4, 7);
  const sentence = () =>
    chance(0.6) ? fill(pick(around)) : chance(0.6) ? fill(pick(fillers)) : aside(label);
  const body = [...new Set(Array.from({ length: before }, sentence))];
  body.splice(integer(0, body.length), 0, wanted);
  if (length > 0.9 && chance(0.6)) body.push(fill(pick(ask)));
  const paragraphs = length > 0.84 && chance(0.6) ? '\n\n' : ' ';
  const half = Math.ceil(body.length / 2);
  const parts = [...story, body.slice(0, half).join(' '), body.slice(half).join(' ')].filter(
    (part) => part !== '',
  );
  if (chance(0.5)) parts.push(fill(pick(ends)));
  return parts.join(paragraphs);
}

/** What a thumb does: swapped, lost and doubled letters, no capitals, no stops, shouting. */
function mistype(text) {
  let typed = text;
  if (chance(0.2)) typed = typed.toLowerCase();
  if (chance(0.12)) typed = typed.replace(/[.,]/g, '');
  if (chance(0.03)) typed = typed.toUpperCase();
  if (chance(0.15)) typed = typed.replace(/\bplease\b/gi, 'pls').replace(/\byou\b/gi, 'u');
  if (chance(0.3)) {
    const slips = integer(1, 1 + Math.ceil(typed.length / 60));
    for (let i = 0; i < slips; i++) {
      const at = integer(1, Math.max(1, typed.length - 3));
      if (!/^[a-z]{2}$/.test(typed.slice(at, at + 2))) continue;
      const kind = uniform();
      const [a, b] = [typed[at], typed[at + 1]];
      const slip = kind < 0.4 ? b + a : kind < 0.75 ? b : a + a + b;
      typed = typed.slice(0, at) + slip + typed.slice(at + 2);
    }
  }
  return typed;
}

/** Exactly the shares, in random order. */
function drawLabels() {
  const drawn = labels
    .flatMap((label) => Array(Math.round(size * shares[label])).fill(label))
    .slice(0, size);
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = integer(0, i);
    [drawn[i], drawn[j]] = [drawn[j], drawn[i]];
  }
  return drawn;
}

const channels = ['email', 'email', 'email', 'chat', 'chat', 'app', 'phone note'];
const messages = [];
for (const [i, label] of drawLabels().entries()) {
  const language = uniform();
  const lang = language < 0.04 ? 'de' : language < 0.06 ? 'es' : 'en';
  let text = lang === 'en' ? english(label) : fill(pick(foreign[lang][label]));
  // Now and then somebody sends the same message again.
  const earlier = messages.findLast((message) => message.label === label);
  if (earlier && chance(0.02)) ({ text } = earlier);
  else text = mistype(text);
  messages.push({
    id: `S${String(i + 1).padStart(4, '0')}`,
    text,
    channel: pick(channels),
    lang,
    label,
  });
}

const folder = process.argv[2] ?? dirname(fileURLToPath(import.meta.url));
const write = (name, rows) =>
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
write(
  'support.jsonl',
  messages.map(({ id, text, channel, lang }) => ({ id, text, channel, lang })),
);
write(
  'support.truth.jsonl',
  messages.map(({ id, label }) => ({ id, label })),
);
