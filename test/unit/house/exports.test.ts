import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exportsOf, readExports, unusedExports } from './exports.ts';
import { readSources } from './imports.ts';

/** Exports unused by the product, by name, file or folder, and the reason for each. */
const reasons: Readonly<Record<string, string>> = {
  'src/extension.ts: activate': 'VS Code calls it',
  'src/extension.ts: deactivate': 'VS Code calls it',
  'src/score/prepare.ts: openPrepare': 'called by users of an ONNX model',
  'src/score/prepareWithEncoder.ts: openPrepare': 'called by users of an ONNX model',
  'src/core/metrics/agreement.ts: fleissKappa': 'waits for several annotators',
  'src/core/metrics/agreement.ts: krippendorffAlpha': 'waits for several annotators',
  'src/core/metrics/agreement.ts: gwetAc1': 'waits for several annotators',
  'src/score/score': 'scripts of model folders: whoever uses one imports it',
};

const reasoned = Object.keys(reasons);

const pathsBelow = (...folders: string[]): string[] =>
  readSources(folders)
    .map(({ path }) => path)
    .filter((path) => !path.endsWith('.d.ts'));

const product = readExports(pathsBelow('src', 'webview', 'scripts'));

test('every export is used by the product, or has a reason', () => {
  const unused = unusedExports(product, readExports(pathsBelow('test')));
  assert.deepEqual(
    unused.filter((key) => !reasoned.some((one) => key.startsWith(one))),
    [],
    'Take it somewhere, drop `export`, or give a reason above.',
  );
});

test('every reason belongs to an export that the product does not use', () => {
  const unused = unusedExports(product, readExports(pathsBelow('test')));
  assert.deepEqual(
    reasoned.filter((one) => !unused.some((key) => key.startsWith(one))),
    [],
  );
});

describe('an export', () => {
  const unusedIn = (texts: Readonly<Record<string, string>>, tests: string[] = []): string[] =>
    unusedExports(
      Object.entries(texts).map(([path, text]) => exportsOf(path, text)),
      tests.map((text, i) => exportsOf(`test/${i}.test.ts`, text)),
    );

  test('is reported if unused, whatever its kind', () => {
    const text = `export function a() {}\nexport const b = 1, c = 2;\nexport class D {}\nexport type E = 1;`;
    assert.deepEqual(
      unusedIn({ 'src/a.ts': text }),
      ['a', 'b', 'c', 'D', 'E'].map((name) => `src/a.ts: ${name}`),
    );
  });

  const takers: [string, string][] = [
    ['by name', `import { a } from './a.ts';`],
    ['as a type, under another name', `import type { a as b } from './a.ts';`],
    ['by a re-export', `export { a } from './a.ts';`],
    ['as a member of the whole file', `import * as all from './a.ts';\nall.a();`],
    ['with the whole file', `import * as all from './a.ts';\nhand(all);`],
    ['when it is loaded late', `const { a } = await import('./a.ts');`],
    ['when it is loaded late, then', `import('./a.ts').then(({ a }) => a());`],
  ];
  for (const [how, taker] of takers) {
    test(`may be used ${how}`, () => {
      const own = { 'src/a.ts': 'export const a = 1;' };
      assert.deepEqual(unusedIn({ ...own, 'src/b.ts': taker }), []);
    });
  }

  test('is not used by an import of another name', () => {
    const texts = { 'src/a.ts': 'export const a = 1;', 'src/b.ts': `import { b } from './a.ts';` };
    assert.deepEqual(unusedIn(texts), ['src/a.ts: a']);
  });

  test('used only by a test must also be used in its own file', () => {
    const taker = [`import { a } from '../src/a.ts';`];
    assert.deepEqual(unusedIn({ 'src/a.ts': 'export const a = 1;' }, taker), ['src/a.ts: a']);
    const user = `export const a = 1;\nconst b = a;`;
    assert.deepEqual(unusedIn({ 'src/a.ts': user }, taker), []);
    assert.deepEqual(unusedIn({ 'src/a.ts': user }), ['src/a.ts: a']);
  });

  test('may be a type in the signature of another export', () => {
    const text = `export interface A { x: 1 }\nexport function b(a: A) {}`;
    assert.deepEqual(unusedIn({ 'src/a.ts': text, 'src/b.ts': `import { b } from './a.ts';` }), []);
  });
});
