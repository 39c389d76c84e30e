/** @import { Outcome, TierOptions } from './tiers.mjs' */
/** @import { Line } from './nodeTestReporter.mjs' */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../setup/command.mjs';
import { root } from '../setup/paths.mjs';

const reporter = pathToFileURL(join(root, 'scripts/test/nodeTestReporter.mjs')).href;

/**
 * Runs test files with `node --test`, at least two at a time: by default Node leaves one core free, which is
 * half of two.
 * @param {string} pattern a folder relative to the root, for every *.test.ts below it, or a glob of files
 * @param {TierOptions & { sequential?: boolean }} options
 * @returns {Promise<Outcome>}
 */
export async function runNodeTier(pattern, { grep, timeoutMs, sequential = false }) {
  const glob = pattern.endsWith('.ts') ? pattern : `${pattern}/**/*.test.ts`;
  const files = globSync(glob, { cwd: root }).sort();
  const concurrency = sequential ? 1 : Math.max(2, availableParallelism() - 1);
  if (files.length === 0) return { passed: 0, skips: [], failures: [] };
  const scratch = mkdtempSync(join(tmpdir(), 'marginalia-tier-'));
  const report = join(scratch, 'report.jsonl');
  // The test files share most modules: the cache compiles each only once.
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, '.vscode-test/compiled') };
  // If set by an outer test, it would make the tier report to that test's runner.
  delete env['NODE_TEST_CONTEXT'];
  const { code, output, timedOut } = await run(
    process.execPath,
    [
      '--test',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${report}`,
      `--test-concurrency=${concurrency}`,
      ...(grep === undefined ? [] : [`--test-name-pattern=${grep}`]),
      ...files,
    ],
    { cwd: root, env, timeoutMs },
  );
  const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
  rmSync(scratch, { recursive: true, force: true });

  /** @type {Line[]} */
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const failures = lines.flatMap(({ outcome, name, message = '' }) =>
    outcome === 'failed' ? [{ name, message }] : [],
  );
  if (timedOut) {
    const last = lines.at(-1)?.name ?? 'none';
    failures.push({
      name: pattern,
      message: `Not finished after ${timeoutMs / 1000} s, so it was ended. The last test that did: ${last}.`,
    });
  } else if (code !== 0 && failures.length === 0) {
    failures.push({ name: pattern, message: `node --test ended with code ${code}.\n${output}` });
  }
  return {
    passed: lines.filter(({ outcome }) => outcome === 'passed').length,
    skips: lines.flatMap(({ outcome, name, reason = '' }) =>
      outcome === 'skipped' ? [{ name, reason }] : [],
    ),
    failures,
  };
}
