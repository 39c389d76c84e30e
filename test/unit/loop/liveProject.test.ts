import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Engine } from '../../../src/core/engine/engineApi.ts';
import type {
  CompareRoundsParams,
  RoundComparison,
} from '../../../src/core/engine/evaluationApi.ts';
import type { FitSummary, StoredHead } from '../../../src/core/engine/modelApi.ts';
import { Insights } from '../../../src/core/loop/insights/insights.ts';
import { LiveProject } from '../../../src/core/loop/labels/liveProject.ts';
import type { Rounds } from '../../../src/core/loop/training/rounds.ts';
import type { Trainer } from '../../../src/core/loop/training/trainer.ts';
import { openingState } from '../../../src/core/loop/viewState.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const project: ProjectFile = {
  ...projectDefaults,
  version: 1,
  pool: [{ path: 'pool.jsonl' }],
  text: ['text'],
  labels: [{ name: 'refund' }, { name: 'delivery' }, { name: 'other' }],
};

describe('live project', () => {
  test('returns settings that do not change with later label changes', () => {
    const live = new LiveProject({ ...project, query: { ...project.query, target: 'refund' } }, 2);
    const before = live.project;
    live.apply({ labels: [{ name: 'money' }, { name: 'delivery' }], query: project.query });
    assert.deepEqual(
      before.labels.map(({ name }) => name),
      ['refund', 'delivery', 'other'],
    );
    assert.equal(before.query.target, 'refund');
    assert.deepEqual(
      live.project.labels.map(({ name }) => name),
      ['money', 'delivery'],
    );
    assert.equal('target' in live.project.query, false);
  });

  test('all insights use one label set, even if a label is deleted while they are computed', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    for (let number = 1; number <= 4; number++) {
      store.addRound({
        number,
        at: 0,
        labels: 20 * number,
        seq: number,
        inEffectFrom: number,
        query: { strategy: 'margin' },
        seed: 1,
        kernel: 'typescript',
        c: 1,
        embedding: 'e',
        head: { bytes: new Uint8Array(), labels: [] },
      });
    }
    const live = new LiveProject(project, 2);
    const asked: string[][] = [];
    const compareRounds = ({ labels }: CompareRoundsParams): Promise<RoundComparison> => {
      asked.push(labels);
      // The annotator deletes the first label before the engine answers, which shifts all later
      // ones.
      live.apply({ labels: project.labels.slice(1), query: project.query });
      const perClass = [{ label: 0, f1ChangeBound: 0.01 }];
      const comparisons = [1, 2, 3].map((later) => ({
        earlier: later - 1,
        later,
        agreement: { kappa: 0.999, changed: 0, perClass },
      }));
      return Promise.resolve({ comparisons, entropy: 0.1 } as unknown as RoundComparison);
    };
    const engine = { compareRounds, uncertainty: () => Promise.resolve([]) };
    const insights = new Insights({
      store,
      answers: { inOrder: [] },
      turn: () => Promise.resolve(),
      live,
      engine: () => engine as unknown as Engine,
      journalWriter: { storeSetting: () => undefined },
      trainer: {
        fit: { embedding: 'e', c: 1 } as FitSummary,
        training: () => ({ task: 'single', ids: [], answers: [] }),
      } as unknown as Trainer,
      rounds: {
        storedHead: () => ({ bytes: new Uint8Array(), labels: [] }) as unknown as StoredHead,
        holdoutAnswers: () => ({
          task: 'single',
          ids: [],
          answers: [],
          multiplicities: [],
          groups: [],
        }),
      } as unknown as Rounds,
      views: { state: openingState() },
    });
    await insights.update([]);
    assert.deepEqual(asked, [['refund', 'delivery', 'other']]);
    assert.match(
      english(insights.latest.stopping!.message),
      /changed F1 of refund by at most 0\.01/,
    );
  });
});
