// The import rules of docs/architecture.md, checked on every import of src and webview.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findCycle, importsOf, readSources } from './imports.ts';
import type { SourceFile } from './imports.ts';
import { breaches, importersOfLibraries } from './rooms.ts';

const sources = readSources(['src', 'webview']).filter(({ path }) => !path.endsWith('.d.ts'));

describe('import rules', () => {
  test('there are sources to check', () => {
    assert.ok(sources.length > 10);
  });

  test('every file imports only what its room allows', () => {
    assert.deepEqual(breaches(sources), []);
  });

  test('every library has one importer', () => {
    const shared = [...importersOfLibraries(sources)]
      .filter(([, rooms]) => rooms.size > 1)
      .map(([name, rooms]) => `${name}: ${[...rooms].join(', ')}`);
    assert.deepEqual(shared, []);
  });

  test('there are no import cycles', () => {
    assert.equal(findCycle(sources)?.join(' → '), undefined);
  });

  test('no file is called manager, helper or util', () => {
    const vague = sources
      .map(({ path }) => path)
      .filter((path) => /(manager|helpers?|utils?)\.ts$/i.test(path));
    assert.deepEqual(vague, []);
  });
});

describe('violations are detected', () => {
  const file = (path: string, text: string): SourceFile => ({
    path,
    lines: 1,
    imports: importsOf(path, text),
  });

  const forbidden: [string, string, string][] = [
    ['the core imports vscode', 'src/core/a.ts', `import * as vscode from 'vscode';`],
    ['the core reads files', 'src/core/a.ts', `import { readFileSync } from 'node:fs';`],
    ['the core loads a library late', 'src/core/a.ts', `const it = await import('uplot');`],
    [
      'vscode imports an adapter',
      'src/vscode/a.ts',
      `import { x } from '../adapters/sqlite/x.ts';`,
    ],
    ['an adapter imports another', 'src/adapters/a/a.ts', `import { x } from '../b/b.ts';`],
    [
      'the webview imports the core',
      'webview/common/a.ts',
      `import { x } from '../../src/core/x.ts';`,
    ],
    ['the protocol imports code', 'src/protocol/a.ts', `import { x } from '../core/x.ts';`],
    ['re-exports count', 'src/core/a.ts', `export { x } from '../engine/x.ts';`],
    ['the extension is left out', 'src/core/a.ts', `import { x } from './x';`],
    ['a file without a room', 'src/stray.ts', `import { x } from './core/x.ts';`],
  ];
  for (const [name, path, text] of forbidden) {
    test(name, () => assert.equal(breaches([file(path, text)]).length, 1));
  }

  test('core types may pass through the protocol', () => {
    assert.deepEqual(
      breaches([file('src/protocol/a.ts', `import type { X } from '../core/x.ts';`)]),
      [],
    );
  });

  test('a cycle is found, including one of types', () => {
    const a = file('src/core/a.ts', `import { b } from './b.ts';`);
    const circle = ['src/core/a.ts', 'src/core/b.ts', 'src/core/a.ts'];
    for (const back of ['import { a }', 'import type { a }']) {
      assert.deepEqual(findCycle([a, file('src/core/b.ts', `${back} from './a.ts';`)]), circle);
    }
    assert.equal(findCycle([a, file('src/core/b.ts', `import { c } from './c.ts';`)]), undefined);
  });
});
