import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import { formatProjectData } from '../../../src/vscode/text/projectData.ts';
import { formatPart } from '../../../src/vscode/text/embeddingProgress.ts';
import { menuEntries } from '../../../src/vscode/commands/menuEntries.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { percent, share } from '../../../src/vscode/text/numbers.ts';
import { emptyView } from '../../../src/vscode/project/emptyView.ts';
import { statusText } from '../../../src/vscode/text/statusText.ts';
import { projectNodes } from '../../../src/vscode/tree/projectNodes.ts';
import { changed, type Changes } from '../../changed.ts';
import { metricsOf, projectOf, roundOf, viewOf } from './views.ts';

const counts = { labelled: 412, skipped: 3, flagged: 0, byLabel: { Refund: 300, Other: 112 } };

function status(view: Parameters<typeof viewOf>[0], open = true) {
  return statusText({
    title: 'reviews',
    view: viewOf(view),
    open,
    metric: 'macroF1',
    language: 'en',
    localize: untranslated,
  });
}

describe('status bar', () => {
  test('shows labelled of all, the metric and half its interval', () => {
    const { text } = status({ counts, rounds: [roundOf(1, metricsOf(0.84))] });
    assert.equal(text, '$(comment-discussion) 412/10,000 · macro-F1 .84 ±.04');
  });

  test('shows a spinner with progress during work', () => {
    const { text } = status({
      counts,
      busy: { what: inOwnWords('Embedding'), step: 1200, steps: 10_000 },
    });
    assert.equal(text, '$(sync~spin) Embedding 12 % · 412/10,000');
    // Steps without a total may be bytes.
    const unknown = status({ counts, busy: { what: inOwnWords('Indexing'), step: 1200 } }).text;
    assert.equal(unknown, '$(sync~spin) Indexing · 412/10,000');
  });

  test('shows no percentage once all steps are done', () => {
    const almost = status({
      counts,
      busy: { what: inOwnWords('Embedding'), step: 9999, steps: 10_000 },
    }).text;
    assert.equal(almost, '$(sync~spin) Embedding 99 % · 412/10,000');
    const done = status({
      counts,
      busy: { what: inOwnWords('Embedding'), step: 10_000, steps: 10_000 },
    }).text;
    assert.equal(done, '$(sync~spin) Embedding · 412/10,000');
  });

  test('gives both ends of an asymmetric interval in the tooltip', () => {
    const even = status({ counts, rounds: [roundOf(1, metricsOf(0.84))] }).tooltip;
    assert.match(even, /± is half of the 95 % interval/);
    assert.match(even, /412 of 10,000 labelled/);
    const perfect = { value: 1, low: 0.8, high: 1, approximate: false };
    const metrics = { ...metricsOf(1), macroF1: perfect };
    const lopsided = status({ counts, rounds: [roundOf(1, metrics)] });
    assert.match(lopsided.text, /macro-F1 1\.00 ±\.10$/);
    assert.match(lopsided.tooltip, /95 % interval on the hold-out: \.80–1\.00$/);
  });

  test('a closed project and one that failed to open', () => {
    assert.equal(status({}, false).text, '$(comment-discussion) reviews');
    const failed = status({ phase: { kind: 'failed', message: inOwnWords('The pool is gone.') } });
    assert.deepEqual(
      [failed.text, failed.tooltip, failed.failed],
      ['$(error) reviews', 'The pool is gone.', true],
    );
  });
});

