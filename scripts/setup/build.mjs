import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { root } from './paths.mjs';
import { logStep } from './terminal.mjs';
import { unlessUpToDate } from './stamp.mjs';

/** Sources of the bundles. */
export const SOURCES = [
  'src',
  'webview',
  'models',
  'esbuild.mjs',
  'package.json',
  'package-lock.json',
];

/** Builds dist/ unless it is up to date. */
export function ensureBuild() {
  return unlessUpToDate('build', SOURCES, [join(root, 'dist/extension.cjs')], async () => {
    logStep('Building');
    await mustRun('build', process.execPath, ['esbuild.mjs'], { cwd: root });
  });
}

/** Builds the tests that run inside the extension host into .vscode-test/host. */
export async function buildHostTests() {
  await mustRun(
    'build the tests of the extension host',
    process.execPath,
    ['esbuild.mjs', '--tests'],
    {
      cwd: root,
    },
  );
}
