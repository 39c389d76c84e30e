import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeadBackend } from '../../../src/core/heads/headBackend.ts';
import { formatBackend } from '../../../src/vscode/text/backendText.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { statusText } from '../../../src/vscode/text/statusText.ts';
import { projectNodes } from '../../../src/vscode/tree/projectNodes.ts';
import { projectOf, viewOf } from './views.ts';

const absent = { kind: 'notInstalled' } as const;
const onWasm: HeadBackend = {
  name: 'wasm',
  version: '4.22.0',
  passedOver: [
    { name: 'tensorflow-gpu', why: absent },
    { name: 'tensorflow', why: absent },
  ],
};
const words = (changes: Partial<HeadBackend>): string =>
  formatBackend({ ...onWasm, ...changes }, untranslated);

describe('the backend of a dropout head, and why faster ones are not used', () => {
  test('names the graphics card if known', () => {
    const gpu = { name: 'tensorflow-gpu', passedOver: [] } as const;
    assert.equal(words(gpu), 'MC-dropout on tfjs-node-gpu (GPU)');
    assert.equal(
      words({ ...gpu, card: 'Tesla T4' }),
      'MC-dropout on tfjs-node-gpu (GPU: Tesla T4)',
    );
  });

  test('lists missing packages in one clause, every other reason in its own', () => {
    assert.equal(words({}), 'MC-dropout on wasm: tfjs-node-gpu and tfjs-node are not installed');
    assert.equal(
      words({ name: 'tensorflow', passedOver: [{ name: 'tensorflow-gpu', why: absent }] }),
      'MC-dropout on tfjs-node: tfjs-node-gpu is not installed',
    );
    assert.equal(
      words({
        name: 'tensorflow',
        passedOver: [{ name: 'tensorflow-gpu', why: { kind: 'noCard' } }],
      }),
      'MC-dropout on tfjs-node: tfjs-node-gpu finds no graphics card',
    );
    assert.equal(
      words({
        name: 'cpu',
        passedOver: [
          { name: 'tensorflow-gpu', why: absent },
          { name: 'tensorflow', why: { kind: 'crashed' } },
          { name: 'wasm', why: { kind: 'failed', message: inOwnWords('no SIMD') } },
        ],
      }),
      'MC-dropout on cpu: tfjs-node crashed whenever it was loaded; reinstall it; ' +
        'wasm does not load (no SIMD); tfjs-node-gpu is not installed',
    );
  });

  test('is shown in the tooltip of the status bar', () => {
    const tooltip = (backend?: HeadBackend): string =>
      statusText({
        title: 'reviews',
        view: viewOf(backend ? { backend } : {}),
        open: true,
        metric: 'macroF1',
        localize: untranslated,
      }).tooltip;
    assert.match(tooltip(onWasm), /\nMC-dropout on wasm: tfjs-node-gpu and .* not installed$/);
    assert.doesNotMatch(tooltip(), /MC-dropout/);
  });

  test('is shown in the tree for a dropout head only, with a link to install', () => {
    const headNode = (kind: string, backend?: HeadBackend) =>
      projectNodes({
        project: projectOf({ head: { kind } }),
        view: viewOf(backend ? { backend } : {}),
        open: true,
        mistakes: [],
        language: 'en',
        localize: untranslated,
      }).find(({ id }) => id === 'head');
    assert.equal(headNode('logistic'), undefined);
    assert.equal(headNode('dropout')?.description, 'MC-dropout, not trained yet');
    const node = headNode('dropout', onWasm);
    assert.equal(node?.description, 'MC-dropout on wasm');
    assert.match(node?.tooltip ?? '', /tfjs-node are not installed\.$/);
    assert.equal(node?.command, 'marginalia.installGpuBackend');
  });
});
