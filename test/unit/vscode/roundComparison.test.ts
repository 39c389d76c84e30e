// The comparison in a metrics panel while answers, engine and choices change.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserError, UnreachableError, inOwnWords } from '../../../src/core/errors.ts';
import type { RoundComparer, RoundPair } from '../../../src/core/loop/insights/roundComparer.ts';
import { evaluateHoldout } from '../../../src/core/metrics/evaluate.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { RoundComparison } from '../../../src/vscode/metrics/roundComparison.ts';
import type { Project } from '../../../src/vscode/project/project.ts';
import { projectOf } from './views.ts';

const none = evaluateHoldout({
  probabilities: matrix(0, 3),
  headLabels: [0, 1, 2],
  truth: [],
  labelNames: ['Refund', 'Delivery', 'Other'],
  seed: 1,
});
const nothing = { value: 0, low: 0, high: 0, approximate: true };
const pair: RoundPair = {
  task: 'single',
  first: none,
  second: none,
  heads: {
    records: 1,
    onlyFirstRight: 0,
    onlySecondRight: 0,
    accuracy: nothing,
    macroF1: nothing,
  },
  rocAuc: null,
  perClass: [null, null, null],
  changes: [],
};

function setUp() {
  const asked: [number, number][] = [];
  const errors: unknown[] = [];
  const waiting: { resolve(pair: RoundPair): void; reject(error: Error): void }[] = [];
  let state = 'one';
  let changes = 0;
  const pairs: RoundComparer = {
    state: () => state,
    compare: (first, second) => {
      asked.push([first, second]);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
  };
  const project = { session: { learner: { pairs } }, file: projectOf() } as unknown as Project;
  const comparison = new RoundComparison(project, untranslated, {
    onChange: () => changes++,
    onError: (error) => errors.push(error),
  });
  return {
    comparison,
    asked,
    errors,
    kind: () => comparison.view?.kind,
    changes: () => changes,
    localize: (next: string) => {
      state = next;
      comparison.follow();
    },
    /** Settles the call with this number, and waits for the effects. */
    settle: async (call: number, outcome: RoundPair | Error): Promise<void> => {
      if (outcome instanceof Error) waiting[call]!.reject(outcome);
      else waiting[call]!.resolve(outcome);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('the comparison of a panel', () => {
  test('is computed, then shown, and recomputed only when its text would change', async () => {
    const { comparison, kind, asked, settle, localize, changes } = setUp();
    comparison.choose(1, 4);
    assert.equal(kind(), 'working');
    await settle(0, pair);
    assert.equal(kind(), 'compared');
    localize('one');
    assert.equal(asked.length, 1);
    localize('two');
    assert.equal(asked.length, 2);
    assert.equal(kind(), 'compared', 'the result stays until it changes');
    const before = changes();
    await settle(1, pair);
    assert.equal(changes(), before + 1);
  });

  test('a result of an earlier choice is dropped, as is any after the end', async () => {
    const { comparison, settle } = setUp();
    comparison.choose(1, 4);
    comparison.choose(2, 4);
    await settle(0, pair);
    assert.deepEqual([comparison.view?.first, comparison.view?.kind], [2, 'working']);
    comparison.end();
    await settle(1, pair);
    assert.equal(comparison.view, undefined);
  });

  test('a refusal shows its sentence; a defect shows one too and is logged', async () => {
    const { comparison, settle, errors } = setUp();
    comparison.choose(1, 4);
    await settle(0, new UserError(inOwnWords('Round 1 is of an earlier embedding.')));
    assert.deepEqual(comparison.view, {
      first: 1,
      second: 4,
      kind: 'failed',
      message: 'Round 1 is of an earlier embedding.',
    });
    assert.equal(errors.length, 0);
    comparison.choose(2, 4);
    await settle(1, new TypeError('x is not a function'));
    assert.match(comparison.view?.kind === 'failed' ? comparison.view.message : '', /The log/);
    assert.equal(errors.length, 1);
  });

  test('if the engine ends midway, it is asked again after the next change', async () => {
    const { comparison, kind, settle, asked, localize, errors } = setUp();
    comparison.choose(1, 4);
    await settle(0, new UnreachableError(inOwnWords('ended')));
    assert.equal(kind(), 'working');
    localize('one');
    assert.equal(asked.length, 2);
    await settle(1, pair);
    assert.equal(kind(), 'compared');
    assert.deepEqual(errors, []);
  });
});
