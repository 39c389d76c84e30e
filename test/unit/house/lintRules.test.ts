// Each lint rule is shown to fire: a rule that never fires looks just like clean code.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { root } from './imports.ts';

// Under CI the parser assumes that each file is read once, from disk, and would ignore these texts.
process.env['TSESTREE_SINGLE_RUN'] = 'false';
const eslint = new ESLint({ cwd: root });

/** The rules that a text breaks as the content of an existing file. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return result!.messages.map(({ ruleId }) => ruleId);
}

const refused: [string, string, string, string][] = [
  ['vscode in the core', 'src/core/errors.ts', `import 'vscode';`, 'no-restricted-imports'],
  ['files in the core', 'src/core/errors.ts', `import 'node:fs';`, 'no-restricted-imports'],
  [
    "an adapter's library elsewhere",
    'src/adapters/files/fileSource.ts',
    `import 'papaparse';`,
    'no-restricted-imports',
  ],
  [
    'a cycle',
    'src/core/errors.ts',
    `import { throwIfAborted } from './pool/readRows.ts';\nexport const a = throwIfAborted;`,
    'import-x/no-cycle',
  ],
  [
    'a floating promise',
    'src/core/errors.ts',
    `Promise.reject(new Error());`,
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'copyFile, which never ends on a file that becomes shorter',
    'src/adapters/files/replaceFile.ts',
    `import { copyFileSync } from 'node:fs';\nexport const a = copyFileSync;`,
    'no-restricted-syntax',
  ],
  [
    'copyFile of a namespace',
    'src/adapters/files/replaceFile.ts',
    `import * as fs from 'node:fs/promises';\nexport const a = fs.copyFile;`,
    'no-restricted-syntax',
  ],
  ['any', 'src/core/errors.ts', `export const a: any = 1;`, '@typescript-eslint/no-explicit-any'],
  [
    'a type imported as a value',
    'src/core/progress.ts',
    `import { UserError } from './errors.ts';\nexport type A = UserError;`,
    '@typescript-eslint/consistent-type-imports',
  ],
];

for (const [name, path, text, rule] of refused) {
  test(`refused: ${name}`, async () => {
    const rules = await broken(path, text);
    assert.ok(rules.includes(rule), `${rule} is not among ${rules.join(', ') || 'none'}`);
  });
}

test('the core may import node:crypto, for hashing', async () => {
  const text = `import { createHash } from 'node:crypto';\nexport const a = createHash;`;
  assert.deepEqual(await broken('src/core/errors.ts', text), []);
});
