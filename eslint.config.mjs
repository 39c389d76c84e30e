import { readdirSync } from 'node:fs';
import eslint from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The libraries that one folder alone may import (docs/architecture.md). */
const LIBRARIES = {
  'better-sqlite3': 'src/adapters/sqlite',
  '@huggingface/transformers': 'src/adapters/transformers',
  'onnxruntime-node': 'src/adapters/onnx',
  'onnxruntime-web': 'src/adapters/onnx',
  papaparse: 'src/adapters/csv',
  uplot: 'webview/metrics',
};

/**
 * Refuses imports in a folder.
 * @param {string} folder
 * @param {string[]} patterns gitignore-style patterns of what may not be imported
 * @param {string} message
 */
function forbid(folder, patterns, message) {
  const libraries = Object.entries(LIBRARIES)
    .filter(([, owner]) => owner !== folder)
    .map(([name, owner]) => ({
      group: [name, `${name}/*`],
      message: `Only ${owner} imports ${name}.`,
    }));
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [...libraries, { group: patterns, message }] },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', '.vscode-test/', 'node_modules/', 'test/output/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.json',
          'webview/tsconfig.json',
          'test/browser/tsconfig.json',
          'test/vscode/tsconfig.json',
          'scripts/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        importX.createNodeResolver({ extensions: ['.ts', '.mjs', '.js'] }),
      ],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          // node:test runs its tests whether or not their promises are awaited.
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Ports are asynchronous; an implementation in memory has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-self-import': 'error',
      'import-x/no-duplicates': ['error', { 'prefer-inline': false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'prefer-const': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/adapters/files/copyToEnd.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['ImportSpecifier[imported.name', 'MemberExpression[property.name'].map((node) => ({
          selector: `${node}=/^(copyFile|cp)(Sync)?$/]`,
          message: 'Call copyToEnd: this never ends on a file that becomes shorter.',
        })),
      ],
    },
  },
  {
    // What a seeded run draws, and what the journal says, must not depend on the machine or the hour.
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['performance', 'process', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: 'The core takes clocks and timers from its caller.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from an Rng of core/rng.ts.' },
        { object: 'Date', property: 'now', message: 'The core takes the time from its caller.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'The core takes the time from its caller.',
        },
      ],
    },
  },
  {
    // By path, because the core's port to the engine is a folder of the same name.
    files: ['src/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: ['core', 'protocol', 'adapters', 'vscode'].map((name) => ({
            target: `src/${name}`,
            from: 'src/engine',
            message: 'Only src/host and src/commandLine see the engine.',
          })),
        },
      ],
    },
  },
  forbid(
    'src/core',
    ['vscode', 'node:*', '!node:crypto', '**/adapters/**', '**/vscode/**', '**/protocol/**'],
    'The core imports only itself.',
  ),
  forbid(
    'src/protocol',
    ['vscode', 'node:*', '**/adapters/**', '**/vscode/**'],
    'The protocol imports only types of the core.',
  ),
  ...readdirSync(new URL('src/adapters', import.meta.url)).map((name) =>
    forbid(
      `src/adapters/${name}`,
      ['vscode', '**/vscode/**', '**/protocol/**'],
      'An adapter imports the core and its library.',
    ),
  ),
  {
    ...forbid(
      'src/engine',
      ['vscode', '**/adapters/**', '**/vscode/**'],
      "Only the engine's composition root, main.ts, sees the adapters.",
    ),
    ignores: ['src/engine/main.ts'],
  },
  forbid(
    'src/vscode',
    ['**/adapters/**', '**/host/**'],
    'src/vscode imports the core and the protocol.',
  ),
  // The second, more special one stands for its folder, which may import its library.
  ...['webview', 'webview/metrics'].map((folder) =>
    forbid(
      folder,
      ['vscode', 'node:*', '**/src/core/**', '**/src/adapters/**', '**/src/vscode/**'],
      'The webview imports only the protocol.',
    ),
  ),
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
);
