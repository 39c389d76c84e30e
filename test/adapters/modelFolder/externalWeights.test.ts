// A sentence model with external weights: exports contain them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exportModel } from '../../../src/host/exportModel.ts';
import { openModelFolder } from '../../../src/host/openModelFolder.ts';
import { externalBertFiles, writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { trainedModels } from './trainedModels.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-external-'));
after(() => rmSync(root, { recursive: true, force: true }));
const work = { modelsDir: join(root, 'models') };
const trained = trainedModels(root, 60);

describe(
  'a sentence model with weights in another file',
  { skip: process.platform === 'win32' },
  () => {
    let use: `/${string}`;
    let made: Awaited<ReturnType<typeof trained>>;
    before(async () => {
      use = join(root, 'tiny') as `/${string}`;
      await writeTinyBert(use, externalBertFiles());
      made = await trained({ blocks: [{ use, weight: 1 }] });
    });

    test('is exported as a self-contained folder', async () => {
      const { project, folder } = made;
      await exportModel(project, { to: folder }, work);
      const graph = readFileSync(join(folder, 'encoder.onnx'));
      assert.ok(!graph.includes('onnx_data') && graph.length > 3000, `${graph.length} bytes`);
      const model = await openModelFolder(folder);
      const lines = readFileSync(join(folder, 'examples.jsonl'), 'utf8').trimEnd().split('\n');
      const rows = lines.map(
        (line) => JSON.parse(line) as { text: string; probabilities: Record<string, number> },
      );
      const { data } = await model.score(rows.map(({ text }) => text));
      const good = rows.map(({ probabilities }) => probabilities['good']!);
      good.forEach((p, i) => assert.ok(Math.abs(p - data[2 * i]!) < 1e-6, `${i}`));
      assert.ok(new Set(good).size > 10, 'texts differ');
      await model.close?.();
    });

    test('is exported as one graph', async () => {
      const { project, folder } = made;
      const wanted = { to: `${folder}.onnx`, format: 'onnx' } as const;
      const { difference } = await exportModel(project, wanted, work);
      assert.ok(difference < 1e-6);
      assert.ok(!readFileSync(join(wanted.to, 'model.onnx')).includes('onnx_data'));
    });
  },
);
