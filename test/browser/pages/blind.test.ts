// A blind record under two disagreeing heads: the page must look the same.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import type { RecordDetails } from '../../../src/core/loop/records/recordDetails.ts';
import type { Ask } from '../../../src/core/store/events.ts';
import type {
  AnnotateHostMessage,
  AnnotatePageMessage,
  WordView,
} from '../../../src/protocol/annotate.ts';
import { annotateState } from '../../../src/vscode/annotate/annotateState.ts';
import { SearchResults } from '../../../src/vscode/annotate/searchResults.ts';
import { untranslated } from '../../../src/core/localize.ts';
import {
  askedOf,
  metricsOf,
  projectOf,
  recordOf,
  roundOf,
  viewOf,
} from '../../unit/vscode/views.ts';
import { openPages, type Pages, type ShownPage } from '../../webview/pageHarness.ts';
import type { Learner } from '../../../src/core/loop/learner.ts';

type Annotate = ShownPage<AnnotateHostMessage, AnnotatePageMessage>;

/** A head's prediction for every record, the labels it knows, and its evidence words. */
interface Head {
  readonly learnt: readonly string[];
  /** Labels known from their description only. */
  readonly described: readonly string[];
  readonly likely: string;
  readonly words: readonly WordView[];
}

const heads: readonly Head[] = [
  {
    learnt: ['Refund', 'Delivery', 'Other'],
    described: [],
    likely: 'Refund',
    words: [{ from: 0, to: 5, strength: 1 }],
  },
  {
    learnt: ['Delivery', 'Other'],
    described: ['Refund'],
    likely: 'Delivery',
    words: [{ from: 6, to: 8, strength: 1 }],
  },
];

const idOf = (letter: string): string => letter.repeat(32);
const predictionOf = ({ likely, described }: Head, id: string) => ({
  id,
  ...(described.length > 0 && { from: 'descriptions' as const }),
  probabilities: [
    { label: likely, p: 0.93 },
    { label: 'Other', p: 0.07 },
  ],
});

function viewUnder(head: Head, ask: Ask, blind: LearnerView['blind']): LearnerView {
  const record = recordOf();
  return viewOf({
    // A prediction that reaches this point by mistake must not reach the page.
    ahead: [askedOf({ blind: true, ask, prediction: predictionOf(head, record.id) })],
    learnt: head.learnt,
    described: head.described,
    suggests: true,
    embedding: 'lexical (256)',
    rounds: [roundOf(1, metricsOf(0.7)), roundOf(2, metricsOf(0.8))],
    holdout: { size: 40, answered: 12, skipped: 1, waiting: 2 },
    counts: { labelled: 52, skipped: 1, flagged: 0, byLabel: { Refund: 20, Delivery: 20 } },
    ...(blind ? { blind } : {}),
  });
}

/** Everything visible, announced or reachable by Tab. */
async function met(panel: Annotate): Promise<{ text: string[]; tabs: string[] }> {
  const text = await panel.page.evaluate(() => {
    const said: string[] = [];
    for (const element of document.body.querySelectorAll('*')) {
      const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      said.push(...own.map(({ textContent }) => textContent ?? ''));
      for (const { name, value } of element.attributes)
        said.push(`${element.tagName} ${name}=${value}`);
    }
    return said;
  });
  const tabs: string[] = [];
  await panel.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let i = 0; i < 40; i++) {
    await panel.key('Tab');
    tabs.push(await panel.page.evaluate(() => document.activeElement?.outerHTML ?? ''));
  }
  return { text, tabs };
}

describe('a blind record', () => {
  let pages: Pages;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages?.close());

  /** Shows the page and its list of neighbours with the predictions of a head. */
  async function underHead(head: Head, ask: Ask, blind: LearnerView['blind']) {
    const panel = await pages.annotate({ width: 1400, height: 860 });
    const state = annotateState({
      name: 'reviews',
      project: projectOf(),
      view: viewUnder(head, ask, blind),
      showSuggestion: true,
      words: new Map([[recordOf().id, head.words]]),
      localize: untranslated,
    });
    await panel.send({ type: 'state', state });
    const page = await met(panel);
    // Enter accepts a suggestion, if there is one.
    await panel.key('Enter');
    const entered = await met(panel);
    const answers = await panel.posted('answer');
    await panel.send({ type: 'act', action: { kind: 'similar' } });
    const near = ['b', 'c'].map((letter): RecordDetails => {
      const id = idOf(letter);
      const record = recordOf({ id, text: `Where is parcel ${letter}?` });
      return { id, record, blind: false, history: [], prediction: predictionOf(head, id) };
    });
    const found = { ids: near.map(({ id }) => id), similarities: [0.9, 0.8], leftOut: 'answered' };
    const learner = {
      search: { find: () => Promise.resolve(found), annotators: () => [] },
      records: { details: () => Promise.resolve(near) },
    } as unknown as Learner;
    const sent: AnnotateHostMessage[] = [];
    const list = new SearchResults({
      project: () => undefined,
      learner: () => Promise.resolve(learner),
      send: (message) => void sent.push(message),
      language: 'en',
      localize: untranslated,
    });
    const { findId, query } = (await panel.posted('find')).at(-1)!;
    await list.find(findId, query);
    for (const message of sent.splice(0)) await panel.send(message);
    const rows = (await panel.posted('rows')).at(-1)!;
    await list.rows(rows.findId, rows.from, rows.count);
    for (const message of sent.splice(0)) await panel.send(message);
    await panel.page.getByText('Where is parcel b?').first().waitFor();
    const neighbours = await panel.page.getByRole('dialog').first().innerText();
    await panel.close();
    return { page, entered, answers, neighbours };
  }

  const asks: readonly (readonly [string, Ask, LearnerView['blind']])[] = [
    ['of the hold-out', { kind: 'holdout', reason: { kind: 'holdout' } }, 'picks'],
    ['drawn to explore', { kind: 'explore', score: 0, reason: { kind: 'explore' } }, 'picks'],
    ['of the start', { kind: 'start', reason: { kind: 'random' } }, 'picks'],
    [
      'while all are blind',
      { kind: 'query', reason: { kind: 'margin', value: 0.1, between: ['Refund', 'Other'] } },
      'all',
    ],
  ];
  for (const [which, ask, blind] of asks) {
    test(`${which} shows the same text and tab order under two disagreeing heads`, async () => {
      const one = await underHead(heads[0]!, ask, blind);
      const other = await underHead(heads[1]!, ask, blind);
      assert.deepEqual(other, one);
      assert.deepEqual(one.answers, [], 'Enter accepts nothing');
      assert.ok(
        one.page.text.some((text) => text.startsWith('Blind: ')),
        'it says that it is blind',
      );
      assert.ok(one.page.tabs.some((html) => html.includes('Refund')));
    });
  }

  test('a record that is not blind does differ, which validates the comparison', async () => {
    const shown = async (head: Head): Promise<string[]> => {
      const view = viewUnder(head, { kind: 'query' }, 'picks');
      const [asked] = view.ahead;
      const state = annotateState({
        name: 'reviews',
        project: projectOf(),
        view: { ...view, ahead: [{ ...asked!, blind: false }] },
        showSuggestion: true,
        localize: untranslated,
      });
      const panel = await pages.annotate();
      await panel.send({ type: 'state', state });
      const { text } = await met(panel);
      await panel.close();
      return text;
    };
    assert.notDeepEqual(await shown(heads[0]!), await shown(heads[1]!));
  });
});
