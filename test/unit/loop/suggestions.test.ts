import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../../src/core/engine/engineApi.ts';
import type { PredictParams, Prediction } from '../../../src/core/engine/modelApi.ts';
import { LiveProject } from '../../../src/core/loop/labels/liveProject.ts';
import { Suggestions } from '../../../src/core/loop/queue/suggestions.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';

test('suggestions from the labels’ words know whether a record has one label or several', async () => {
  for (const task of ['single', 'multi'] as const) {
    const asked: PredictParams[] = [];
    const predict = (params: PredictParams): Promise<Prediction[]> => {
      asked.push(params);
      return Promise.resolve([]);
    };
    const project: ProjectFile = {
      ...projectDefaults,
      version: 1,
      pool: [{ path: 'pool.jsonl' }],
      text: ['text'],
      labels: [{ name: 'refund' }, { name: 'delivery' }],
      task,
    };
    const suggestions = new Suggestions({
      store: { setting: () => undefined },
      live: new LiveProject(project, 2),
      engine: () => ({ predict }) as unknown as Engine,
      trainer: { fit: undefined },
      views: { state: { readsLabels: true } },
    });
    await suggestions.of(['a']);
    assert.equal(asked[0]!.described!.task, task);
    assert.deepEqual(asked[0]!.described!.labels, ['refund', 'delivery']);
  }
});
