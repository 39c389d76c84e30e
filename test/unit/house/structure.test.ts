// Layout: small folders, unique file names, one-way dependencies.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importsOf, readSources, type SourceFile } from './imports.ts';
import {
  crowdedFolders,
  folderCycle,
  lengthsOf,
  longFiles,
  mutualFolders,
  repeatedNames,
  sharedFilesThatReachDown,
} from './structure.ts';

const sources = readSources(['src']);

/** File names that may occur twice, and why. */
const twice: Readonly<Record<string, string>> = {
  'main.ts': 'composition roots of two processes',
  'registry.ts': 'names and what they stand for, of acquisition functions and of file formats',
  'csv.ts': 'cells that are written, and the format that is read',
  'learner.ts': 'what the loop offers, and what a simulation trains',
};

/** Rooms whose folders must stay small. */
const rooms = ['src/core/loop', 'src/core/engine', 'src/engine'];

describe('source layout', () => {
  test('no file is longer than 400 lines, and extension.ts stays under 150', () => {
    const files = lengthsOf(['src', 'webview', 'scripts', 'test']);
    assert.ok(files.some(({ path }) => path.endsWith('.test.ts')));
    assert.deepEqual(longFiles(files, 400), []);
    const root = files.filter(({ path }) => path === 'src/extension.ts');
    assert.equal(root.length, 1);
    assert.deepEqual(longFiles(root, 150), []);
  });

  test('no folder of the loop, the port or the engine holds more than 16 files', () => {
    assert.deepEqual(crowdedFolders(sources, rooms, 16), []);
  });

  test('a file name occurs once, or has a reason', () => {
    const repeated = [...repeatedNames(sources)].filter(([name]) => !(name in twice));
    assert.deepEqual(repeated, []);
  });

  test('no two folders of src/vscode import each other', () => {
    assert.deepEqual(mutualFolders(sources, 'src/vscode'), []);
  });

  for (const parent of ['src/core/loop', 'src/engine']) {
    test(`the folders of ${parent} import each other in no circle`, () => {
      assert.equal(folderCycle(sources, parent), undefined);
    });
  }

  test('the folders of src/core import each other in no circle', () => {
    // Messages import types from any folder for their parameters.
    assert.equal(folderCycle(sources, 'src/core', ['messages']), undefined);
  });

  test('shared files of src/vscode import none of its folders except text', () => {
    const found = sharedFilesThatReachDown(sources, 'src/vscode', {
      roots: ['src/vscode/userInterface.ts'],
      shared: ['text'],
    });
    assert.deepEqual(found, []);
  });
});

describe('violations are detected', () => {
  test('of a long file, a test or a script as well', () => {
    const lengths = ['src/a.ts', 'test/a.test.ts', 'test/a.py'].map((path, i) => ({
      path,
      lines: 400 + i,
    }));
    assert.deepEqual(longFiles(lengths, 400), ['test/a.test.ts: 401', 'test/a.py: 402']);
    const here = lengthsOf(['test/unit/house']).find(({ path }) => path.endsWith('structure.ts'));
    assert.deepEqual(longFiles([here!], here!.lines), []);
    assert.equal(longFiles([here!], here!.lines - 1).length, 1);
  });

  const file = (path: string, text = ''): SourceFile => ({
    path,
    lines: 1,
    imports: importsOf(path, text),
  });

  test('of a folder with too many files', () => {
    const files = ['a', 'b', 'c'].map((name) => file(`src/engine/pool/${name}.ts`));
    assert.deepEqual(crowdedFolders(files, rooms, 2), ['src/engine/pool: 3']);
    assert.deepEqual(crowdedFolders(files, rooms, 3), []);
    assert.deepEqual(crowdedFolders(files, ['src/vscode'], 2), []);
  });

  test('of a repeated file name', () => {
    const files = [file('src/core/a.ts'), file('src/engine/a.ts'), file('src/engine/b.ts')];
    assert.deepEqual([...repeatedNames(files)], [['a.ts', ['src/core/a.ts', 'src/engine/a.ts']]]);
  });

  test('of a mutual import, including one of types', () => {
    const there = file('src/vscode/tree/a.ts', `import { b } from '../editor/b.ts';`);
    const back = file('src/vscode/editor/b.ts', `import type { c } from '../tree/c.ts';`);
    assert.deepEqual(mutualFolders([there, back], 'src/vscode'), ['editor ⇄ tree']);
    assert.deepEqual(mutualFolders([there], 'src/vscode'), []);
  });

  test('of folders that import each other in a circle', () => {
    const circle = [
      file('src/engine/a/x.ts', `import { y } from '../b/y.ts';`),
      file('src/engine/b/y.ts', `import { z } from '../b/z.ts';`),
      file('src/engine/b/z.ts', `import type { w } from '../c/w.ts';`),
      file('src/engine/c/w.ts', `import { v } from '../a/v.ts';`),
    ];
    assert.equal(folderCycle(circle, 'src/engine'), 'a → b → c → a');
    assert.equal(folderCycle(circle.slice(0, 3), 'src/engine'), undefined);
    const root = file('src/engine/root.ts', `import { v } from './a/v.ts';`);
    const back = file('src/engine/a/v.ts', `import { root } from '../root.ts';`);
    assert.equal(folderCycle([root, back], 'src/engine'), undefined);
  });

  test('of a circle through a folder that may only name types', () => {
    const heads = file('src/core/heads/a.ts', `import { b } from '../messages/b.ts';`);
    const naming = (text: string): string | undefined =>
      folderCycle([heads, file('src/core/messages/b.ts', text)], 'src/core', ['messages']);
    assert.equal(naming(`import type { a } from '../heads/a.ts';`), undefined);
    assert.equal(naming(`import { a } from '../heads/a.ts';`), 'heads → messages → heads');
  });

  test('of a shared file that imports a folder', () => {
    const own = file('src/vscode/a.ts', `import { b } from './editor/b.ts';`);
    const found = (roots: string[], shared: string[]): string[] =>
      sharedFilesThatReachDown([own], 'src/vscode', { roots, shared });
    assert.deepEqual(found([], ['text']), ['src/vscode/a.ts']);
    assert.deepEqual(found(['src/vscode/a.ts'], []), []);
    assert.deepEqual(found([], ['editor']), []);
  });
});
