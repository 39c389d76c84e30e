import { ensureBuild } from '../setup/build.mjs';
import { ensureChromium } from '../setup/chromium.mjs';
import { ensureCodeServer } from '../setup/codeServer.mjs';
import { run } from '../setup/command.mjs';
import { root } from '../setup/paths.mjs';
import { ensureNpmPackage } from '../setup/npmPackage.mjs';
import { ensureVsix } from '../setup/vsix.mjs';
import { runHostTier } from './hostTier.mjs';
import { runNodeTier } from './nodeTier.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {readonly { name: string; reason: string }[]} skips
 * @property {readonly { name: string; message: string }[]} failures
 */

/**
 * @typedef {object} TierOptions
 * @property {string} [grep] only the tests whose names match
 * @property {number} timeoutMs time limit
 */

/**
 * @typedef {object} Tier
 * @property {string} name
 * @property {number} minutes time limit, generous enough for a busy machine
 * @property {(options: TierOptions) => Promise<Outcome>} run
 */

/** Projects to type-check, one for each set of globals (Node, page, extension host, scripts). */
const PROJECTS = ['.', 'webview', 'test/browser', 'test/vscode', 'scripts'];

/**
 * Runs commands, two at a time, as one test that passes or fails.
 * @param {string} name
 * @param {readonly (readonly string[])[]} commands arguments of Node
 * @param {TierOptions} options
 * @returns {Promise<Outcome>}
 */
async function runCommands(name, commands, { timeoutMs }) {
  /** @type {string[]} */
  const errors = [];
  const queue = [...commands];
  const work = async () => {
    for (let args = queue.shift(); args; args = queue.shift()) {
      const { code, output, timedOut } = await run(process.execPath, args, {
        cwd: root,
        timeoutMs,
      });
      if (timedOut) errors.push(`${args.join(' ')}: not finished after ${timeoutMs / 1000} s.`);
      else if (code !== 0) errors.push(output.trim());
    }
  };
  await Promise.all([work(), work()]);
  const failures = errors.length === 0 ? [] : [{ name, message: errors.join('\n') }];
  return { passed: failures.length === 0 ? 1 : 0, skips: [], failures };
}

const ESLINT = ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0'];

/** @type {readonly Tier[]} in running order: the quickest to fail come first */
export const TIERS = [
  {
    name: 'types',
    minutes: 60,
    run: (options) =>
      runCommands(
        'types',
        PROJECTS.map((project) => ['node_modules/typescript/bin/tsc', '--project', project]),
        options,
      ),
  },
  {
    name: 'lint',
    minutes: 60,
    run: (options) =>
      runCommands(
        'lint',
        [
          [...ESLINT, 'test'],
          [...ESLINT, '.', '--ignore-pattern', 'test/**'],
          [
            'node_modules/prettier/bin/prettier.cjs',
            '--check',
            '--log-level',
            'warn',
            '**/*.{ts,mjs,css}',
            'package.json',
          ],
        ],
        options,
      ),
  },
  { name: 'unit', minutes: 90, run: (options) => runNodeTier('test/unit', options) },
  { name: 'contract', minutes: 60, run: (options) => runNodeTier('test/contract', options) },
  {
    name: 'adapters',
    minutes: 60,
    async run(options) {
      await ensureBuild();
      return runNodeTier('test/adapters', options);
    },
  },
  {
    name: 'package',
    minutes: 60,
    async run(options) {
      await ensureVsix();
      await ensureNpmPackage();
      return runNodeTier('test/package', options);
    },
  },
  {
    name: 'vscode',
    minutes: 90,
    async run(options) {
      await ensureBuild();
      await ensureCodeServer();
      return runHostTier(options);
    },
  },
  {
    name: 'browser',
    minutes: 180,
    async run(options) {
      await ensureVsix();
      await ensureCodeServer();
      await ensureChromium();
      const pages = await runNodeTier('test/browser/pages', options);
      // A window of VS Code keeps more than one core busy.
      const windows = await runNodeTier('test/browser/*.test.ts', { ...options, sequential: true });
      return {
        passed: pages.passed + windows.passed,
        skips: [...pages.skips, ...windows.skips],
        failures: [...pages.failures, ...windows.failures],
      };
    },
  },
];
