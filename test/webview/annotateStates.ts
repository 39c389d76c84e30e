// States of the annotation page for pictures and tests.
import { changed, type Changes } from '../changed.ts';
import type {
  AnnotateState,
  AskedView,
  FoundView,
  LabelView,
  RecentView,
} from '../../src/protocol/annotate.ts';
import { colorsOf, keysOf, variantsOf } from '../../src/core/labels.ts';
import { annotateStrings } from '../../src/vscode/text/panel/annotatePage.ts';
import { untranslated } from '../../src/core/localize.ts';

export const pageStrings = annotateStrings(untranslated);

export function labelViews(names: readonly string[]): LabelView[] {
  const labels = names.map((name) => ({ name }));
  const [keys, colors, variants] = [keysOf(labels), colorsOf(labels), variantsOf(labels)];
  return names.map((name, i) => ({
    name,
    color: colors[i]!,
    variant: variants[i]!,
    count: 7 * (names.length - i) + 3,
    learnt: true,
    ...(keys[i] === undefined ? {} : { key: keys[i] }),
  }));
}

export const fourLabels = labelViews(['Refund', 'Delivery', 'Billing', 'Other']);

export const twelveLabels = labelViews([
  'Refund',
  'Delivery',
  'Billing',
  'Cancellation',
  'Account access',
  'Change of address and contact details',
  'Damaged goods',
  'Wrong item',
  'Warranty',
  'Product question',
  'Praise',
  'Other',
]).map((label, i) => ({ ...label, learnt: i !== 8 }));

export const seventySevenLabels = labelViews(
  Array.from(
    { length: 77 },
    (_, i) => `intent_${['card', 'cash', 'top_up', 'transfer'][i % 4]}_${i}`,
  ),
);

const parcel =
  'The parcel arrived two weeks late and now the app says that I owe a fee for returning it. Can someone please look at this?';

export function asked(recordId: string, text: string, more: Changes<AskedView> = {}): AskedView {
  const base: AskedView = {
    recordId,
    text,
    context: [
      { field: 'channel', value: 'email' },
      { field: 'lang', value: 'en' },
    ],
    reason: 'margin 0.03 between Refund and Delivery',
    share: '90 % of picks',
    suggestion: [
      { label: 'Refund', p: 0.482 },
      { label: 'Delivery', p: 0.451 },
      { label: 'Billing', p: 0.048 },
      { label: 'Other', p: 0.019 },
    ],
    flagged: false,
    source: 'reviews.jsonl:1042',
  };
  return changed(base, more);
}

export function fourAhead(): AskedView[] {
  return [
    asked('a', parcel),
    asked('b', 'I was charged twice for the same order.', {
      suggestion: [
        { label: 'Billing', p: 0.91 },
        { label: 'Refund', p: 0.06 },
        { label: 'Other', p: 0.02 },
        { label: 'Delivery', p: 0.01 },
      ],
      reason: 'margin 0.85 between Billing and Refund',
    }),
    asked('c', 'Where is my order? It said Tuesday.', { context: [] }),
    asked('d', 'Thanks, all good now.'),
  ];
}

const earlier: readonly [string, string | undefined, boolean?][] = [
  ['Where is my order? The tracking page has not changed since last Friday.', 'Delivery'],
  ['I want my money back, this is the third broken kettle in a row.', 'Refund', true],
  ['asdf', undefined],
  ['Why is there a second charge of 4.99 on my card statement this month?', 'Billing'],
  ['Your shop in the city centre has the nicest staff.', 'Other'],
  ['Courier left it in the rain behind the bins, box soaked through.', 'Delivery'],
  ['Please send the invoice to my accountant as well.', 'Billing'],
  ['Is the blue one coming back?', 'Other'],
];

export const recentViews: RecentView[] = earlier.map(([text, label, flagged = false], i) => ({
  recordId: `r${i}`,
  text,
  flagged,
  context: [{ field: 'channel', value: 'chat' }],
  source: `reviews.jsonl:${90 - i}`,
  reason:
    i % 3 === 0 ? 'drawn at random for the hold-out' : 'margin 0.11 between Refund and Billing',
  ...(label === undefined ? {} : { label }),
}));

export function annotateState(more: Partial<AnnotateState> = {}): AnnotateState {
  return {
    project: 'reviews',
    task: 'single',
    phase: { kind: 'asking' },
    labels: fourLabels,
    ahead: fourAhead(),
    recent: recentViews,
    progress: {
      labelled: 412,
      skipped: 9,
      flagged: 4,
      pool: 10_000,
      round: 12,
      holdoutAnswered: 148,
      holdoutSize: 200,
      metric: { name: 'macro-F1', value: 0.84, halfWidth: 0.042 },
      speed: {
        short: '14/min',
        more: 'median 3.8 s · target in 25 min to 40 min',
        long: '14 records per minute, breaks left out. Half of the answers took less than 3.8 seconds.',
      },
      spark: [0.52, 0.61, 0.66, 0.71, 0.7, 0.76, 0.79, 0.8, 0.82, 0.81, 0.83, 0.84],
    },
    notices: [],
    showSuggestion: true,
    canExplain: true,
    suggests: true,
    canUndo: true,
    canRedo: false,
    ...more,
  };
}

