/** @import { Outcome, TierOptions } from './tiers.mjs' */
/** @import { Line } from './nodeTestReporter.mjs' */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../setup/command.mjs';
import { root } from '../setup/paths.mjs';

const reporter = pathToFileURL(join(root, 'scripts/test/nodeTestReporter.mjs')).href;

/** A test that hangs must not use up the time of the others; no test takes this long on a busy machine. */
const STALLED_MS = 15 * 60_000;

/**
 * Runs test files with `node --test`, at least two at a time: by default Node leaves one core free, which is
 * half of two.
 * @param {string} pattern a folder relative to the root, for every *.test.ts below it, or a glob of files
 * @param {TierOptions & { sequential?: boolean; stalledMs?: number }} options `stalledMs`: it is ended when
 * no test has begun or ended for so long
 * @returns {Promise<Outcome>}
 */
export async function runNodeTier(
  pattern,
  { grep, timeoutMs, sequential = false, stalledMs = STALLED_MS },
) {
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
  const stalled = new AbortController();
  const began = Date.now();
  const watch = setInterval(
    () => {
      const last = existsSync(report) ? statSync(report).mtimeMs : began;
      if (Date.now() - last > stalledMs) stalled.abort();
    },
    Math.min(stalledMs, 5000),
  );
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
    { cwd: root, env, timeoutMs, signal: stalled.signal },
  ).finally(() => clearInterval(watch));
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
    const why = stalled.signal.aborted
      ? `No test began or ended for ${stalledMs / 1000} s`
      : `Not finished after ${timeoutMs / 1000} s`;
    failures.push({ name: pattern, message: `${why}, so it was ended. ${running(lines)}` });
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

/**
 * @param {readonly Line[]} lines
 * @returns {string} a sentence with the test that was running in each unfinished file
 */
function running(lines) {
  /** @type {Map<string, string[]>} the names of a file's running suites and tests, outermost first */
  const files = new Map();
  for (const { outcome, name, file = '' } of lines) {
    const names = files.get(file) ?? [];
    if (outcome === 'began') files.set(file, [...names, name]);
    if (outcome === 'ended') files.set(file, names.toSpliced(names.lastIndexOf(name), 1));
  }
  const found = [...files].flatMap(([file, names]) =>
    names.length === 0 ? [] : [`${names.at(-1)} (${relative(root, file)})`],
  );
  return found.length === 0 ? 'No test was running.' : `Running: ${found.join('; ')}.`;
}