describe('activity-bar view', () => {
  const input = {
    project: projectOf(),
    open: true,
    mistakes: [],
    language: 'en',
    localize: untranslated,
  };

  test('shows labels with counts and balance, hold-out, rounds latest first, problems', () => {
    const nodes = projectNodes({
      ...input,
      view: viewOf({
        counts,
        holdout: { size: 200, answered: 50, skipped: 1 },
        rounds: [roundOf(1, metricsOf(null)), roundOf(2, metricsOf(0.84))],
        starting: false,
        learnt: ['Refund', 'Other'],
        problemCount: 4,
      }),
    });
    assert.deepEqual(
      nodes.map(({ id }) => id),
      ['labels', 'queues', 'holdout', 'rounds', 'strategy', 'embedding', 'problems'],
    );
    const [labels, queues, holdout, rounds] = nodes;
    assert.equal(nodes.at(-1)?.description, '4');
    assert.equal(labels?.description, '412 of 10,000');
    assert.deepEqual(
      labels.children?.map(({ label, description }) => `${label}: ${description}`),
      ['Refund: 300 · 73 %', 'Delivery: 0 · 0 % · not learnt yet', 'Other: 112 · 27 %'],
    );
    assert.deepEqual(
      queues?.children?.map(({ id, description, command }) => [id, description, command]),
      [
        ['ranked', undefined, 'marginalia.showQueue'],
        ['skipped', '3', 'marginalia.revisitSkipped'],
        ['flagged', '0', 'marginalia.revisitFlagged'],
        ['suspects', undefined, 'marginalia.checkSuspects'],
      ],
    );
    assert.equal(holdout?.description, '50 of 200 answered');
    assert.deepEqual(
      rounds?.children?.map(({ label, description }) => `${label}: ${description}`),
      ['Round 2: 40 labels · macro-F1 .84 ±.04', 'Round 1: 20 labels · –'],
    );
    assert.deepEqual(
      rounds?.children?.map(({ command, context, round }) => [command, context, round]),
      [2, 1].map((round) => ['marginalia.compareRounds', 'round', round]),
    );
    assert.deepEqual(labels.children?.[0]?.style, { color: 'charts.blue', variant: 0 });
  });

  test('with several labels, shows the number of “none of these” answers, and of unknown ones for a label', () => {
    const [labels] = projectNodes({
      ...input,
      project: projectOf({ task: 'multi' }),
      view: viewOf({
        counts: { ...counts, none: 103 },
        starting: false,
        learnt: ['Refund', 'Delivery', 'Other'],
        unjudged: [{ label: 'Delivery', records: 1200 }],
      }),
    });
    assert.deepEqual(
      labels!.children?.map(({ label, description }) => `${label}: ${description}`),
      [
        'Refund: 300 · 73 %',
        'Delivery: 0 · 0 % · 1,200 unknown',
        'Other: 112 · 27 %',
        'None of these: 103 · 25 %',
      ],
    );
  });

  test('shows the strategy in words, the embedding in use and the population of the metrics', () => {
    const project = projectOf({ filter: { lang: ['en', 'de'] }, query: { explore: 0.2 } });
    const view = viewOf({
      embedding: 'lexical',
      starting: false,
      population: [inOwnWords('Only some.')],
    });
    const told = (changes: Changes<typeof view> = {}) =>
      Object.fromEntries(
        projectNodes({ ...input, project, view: changed(view, changes) }).map((node) => [
          node.id,
          node,
        ]),
      );
    assert.equal(told()['strategy']?.description, 'margin, 20 % at random');
    assert.match(told()['strategy']?.tooltip ?? '', /two likeliest labels/);
    assert.equal(told({ starting: true })['strategy']?.description, 'typiclust, for a start');
    const older = told({ starting: true, olderDefaults: 1 });
    assert.equal(older['strategy']?.description, 'random, for a start');
    assert.equal(told()['embedding']?.description, 'lexical');
    assert.equal(
      told({ embedding: undefined })['embedding']?.description,
      'none yet, so records are drawn at random',
    );
    assert.equal(told()['population']?.description, 'lang = en | de');
    assert.equal(told()['population']?.tooltip, 'Only some.');
    assert.equal(told({ population: undefined })['population'], undefined);
  });

  test('shows prioritised records by source until they are answered', () => {
    const sources = [
      { from: 'search “parcel”', remaining: 11 },
      { from: 'urgent.csv', remaining: 1 },
    ];
    const node = (priorities?: { total: number; remaining: number; sources: typeof sources }) =>
      projectNodes({ ...input, view: viewOf(priorities ? { priorities } : {}) }).find(
        ({ id }) => id === 'priorities',
      );
    const shown = node({ total: 20, remaining: 12, sources });
    assert.equal(shown?.description, '12 to come');
    assert.equal(shown.command, 'marginalia.showQueue');
    assert.deepEqual(
      shown.children?.map(({ label, description }) => [label, description]),
      [
        ['search “parcel”', '11 to come'],
        ['urgent.csv', '1 to come'],
      ],
    );
    assert.equal(node({ total: 20, remaining: 0, sources: [] }), undefined);
    assert.equal(node(), undefined);
  });

  test('offers to re-read a large pool that changed', () => {
    const node = (poolIsStale: boolean) =>
      projectNodes({ ...input, view: viewOf({}), poolIsStale }).find(({ id }) => id === 'stale');
    assert.equal(node(true)?.command, 'marginalia.resume');
    assert.equal(node(false), undefined);
  });

  test('a closed project shows its labels without numbers, and how to open it', () => {
    const view = emptyView({ kind: 'opening' });
    const nodes = projectNodes({ ...input, view, open: false });
    assert.deepEqual(
      nodes.map(({ id }) => id),
      ['labels', 'closed'],
    );
    assert.ok(nodes[0]?.children?.every(({ description }) => description === undefined));
    assert.equal(nodes[1]?.command, 'marginalia.openPanel');
  });

  test('distinguishes a hold-out not drawn yet from one turned off', () => {
    const holdoutOf = (project: ReturnType<typeof projectOf>) =>
      projectNodes({ ...input, project, view: viewOf({}) }).find(({ id }) => id === 'holdout');
    assert.equal(holdoutOf(projectOf())?.description, 'not drawn yet');
    const without = holdoutOf(projectOf({ holdout: { size: 0 } }));
    assert.match(without?.description ?? '', /no honest metric/);
  });

  test('mistakes link to the project file, and a failure is shown once', () => {
    const view = emptyView({ kind: 'failed', message: inOwnWords('broken') });
    const nodes = projectNodes({
      ...input,
      project: undefined,
      view,
      open: false,
      mistakes: ['"labels" is missing.'],
    });
    assert.deepEqual(
      nodes.map(({ label, command }) => [label, command]),
      [['"labels" is missing.', 'marginalia.openProjectFile']],
    );
    const failed = projectNodes({ ...input, view, open: false });
    assert.equal(failed[0]?.command, 'marginalia.resume');
  });
});

