// Plans an import into a project without a window.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { planImport } from '../../../src/host/importToProject.ts';

test('reads the given question of a file with several', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-question-'));
  try {
    const choice = (from_name: string, label: string) => ({
      from_name,
      to_name: 'text',
      type: 'choices',
      value: { choices: [label] },
    });
    const tasks = [
      {
        id: 1,
        data: { text: 'a parcel' },
        annotations: [{ result: [choice('mood', 'joy'), choice('topic', 'delivery')] }],
      },
    ];
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify(tasks));
    writeFileSync(join(folder, 'pool.jsonl'), '{"text": "a parcel"}\n{"text": "a bill"}\n');
    const path = join(folder, 'mail.marginalia.json');
    const project = {
      version: 1,
      pool: 'pool.jsonl',
      text: 'text',
      labels: ['delivery', 'refund'],
    };
    writeFileSync(path, JSON.stringify(project));
    const plan = (question: string) =>
      planImport(path, {
        file: join(folder, 'tasks.json'),
        rules: { names: new Map(), empty: 'unlabelled', question },
        as: 'annotations',
        createLabels: false,
        replace: false,
      });
    assert.equal((await plan('topic')).counts.answers, 1);
    const { answers, unknownLabels } = (await plan('mood')).counts;
    assert.deepEqual([answers, unknownLabels], [0, [{ label: 'joy', count: 1 }]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
