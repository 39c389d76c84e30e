import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untranslated } from '../../../src/core/localize.ts';
import { metricsState } from '../../../src/vscode/metrics/metricsState.ts';
import { metricOf, whyAccuracy } from '../../../src/vscode/text/metrics/metricNames.ts';
import { metricsOf, projectOf, roundOf, viewOf } from './views.ts';

/** The state of the page, by default with the accuracy of a project without rounds. */
const stateOf = (
  input: Partial<Parameters<typeof metricsState>[0]>,
): ReturnType<typeof metricsState> =>
  metricsState({
    name: 'r',
    project: projectOf(),
    view: viewOf(),
    metric: 'accuracy',
    localize: untranslated,
    ...input,
  });

test('a round names the labels reworded after the first hold-out answers', () => {
  const round = { ...roundOf(3, metricsOf(0.84)), s: 20, reworded: ['Refund', 'Other'] };
  const view = viewOf({ rounds: [roundOf(1), round] });
  const state = stateOf({ view, metric: 'macroF1' });
  assert.equal(state.rounds[0]!.reworded, undefined);
  assert.match(
    state.rounds[1]!.reworded!,
    /after hold-out records were answered: “Refund”.*“Other”/,
  );
  assert.equal(state.rounds[1]!.s, 20);
});

test('a round shows the temperature of its probabilities, if it has one', () => {
  const view = viewOf({ rounds: [roundOf(1), { ...roundOf(2), temperature: 1.1178 }] });
  const { rounds } = stateOf({ view });
  assert.deepEqual(
    rounds.map(({ calibrated }) => calibrated),
    [undefined, 'calibrated with T = 1.12'],
  );
});

const rounds = [roundOf(1), roundOf(2, metricsOf(null)), roundOf(3, metricsOf(0.84))];

test('each round has the chosen metric with its interval, or the reason for its absence', () => {
  const view = viewOf({ rounds });
  const state = stateOf({ view, metric: 'macroF1' });
  assert.deepEqual(
    state.rounds.map(({ value, reason }) => value ?? reason),
    [
      'No hold-out record has been answered in its turn yet.',
      'All answered hold-out records have the same label.',
      0.84,
    ],
  );
  assert.deepEqual([state.rounds[2]?.low, state.rounds[2]?.high], [0.84 - 0.04, 0.84 + 0.04]);
  assert.equal(state.latest?.n, 100);
});

test('another metric changes only the curve', () => {
  const view = viewOf({ rounds });
  const f1 = stateOf({ view, metric: 'macroF1' });
  const accuracy = stateOf({ view });
  assert.equal(accuracy.rounds[1]?.value, 0.9);
  const { rounds: curve, measured } = f1;
  assert.deepEqual({ ...accuracy, metric: 'macroF1', rounds: curve, measured }, f1);
});

test('a stale round is marked, and the page can be drawn without a project', () => {
  const view = viewOf({ rounds: [{ ...roundOf(1, metricsOf(0.5)), stale: 'vectors' as const }] });
  const state = stateOf({ project: undefined, view });
  assert.equal(state.rounds[0]?.stale, 'of an earlier embedding');
  assert.deepEqual(state.labels, []);
  assert.ok(!('target' in state));
});

test('a metric on other vectors gives its number of hold-out records, if it is not the current one', () => {
  const on = (n: number) => ({ ...metricsOf(0.5), n });
  const stale = 'vectors' as const;
  const original = { c: 3, metrics: on(40) };
  const rounds = [
    { ...roundOf(1, on(40)), stale },
    { ...roundOf(2, on(65)), original },
    { ...roundOf(3, on(65)), original: { c: 3, metrics: on(65) } },
    roundOf(4, on(65)),
  ];
  const state = stateOf({ view: viewOf({ rounds }), metric: 'macroF1' });
  assert.equal(
    state.rounds[0]!.stale,
    'of an earlier embedding (on 40 hold-out records, the latest round on 65)',
  );
  const refitted = 'vectors changed: refitted on the present ones';
  assert.equal(
    state.rounds[1]!.refitted!.message,
    `${refitted} (former value on 40 hold-out records, this one on 65)`,
  );
  assert.equal(state.rounds[2]!.refitted!.message, refitted);
  assert.equal(state.rounds[3]!.refitted, undefined);
});

test('the target has its reached state', () => {
  const project = projectOf({ target: { metric: 'accuracy', value: 0.9 } });
  const view = viewOf({ targetReached: true });
  const { target } = stateOf({ project, view });
  assert.deepEqual(target, { metric: 'accuracy', value: 0.9, reached: true });
});