test('the menu offers to cancel running work, and to resume otherwise', () => {
  const ids = (view: Parameters<typeof viewOf>[0], open: boolean) =>
    menuEntries(viewOf(view), open, untranslated).map(({ command }) => command);
  assert.ok(
    ids({ busy: { what: inOwnWords('Embedding'), step: 1 } }, true).includes('marginalia.cancel'),
  );
  assert.ok(ids({}, true).includes('marginalia.resume'));
  const closed = ids({}, false);
  assert.ok(!closed.includes('marginalia.cancel') && !closed.includes('marginalia.resume'));
  assert.ok(ids({ problemCount: 1 }, true).includes('marginalia.showProblems'));
});

test('the menu pauses a running sentence model and resumes a paused one', () => {
  const ids = (behind: LearnerView['background']) =>
    menuEntries(viewOf(behind ? { background: behind } : {}), true, untranslated).map(
      ({ command }) => command,
    );
  const [works, paused] = [
    { done: 1, of: 4 },
    { done: 1, of: 4, paused: true },
  ] as const;
  const offered = (behind: LearnerView['background']) =>
    ids(behind).filter((id) => /(pause|goOn)Embedding$/.test(id));
  assert.deepEqual(offered(undefined), []);
  assert.deepEqual(offered(works), ['marginalia.pauseEmbedding']);
  assert.deepEqual(offered(paused), ['marginalia.goOnEmbedding']);
});

test('a partly embedded pool says so, and the menu offers to embed the rest', () => {
  const pool = { size: 1_000_000, rowsRead: 1_000_000 };
  const part = { pool, drawsFrom: 200_000 };
  const ids = (view: Partial<LearnerView>) =>
    menuEntries(viewOf(view), true, untranslated).map(({ command }) => command);
  assert.ok(ids(part).includes('marginalia.embedAll'));
  assert.ok(!ids({ pool }).includes('marginalia.embedAll'));
  // While embedding, the menu offers a pause instead.
  assert.ok(!ids({ ...part, background: { done: 1, of: 4 } }).includes('marginalia.embedAll'));
  assert.match(
    formatPart(viewOf(part), untranslated, 'en')!,
    /^Records to ask are chosen from 200,000 of 1,000,000,/,
  );
  assert.equal(formatPart(viewOf({ pool }), untranslated, 'en'), undefined);
});

test('shares and per cent', () => {
  assert.deepEqual([share(0.844), share(1), share(0)], ['.84', '1.00', '.00']);
  assert.deepEqual(
    [percent(0, 0), percent(0, 9), percent(1, 1000), percent(1, 3)],
    ['0 %', '0 %', '< 1 %', '33 %'],
  );
});

test('the summary of what deleting loses omits what is absent', () => {
  const rounds = [roundOf(1)];
  const few = { labelled: 1, skipped: 0, flagged: 0, byLabel: { Refund: 1 } };
  assert.equal(
    formatProjectData(viewOf({ counts: few, rounds }), untranslated),
    '1 label, 1 round of training',
  );
  assert.equal(
    formatProjectData(viewOf({ counts }), untranslated),
    '412 labels, 3 skipped records',
  );
  assert.equal(
    formatProjectData(viewOf({}), untranslated),
    'No answers yet, but the hold-out that was drawn',
  );
});
