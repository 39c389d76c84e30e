// The texts about imports and their conflicts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ImportCounts } from '../../../src/core/interchange/answersPlan.ts';
import { untranslated } from '../../../src/core/localize.ts';
import type { DifferingAnswers } from '../../../src/core/loop/queue/askedRecord.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';
import { annotateState } from '../../../src/vscode/annotate/annotateState.ts';
import { candidateViews } from '../../../src/vscode/annotate/candidateViews.ts';
import { menuEntries } from '../../../src/vscode/commands/menuEntries.ts';
import { importSummary } from '../../../src/vscode/text/importSummary.ts';
import { conflictNotices } from '../../../src/vscode/text/panel/panelNotices.ts';
import { statusText } from '../../../src/vscode/text/statusText.ts';
import { projectNodes } from '../../../src/vscode/tree/projectNodes.ts';
import { askedOf, projectOf, viewOf } from './views.ts';

const noon = Date.UTC(2026, 2, 1, 12);
const present = {
  recordId: 'a',
  kind: 'label',
  label: 'Refund',
  flagged: false,
  annotator: 'ann',
  at: noon,
  seq: 7,
} as unknown as StoredAnswer;

const views = (differing: DifferingAnswers, project = projectOf()) =>
  candidateViews(differing, project, untranslated, 'en-GB');

describe('answers to choose from', () => {
  test('the present one first, each with who, when and where', () => {
    const candidates = [
      { label: 'Delivery', annotator: 'bob', at: noon, note: 'late', from: 'b.jsonl' },
      { skipped: true as const, from: 'c.jsonl' },
    ];
    const [first, second, third] = views({ present, candidates });
    assert.deepEqual(first!.answer, { kind: 'label', label: 'Refund' });
    assert.match(first!.by, /^in the project · ann · 1 Mar 2026, /);
    assert.equal(second!.label, 'Delivery');
    assert.match(second!.by, /^bob · 1 Mar 2026, .* · b\.jsonl$/);
    assert.equal(second!.note, 'late');
    assert.deepEqual(third, { answer: { kind: 'skip' }, by: 'c.jsonl' });
  });

  test('an answer that several annotators gave is listed once, with all of them', () => {
    const candidates = [
      { label: 'Refund', annotator: 'bob', from: 'b.jsonl' },
      { label: 'Other', annotator: 'cyd', from: 'c.jsonl' },
    ];
    const [first, second, ...more] = views({ present, candidates });
    assert.match(first!.by, /^in the project · ann · .*; bob · b\.jsonl$/);
    assert.equal(second!.by, 'cyd · c.jsonl');
    assert.deepEqual(more, []);
  });

  test('labels that the project no longer has cannot be chosen', () => {
    assert.deepEqual(views({ candidates: [{ label: 'Gone', from: 'b.jsonl' }] }), []);
    const several = projectOf({ task: 'multi' });
    const sets = [
      { yes: ['Other', 'Refund'], of: ['Delivery', 'Other', 'Refund'], from: 'b.jsonl' },
      { yes: ['Gone'], of: ['Gone', 'Refund'], from: 'b.jsonl' },
      { yes: [], of: ['Gone', 'Refund'], from: 'c.jsonl' },
    ];
    assert.deepEqual(views({ candidates: sets }, several), [
      {
        answer: {
          kind: 'labels',
          yes: ['Refund', 'Other'],
          of: ['Refund', 'Delivery', 'Other'],
        },
        labels: { yes: ['Refund', 'Other'], no: 1, unknown: 0 },
        by: 'b.jsonl',
      },
      {
        answer: { kind: 'labels', yes: [], of: ['Refund'] },
        labels: { yes: [], no: 1, unknown: 2 },
        by: 'c.jsonl',
      },
    ]);
  });

  test('nine at most, one for each key', () => {
    const labels = Array.from({ length: 12 }, (_, i) => `label ${i}`);
    const candidates = labels.map((label) => ({ label, from: 'b.jsonl' }));
    assert.equal(views({ candidates }, projectOf({ labels })).length, 9);
  });

  test('reach the page; a hold-out record that hides them says so', () => {
    const candidates = [{ label: 'Delivery', from: 'b.jsonl' }];
    const state = (asked: Parameters<typeof askedOf>[0]) =>
      annotateState({
        name: 'reviews',
        project: projectOf(),
        view: viewOf({
          ahead: [askedOf({ ...asked, revisited: true })],
          revisiting: { selection: 'conflicts', remaining: 3 },
        }),
        showSuggestion: true,
        localize: untranslated,
      });
    const { deciding, revisiting, ahead } = state({ differing: { candidates } });
    assert.equal(deciding, true);
    assert.equal(revisiting, 'Answers that differ: 3 left');
    assert.deepEqual(
      ahead[0]?.candidates?.map(({ label }) => label),
      ['Delivery'],
    );
    const hidden = state({ blind: true }).ahead[0];
    assert.equal(hidden?.candidates, undefined);
    assert.match(hidden?.blind ?? '', /^Hold-out: the answers that differ are hidden/);
  });
});

test('conflicts are in the tree, the tooltip, the menu and a notice, while there are any', () => {
  const view = viewOf({ conflicts: 3 });
  const nodes = (of = view) =>
    projectNodes({
      project: projectOf(),
      view: of,
      open: true,
      mistakes: [],
      language: 'en',
      localize: untranslated,
    });
  const node = nodes().find(({ id }) => id === 'conflicts');
  assert.deepEqual([node?.label, node?.command], ['Conflicts (3)', 'marginalia.decideConflicts']);
  assert.ok(!nodes(viewOf()).some(({ id }) => id === 'conflicts'));
  const { tooltip } = statusText({
    title: 'reviews',
    view,
    open: true,
    metric: 'macroF1',
    language: 'en',
    localize: untranslated,
  });
  assert.match(tooltip, /^Conflicts \(3\)$/m);
  assert.equal(menuEntries(view, true, untranslated)[0]!.command, 'marginalia.decideConflicts');
  const [notice] = conflictNotices(view, 'en', untranslated);
  assert.equal(notice?.message, '3 records have imported answers that differ.');
  assert.equal(notice?.action?.command, 'decideConflicts');
  const revisiting = { selection: 'conflicts', remaining: 3 } as const;
  assert.deepEqual(conflictNotices({ ...view, revisiting }, 'en', untranslated), []);
});

test('an import is reported by its counts, without zeros', () => {
  const nothing: ImportCounts = {
    rows: 0,
    answers: 0,
    skipped: 0,
    replaced: 0,
    remarks: 0,
    alreadySo: 0,
    conflicts: 0,
    merged: 0,
    unlabelled: 0,
    notInPool: 0,
    sharedIds: 0,
    unplacedCount: 0,
    unplaced: [],
    leftOut: 0,
    unknownLabels: [],
    otherFields: [],
    rejected: 0,
    moved: 0,
    refused: 0,
    problems: [],
    askedAgain: 0,
    damaged: 0,
  };
  const said = (counts: Partial<ImportCounts>): string =>
    importSummary({ ...nothing, ...counts }, 'en', untranslated).join(', ');
  assert.equal(said({}), 'No answer');
  assert.equal(said({ answers: 1, conflicts: 1 }), '1 answer, 1 conflict');
  assert.equal(
    said({ answers: 1509, skipped: 9, alreadySo: 4, conflicts: 2, notInPool: 7, rejected: 3 }),
    '1,500 answers, 9 skipped, 4 already the same, 2 conflicts, 7 not in the pool, 3 rejections left out',
  );
});