/** About 5,000 characters in paragraphs. */
export const longText = Array.from(
  { length: 10 },
  (_, i) =>
    `${i + 1}. I ordered a set of six glasses on the second of March, and after nine days without news the courier's page said that the parcel had been returned to the depot because nobody was at home, which is not true, as I work from home and the bell works. ` +
    'I called the number on the card and was told to call the shop; the shop told me to call the courier. ' +
    'Then a fee for storage was taken from my account. I should like to have the fee back, and either the glasses or my money, whichever is quicker for you to arrange.\n',
).join('\n');

export const arabicText =
  'وصل الطرد متأخرًا أسبوعين، والآن يقول التطبيق إن عليّ رسومًا لإرجاعه. رقم الطلب 48213 (iPhone 15). هل يمكن لأحد أن ينظر في الأمر من فضلكم؟';

export const chineseText =
  '包裹晚到了两个星期，现在应用程序却说我还要付退货费。我已经打过三次客服电话，每次都说会有人回电，但是一直没有消息。\nお届けが二週間も遅れ、返品料まで請求されました。至急ご確認ください。\n택배가 2주나 늦게 도착했는데 반품 수수료까지 내라고 합니다.';

/** Text that breaks layouts: no line break, many breaks, invisible characters, marks, markup. */
export const roughText = [
  `https://shop.example/orders/${'48213-a9f3c0de'.repeat(14)}?utm_source=newsletter&utm_campaign=${'x'.repeat(90)}`,
  '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈 ❤️ zalgo: h\u0335\u0321\u0321e\u0337\u0322l\u0336p',
  'nul \u0000 bell \u0007 escape \u001b[31mred\u001b[0m, zero\u200bwidth, soft\u00adhyphen, override \u202Etxet desrever\u202C end',
  '<script>alert(1)</script> <b onclick="alert(2)">not bold</b> &amp; {{template}}',
  '',
  '',
  '\tindented\r\nand a line after a carriage return',
  ...Array.from({ length: 30 }, (_, i) => `line ${i + 1}`),
].join('\n');

/** The most recently used labels among the given ones. */
function recentOf(labels: readonly LabelView[]): RecentView[] {
  return recentViews.map((view, i) =>
    view.label === undefined ? view : { ...view, label: labels[(i * 5) % labels.length]!.name },
  );
}

