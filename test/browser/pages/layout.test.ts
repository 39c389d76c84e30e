// How the annotation page divides its space: from a wide panel down to 260 × 240 pixels, with 2 to 150 labels.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type {
  AnnotateHostMessage,
  AnnotatePageMessage,
  AnnotateState,
  AskedView,
  LabelView,
} from '../../../src/protocol/annotate.ts';
import {
  annotateState,
  asked,
  fourAhead,
  labelViews,
  longText,
  recentViews,
} from '../../webview/annotateStates.ts';
import { writesScreenshots } from '../../harness/screenshots.ts';
import { openPages } from '../../webview/pageHarness.ts';
import type { PageOptions, Pages, ShownPage } from '../../webview/pageHarness.ts';
import { themeNames } from '../../webview/themes.ts';

type Annotate = ShownPage<AnnotateHostMessage, AnnotatePageMessage>;

const intents = readFileSync(
  new URL('../../fixtures/labels/77-intents.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter(Boolean);
const areas = ['billing', 'card', 'shipping', 'returns', 'account'];
const labelSets: Readonly<Record<string, readonly LabelView[]>> = {
  two: labelViews(['positive', 'negative']),
  twelve: labelViews(Array.from({ length: 12 }, (_, i) => `Kind ${i} of complaint`)),
  'twelve of 60 characters': labelViews(
    Array.from({ length: 12 }, (_, i) =>
      `complaint_about_the_delivery_of_a_parcel_${i}`.padEnd(60, '_x'),
    ),
  ),
  77: labelViews(intents),
  150: labelViews(Array.from({ length: 150 }, (_, i) => `${areas[i % 5]}_question_number_${i}`)),
};
const sizes = [
  { width: 1400, height: 860 },
  { width: 600, height: 800 },
  { width: 650, height: 425 },
  { width: 433, height: 283 },
  { width: 260, height: 240 },
];
const short = fourAhead()[0]!.text;
const text20k = longText.repeat(5).slice(0, 20_000);

function stateOf(
  labels: readonly LabelView[],
  text = short,
  more: Partial<AskedView> = {},
): AnnotateState {
  const names = labels.map(({ name }) => name);
  // The likeliest labels are in the middle of the list.
  const likely = [...names.slice(names.length >> 1), ...names.slice(0, names.length >> 1)];
  const suggestion = likely.map((label, i) => ({ label, p: 0.45 / 1.8 ** i }));
  return annotateState({
    labels,
    ahead: [asked('shown', text, { suggestion, ...more })],
    recent: recentViews.map((view, i) =>
      view.label === undefined ? view : { ...view, label: names[(5 * i) % names.length]! },
    ),
  });
}

let pages: Pages;

describe('D8 layout of the annotation page', () => {
  before(async () => {
    pages = await openPages();
  });

  after(() => pages?.close());

  async function opened(
    state: AnnotateState,
    options: PageOptions,
    look: (panel: Annotate) => Promise<void>,
  ): Promise<void> {
    const panel = await pages.annotate({ reducedMotion: true, ...options });
    try {
      await panel.send({ type: 'state', state });
      await look(panel);
    } finally {
      await panel.close();
    }
  }

  for (const [name, labels] of Object.entries(labelSets)) {
    for (const { width, height } of sizes) {
      test(`${name} labels at ${width} × ${height}: no overlaps, no clipped names, all reachable`, async () => {
        for (const text of [short, text20k]) {
          await opened(stateOf(labels, text), { width, height }, async (panel) => {
            assert.deepEqual(await overlaps(panel), []);
            assert.deepEqual(await brokenNames(panel), []);
            const last = panel.page.locator('.label').last();
            await last.scrollIntoViewIfNeeded();
            await last.click();
            assert.equal((await panel.posted('answer')).length, 1, 'the last label is pressed');
            const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= width, `${wide} pixels wide`);
          });
        }
      });
    }
  }

  for (const { width, height } of sizes) {
    test(`several labels at ${width} × ${height}: marks, question and pass overlap nothing`, async () => {
      for (const name of ['two', 'twelve of 60 characters', '77']) {
        const labels = labelSets[name]!;
        const state = { ...stateOf(labels), task: 'multi' as const };
        await opened(state, { width, height }, async (panel) => {
          await panel.key('Enter');
          assert.deepEqual(await overlaps(panel), [], `${name}, the question`);
          await panel.key('Escape');
          for (const { key } of labels.slice(0, 6)) await panel.key(key!);
          assert.deepEqual(await overlaps(panel), [], `${name}, six marks`);
          const last = panel.page.locator('.label').last();
          await last.scrollIntoViewIfNeeded();
          await last.click();
          await panel.key('Enter');
          assert.equal((await panel.posted('answer')).length, 1);
          const pass = { label: labels.at(-1)!.name, left: 12_345 };
          const ahead = [{ ...state.ahead[0]!, recordId: 'next' }];
          await panel.send({ type: 'state', state: { ...state, ahead, pass } });
          assert.deepEqual(await overlaps(panel), [], `${name}, a pass`);
          await panel.page.locator('.verdict').last().click();
          assert.equal((await panel.posted('answer')).length, 2);
          const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} pixels wide`);
        });
      }
    });
  }

  test('overflowing labels take the space that the text does not need', async () => {
    await opened(stateOf(labelSets['77']!), { width: 1400, height: 860 }, async (panel) => {
      const seen = await inSight(panel, '.label');
      assert.ok(seen >= 40, `${seen} of 77 labels in sight`);
      assert.ok((await emptyAbove(panel)) < 60, 'nothing is left empty above them');
    });
    await opened(
      stateOf(labelSets['77']!, text20k),
      { width: 1400, height: 860 },
      async (panel) => {
        const { height } = (await panel.page.locator('.text').boundingBox())!;
        assert.ok(height > 200, 'a long text keeps a third of the height');
        assert.ok((await inSight(panel, '.label')) >= 20);
      },
    );
  });

  test('labels keep their position from record to record, whatever the suggestion and the text length', async () => {
    const labels = labelSets['77']!;
    const state = stateOf(labels);
    const ahead = [
      state.ahead[0]!,
      asked('blind', 'No hint.', { reason: undefined, share: undefined, suggestion: undefined }),
      asked('longer', text20k, { suggestion: state.ahead[0]!.suggestion }),
    ];
    await opened({ ...state, ahead }, { width: 1400, height: 860 }, async (panel) => {
      const place = (): Promise<unknown> => panel.page.locator('.label').first().boundingBox();
      const at = await place();
      for (let i = 0; i < 2; i++) {
        await panel.key('1');
        assert.deepEqual(await place(), at);
      }
    });
  });

  test('case 43-low-panel: the list of recent answers shrinks first', async () => {
    const labels = labelViews(['bread', 'boats', 'zebra', 'apples', 'Other']);
    for (const [width, height] of [
      [650, 425],
      [433, 283],
    ] as const) {
      await opened(stateOf(labels), { width, height }, async (panel) => {
        assert.equal(await inSight(panel, '.recent .answer'), 0);
        assert.ok((await inSight(panel, '.label')) >= (height > 300 ? 5 : 4));
      });
    }
    await opened(stateOf(labels), { width: 650, height: 800 }, async (panel) => {
      assert.ok((await inSight(panel, '.recent .answer')) >= 4);
    });
  });

  test('a panel as narrow as a side bar leaves it shows five labels and the reason', async () => {
    const labels = labelViews(['Billing', 'Delivery', 'Refund', 'Account', 'Other']);
    const state = stateOf(labels, short, { fromDescriptions: true });
    await opened(state, { width: 240, height: 790 }, async (panel) => {
      assert.deepEqual(await overlaps(panel), []);
      assert.equal(await inSight(panel, '.label'), 5);
      const reason = await panel.page.locator('.because .reason').boundingBox();
      assert.ok(reason!.width > 150, `${reason!.width} pixels for the reason`);
      const flag = panel.page.locator('.toolbar .flag');
      assert.equal(await flag.getAttribute('title'), await flag.locator('span').textContent());
      await panel.screenshot('layout-narrow');
    });
  });

  test('notices leave space for the work', async () => {
    const notice = { severity: 'warning' as const, message: 'The pool changed. '.repeat(20) };
    const notices = Array.from({ length: 6 }, (_, i) => ({ id: `n${i}`, ...notice }));
    const state = { ...stateOf(labelSets['twelve']!), notices };
    await opened(state, { width: 600, height: 800 }, async (panel) => {
      assert.deepEqual(await overlaps(panel), []);
      assert.ok((await inSight(panel, '.label')) >= 4);
    });
  });

  test('77 labels are accessible in every theme', async () => {
    for (const theme of themeNames) {
      for (const { width, height } of [sizes[0]!, sizes[1]!, sizes[4]!]) {
        for (const [name, labels] of writesScreenshots ? Object.entries(labelSets) : []) {
          await opened(stateOf(labels), { theme, width, height }, async (panel) => {
            await panel.screenshot(`layout-${name.replaceAll(' ', '-')}-${theme}-${width}`);
          });
        }
        await opened(stateOf(labelSets['77']!), { theme, width, height }, async (panel) => {
          assert.deepEqual(await panel.violations(), [], `${theme}, ${width} pixels`);
        });
      }
    }
  });
});

/** Overlapping parts of the page, by class; scrolling content is clipped to its box first. */
function overlaps(panel: Annotate): Promise<string[]> {
  return panel.page.evaluate(() => {
    const parts =
      '.header > *, .notice, .because, .about .source, .text, .context summary, .status button, .status .question, .likely, .pass > *, .verdict, .label, .answers h2, .tool, .recent .heading, .recent .answer';
    const boxes = [...document.querySelectorAll<HTMLElement>(parts)].flatMap((element) => {
      if (!element.checkVisibility({ visibilityProperty: true })) return [];
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        if (getComputedStyle(outer).overflowY === 'visible' || outer === document.body) continue;
        const box = outer.getBoundingClientRect();
        [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
        [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
      }
      return right - left > 1 && bottom - top > 1 ? [{ element, left, top, right, bottom }] : [];
    });
    return boxes.flatMap((a, i) =>
      boxes.slice(i + 1).flatMap((b) => {
        const apart =
          a.right <= b.left + 1 ||
          b.right <= a.left + 1 ||
          a.bottom <= b.top + 1 ||
          b.bottom <= a.top + 1;
        return apart || a.element.contains(b.element)
          ? []
          : [`${a.element.className} and ${b.element.className}`];
      }),
    );
  });
}

/** Names that overflow their label, and words that break although they fit on a line. */
function brokenNames(panel: Annotate): Promise<string[]> {
  return panel.page.evaluate(() => {
    const names = document.querySelectorAll<HTMLElement>(':is(.label, .likely) .name');
    return [...names].flatMap((name) => {
      if (!name.checkVisibility()) return [];
      const outer = name.parentElement!.getBoundingClientRect();
      const own = name.getBoundingClientRect();
      if (own.bottom > outer.bottom + 1 || name.scrollWidth > name.clientWidth + 1) {
        return [`${name.textContent} is cut`];
      }
      const range = document.createRange();
      return [...name.childNodes].flatMap((node) => {
        if (node.nodeType !== Node.TEXT_NODE) return [];
        const text = node.nodeValue!;
        return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          return lines.size > 1 ? [`${word} of ${name.textContent} is broken`] : [];
        });
      });
    });
  });
}

/** Number of elements that are fully visible, including in their scroll containers. */
function inSight(panel: Annotate, selector: string): Promise<number> {
  return panel.page.evaluate((wanted) => {
    return [...document.querySelectorAll<HTMLElement>(wanted)].filter((element) => {
      if (!element.checkVisibility()) return false;
      const { top, bottom } = element.getBoundingClientRect();
      if (top < 0 || bottom > window.innerHeight) return false;
      for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        const box = outer.getBoundingClientRect();
        const clips = getComputedStyle(outer).overflowY !== 'visible' && outer !== document.body;
        if (clips && (top < box.top - 1 || bottom > box.bottom + 1)) return false;
      }
      return true;
    }).length;
  }, selector);
}

/** Pixels between the end of the text and the first answer control. */
function emptyAbove(panel: Annotate): Promise<number> {
  return panel.page.evaluate(() => {
    const context = document.querySelector('.context')!.getBoundingClientRect();
    const first = document.querySelector('.choices')!.getBoundingClientRect();
    return first.top - context.bottom;
  });
}