test('C3 accuracy is shown by default while macro-F1 is unavailable for most labels', () => {
  const refused = { value: null, reason: 'fewPerLabel' } as const;
  const few = { ...metricsOf(0.84), macroF1: refused };
  const project = projectOf({ target: { metric: 'macroF1', value: 0.8 } });
  const holdout = { size: 200, answered: 90, skipped: 0 };
  const view = viewOf({ rounds: [roundOf(1, few)], holdout });
  assert.equal(metricOf(project, view), 'accuracy');
  assert.equal(metricOf(projectOf(), view), 'accuracy');
  assert.equal(metricOf(project, viewOf({ rounds: [roundOf(1, metricsOf(0.84))] })), 'macroF1');
  const auc = projectOf({ target: { metric: 'rocAuc', value: 0.8 } });
  assert.equal(metricOf(auc, view), 'rocAuc');
  const state = stateOf({ project, view, metric: 'macroF1' });
  assert.match(state.rounds[0]?.reason ?? '', /fewer than 10 answered hold-out records/);
  assert.match(state.population?.[0] ?? '', /^macro-F1: Not computed yet/);
  const labels = Array.from({ length: 77 }, (_, i) => `label ${i}`);
  const why = whyAccuracy(projectOf({ labels }), view, untranslated);
  assert.match(why ?? '', /With 77 labels a hold-out of about 1200 records would be enough/);
  assert.equal(whyAccuracy(projectOf(), viewOf({ rounds }), untranslated), undefined);
});

test('C3 labels added later suggest a larger hold-out, as far as the pool allows', () => {
  const labels = Array.from({ length: 77 }, (_, i) => `label ${i}`);
  const holdout = { size: 200, answered: 0, skipped: 0 };
  const told = (project: ReturnType<typeof projectOf>, size: number) => {
    const view = viewOf({ holdout, pool: { size, rowsRead: size } });
    return stateOf({ project, view }).population;
  };
  assert.match(
    told(projectOf({ labels }), 10_000)?.[0] ?? '',
    /With 77 labels, .* about 1200 .* 200/,
  );
  assert.match(told(projectOf({ labels }), 3000)?.[0] ?? '', /about 600 records/);
  assert.equal(told(projectOf({ labels }), 1000), undefined);
  assert.equal(told(projectOf(), 10_000), undefined);
});

test('C14 with one label answered, a second is requested and the answers are acknowledged', () => {
  const counts = { labelled: 7, skipped: 0, flagged: 0, byLabel: { Refund: 7, Other: 0 } };
  const holdout = { size: 12, answered: 7, skipped: 0 };
  const told = stateOf({ view: viewOf({ counts, holdout }) });
  for (const sentence of [told.noRounds, told.noHoldout]) {
    assert.match(sentence, /^All answers so far are Refund\. A second label is needed/);
  }
  const two = { ...counts, byLabel: { Refund: 6, Other: 1 } };
  const untrained = stateOf({ view: viewOf({ counts: two, holdout }) });
  assert.doesNotMatch(untrained.noHoldout, /No record of the hold-out is answered/);
});

test('C11 every stopping rule is shown with its threshold', () => {
  const rules = [
    { rule: 'stablePredictions', met: false, value: 0.985, threshold: 0.99, advises: true },
    { rule: 'classificationChange', met: true, value: 0.002, threshold: 0.005, advises: false },
    { rule: 'entropy', met: null, value: null, threshold: 0.05, advises: false },
  ] as const;
  const stopping = { stop: false, message: inOwnWords('Not yet.'), rules };
  const told = stateOf({ view: viewOf({ stopping }) }).stopping!;
  assert.deepEqual(
    told.rules.map(({ now, wanted, met, advises }) => [now, wanted, met, advises]),
    [
      ['0.985', 'at least 0.990', false, true],
      ['0.2 %', 'at most 0.5 %', true, false],
      ['–', 'at most 0.050', false, false],
    ],
  );
  assert.ok(told.namesKappa);
  const early = rules.map((rule, i) => (i === 0 ? { ...rule, met: null, value: null } : rule));
  const view = viewOf({ stopping: { ...stopping, rules: early } });
  assert.equal(stateOf({ view }).stopping!.namesKappa, false);
});

test('the population, the error rate over the pool and the strategy comparison are shown', () => {
  const risk = { error: 0.12, low: 0.08, high: 0.17, picks: 80, concentration: 0.02 };
  const strategyComparison = { verdict: 'helping', message: inOwnWords('Yes: it does.') } as const;
  const view = viewOf({
    population: [inOwnWords('Metrics cover records with lang = en.')],
    risk: { kind: 'estimate', ...risk },
    strategyComparison,
  });
  const state = stateOf({ view });
  assert.deepEqual(state.population, ['Metrics cover records with lang = en.']);
  assert.deepEqual(state.strategyComparison, { verdict: 'helping', message: 'Yes: it does.' });
  const basis =
    'From 80 answers to records drawn at random, worth 50 drawn uniformly (Σv²/(Σv)² = 0.020).';
  assert.deepEqual(state.risk, { error: 0.12, low: 0.08, high: 0.17, basis });
  const reason = inOwnWords('With margin it is not known.');
  const without = stateOf({ view: viewOf({ risk: { kind: 'notAvailable', reason } }) });
  assert.deepEqual(without.risk, { reason: 'With margin it is not known.' });
});