/** The scenes of the pages; each is a picture per theme and width. */
export const scenes: Readonly<Record<string, AnnotateState>> = {
  short: annotateState(),
  long: annotateState({ ahead: [asked('long', longText), ...fourAhead()] }),
  arabic: annotateState({
    ahead: [
      asked('ar', arabicText, {
        context: [
          { field: 'قناة', value: 'بريد' },
          { field: 'lang', value: 'ar' },
        ],
        flagged: true,
      }),
      ...fourAhead(),
    ],
    recent: [{ ...recentViews[0]!, recordId: 'ar0', text: arabicText }, ...recentViews],
  }),
  cjk: annotateState({
    ahead: [
      asked('zh', chineseText, { reason: undefined, share: undefined, suggestion: undefined }),
    ],
    recent: [{ ...recentViews[0]!, recordId: 'zh0', text: chineseText }, ...recentViews],
  }),
  rough: annotateState({
    ahead: [
      asked('rough', roughText, {
        context: [
          { field: 'url', value: 'https://shop.example/' + 'path/'.repeat(40) },
          { field: 'from', value: '\u202Eevil\u202C <b>bold</b>' },
        ],
        source: `${'a-very-long-folder-name/'.repeat(4)}reviews.jsonl:1042`,
      }),
      ...fourAhead(),
    ],
    recent: [{ ...recentViews[0]!, recordId: 'rough0', text: roughText }, ...recentViews],
  }),
  twelve: annotateState({
    labels: twelveLabels,
    recent: recentOf(twelveLabels),
    ahead: [
      asked('twelve', parcel, {
        suggestion: twelveLabels
          .filter(({ learnt }) => learnt)
          .map(({ name }, i) => ({ label: name, p: 0.4 / 1.5 ** i })),
      }),
    ],
  }),
  seventySeven: annotateState({
    labels: seventySevenLabels,
    recent: recentOf(seventySevenLabels),
    ahead: [
      asked('many', parcel, {
        suggestion: seventySevenLabels.map(({ name }, i) => ({ label: name, p: 0.3 / 1.4 ** i })),
      }),
    ],
  }),
  byWords: annotateState({
    ahead: [asked('by-words', parcel, { fromDescriptions: true }), ...fourAhead()],
  }),
  seventySevenByWords: annotateState({
    labels: seventySevenLabels.map((label) => ({ ...label, count: 0, learnt: false })),
    recent: [],
    ahead: [
      asked('many-by-words', parcel, {
        fromDescriptions: true,
        suggestion: seventySevenLabels.map(({ name }, i) => ({ label: name, p: 0.3 / 1.4 ** i })),
      }),
    ],
  }),
  groups: annotateState({
    recent: recentOf(seventySevenLabels.slice(0, 24)),
    labels: seventySevenLabels.slice(0, 24).map((label, i) => ({
      ...label,
      ...(i < 8 ? { group: 'Cards' } : i < 19 ? { group: 'Transfers and top-ups' } : {}),
    })),
  }),
  telling: annotateState({
    ahead: [
      asked('telling', parcel, {
        words: [
          { from: 4, to: 10, strength: 1 },
          { from: 29, to: 33, strength: 0.5 },
          { from: 69, to: 72, strength: 0.25 },
        ],
        note: 'Is a fee for returning a refund?',
        flagged: true,
        answered: 'Refund',
        revisited: true,
      }),
      ...fourAhead(),
    ],
    revisiting: 'Reviewing flagged records: 12 left',
  }),
  notices: annotateState({
    busy: { what: 'Embedding', step: 1200, steps: 7200 },
    notices: [
      {
        id: 'model-not-downloaded',
        severity: 'info',
        message:
          'The transformer model is not on this machine. Until it is, records are compared by their words.',
        action: { label: 'Download …', command: 'downloadModel' },
      },
      {
        id: 'pool-problems',
        severity: 'warning',
        message: '3 lines of reviews.jsonl could not be read and were left out.',
        action: { label: 'Show Problems', command: 'showProblems' },
      },
      {
        id: 'engine-stopped',
        severity: 'error',
        message:
          'The engine stopped unexpectedly. Answers are still saved; nothing is ranked again.',
        action: { label: 'Try Again', command: 'retry' },
      },
    ],
  }),
  finished: annotateState({
    phase: {
      kind: 'finished',
      message: 'Nothing is left to ask: every record of the pool is answered.',
    },
    ahead: [],
    progress: { ...annotateState().progress, labelled: 9991, round: 41 },
  }),
  reached: annotateState({
    notices: [
      {
        id: 'target-reached',
        severity: 'done',
        message:
          'Target reached: the lower bound of macro-F1 was at least .80 in three consecutive rounds. You may stop here.',
        action: { label: 'Show Metrics', command: 'showMetrics' },
        closable: true,
      },
    ],
  }),
  failed: annotateState({
    phase: {
      kind: 'failed',
      message:
        'The pool reviews.jsonl is not where the project file says. Move it back, or change "pool" in reviews.marginalia.json.',
    },
    ahead: [],
  }),
  opening: annotateState({
    phase: { kind: 'opening' },
    ahead: [],
    recent: [],
    busy: { what: 'Indexing reviews.jsonl', step: 3_120_000, steps: 7_800_000 },
    progress: {
      labelled: 0,
      skipped: 0,
      flagged: 0,
      pool: 0,
      round: 0,
      holdoutAnswered: 0,
      holdoutSize: 0,
      spark: [],
    },
    canUndo: false,
  }),
  waiting: annotateState({ phase: { kind: 'waiting' }, ahead: [] }),
};

/** Records as a history, a search or neighbours may find them. */
export const foundViews: FoundView[] = [
  { label: 'Delivery', note: 'Is "late" enough, or does it have to be lost?' },
  { label: 'Refund', flagged: true, predicted: { label: 'Billing', p: 0.93 } },
  { kind: 'skip' as const },
  { label: 'Billing' },
  { label: 'Other', predicted: { label: 'Delivery', p: 0.71 } },
  { label: 'Delivery' },
  { label: 'Billing', flagged: true, note: 'see ticket 12' },
  { kind: 'none' as const, about: '' },
].map((more, i) => ({
  recordId: `f${i}`,
  text: earlier[i]![0],
  kind: 'label',
  flagged: false,
  about: 'ada · 3 May 2026, 14:05 · round 4',
  reason: 'margin 0.11 between Refund and Billing',
  source: `reviews.jsonl:${90 - i}`,
  ...more,
}));

export const guidelinesHtml = `<h1 id="g" onclick="alert(1)" style="color:red">What the labels mean</h1>
<p><strong>Refund</strong>: <em>Money back</em> is asked for. <a href="https://example.org/guide">More</a>,
<a href="javascript:alert(1)">or not</a>.</p>
<ul><li>A fee that is disputed is <code>Billing</code>.</li><li>Late is <code>Delivery</code>, lost too.</li></ul>
<script>document.title = 'harm'</script><img src="x" onerror="alert(1)" alt="a picture"><iframe src="https://example.org"></iframe>
<style>body { display: none }</style><form action="https://example.org"><input></form>
<table><thead><tr><th>Text</th><th>Label</th></tr></thead><tbody><tr><td>“Where is it?”</td><td>Delivery</td></tr></tbody></table>`;
