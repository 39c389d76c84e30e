// Runs other tools' own code on files that Marginalia writes: `npm run test:peers`. Needs Python 3.10 with
// venv, and the packages of test/peers/peers.json, which it installs into .vscode-test/peers. If these are
// unavailable, it fails; with `--if-possible` it reports the reason and succeeds. `--grep PART` runs the
// checks with PART in their names. `--all` scores 1,500 texts of every shared data set with a sentence model,
// alone and beside lexical vectors, and prints the findings: half an hour of processor time, instead of 100
// texts of two data sets.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild } from './setup/build.mjs';
import { run } from './setup/command.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { root, cacheDir } from './setup/paths.mjs';
import { exitOnSignals } from './setup/processTree.mjs';
import { UserError, runMain, logStep } from './setup/terminal.mjs';

const folder = join(root, 'test/peers');
const environment = join(cacheDir, 'peers');
const inBin = (/** @type {string} */ name) =>
  join(
    environment,
    process.platform === 'win32' ? 'Scripts' : 'bin',
    process.platform === 'win32' ? `${name}.exe` : name,
  );

/** Packages with their dependencies, by peer. */
const peers = /** @type {Record<string, string[]>} */ (
  JSON.parse(readFileSync(join(folder, 'peers.json'), 'utf8'))
);
/** Installed without dependencies: it requires spaCy 2, which no current Python supports. */
const WITHOUT_DEPENDENCIES = ['doccano-transformer'];
const UV = 'uv==0.13.9';
/** Short timeouts, to fail quickly without a network. */
const NETWORK = {
  PIP_DEFAULT_TIMEOUT: '15',
  PIP_RETRIES: '1',
  UV_HTTP_TIMEOUT: '15',
  UV_HTTP_RETRIES: '1',
};

if (await onRecentNode(import.meta.url)) {
  exitOnSignals();
  await runMain(main);
}

async function main() {
  const { values } = parseArgs({
    options: {
      'if-possible': { type: 'boolean' },
      all: { type: 'boolean', default: false },
      grep: { type: 'string', default: '' },
    },
  });
  const { all, grep } = values;
  await ensureDependencies();
  const started = performance.now();
  try {
    await ensurePeers();
  } catch (error) {
    if (!values['if-possible'] || !(error instanceof UserError)) throw error;
    logStep(error.message);
    return printSummary(0, 0, 1);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'marginalia-peers-'));
  try {
    await writeOurFiles(scratch, all);
    const results = await runPeers(scratch, grep, all);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    logStep(`Ran the code of ${Object.keys(peers).length} peers (${seconds} s)`);
    return report(results, all);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ name: string; error?: string; absent?: string[]; found?: string[] }} Result
 * @param {readonly Result[]} results
 * @param {boolean} all whether to print the findings
 */
function report(results, all) {
  for (const { name, error, absent, found = [] } of results) {
    const mark = error !== undefined ? '✖' : absent ? '-' : '✔';
    console.log(`  ${mark} ${name}${absent ? ` (absent: ${absent.join(', ')})` : ''}`);
    if (error !== undefined) console.log(error.replace(/^/gm, '    '));
    if (all) for (const line of found) console.log(`    ${line}`);
  }
  const failed = results.filter(({ error }) => error !== undefined).length;
  const skipped = results.filter(({ absent }) => absent).length;
  return printSummary(results.length - failed - skipped, failed, skipped);
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {number} skipped
 * @returns {number} the exit code
 */
function printSummary(passed, failed, skipped) {
  logStep(`peers: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 ? 1 : 0;
}

/**
 * Creates the virtual environment, unless it exists with these versions.
 * @throws UserError if there is no suitable Python, or the packages cannot be fetched
 */
async function ensurePeers() {
  const wanted = createHash('sha256')
    .update(JSON.stringify([peers, WITHOUT_DEPENDENCIES, UV]))
    .digest('hex');
  const stamp = join(environment, 'made-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const started = performance.now();
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(cacheDir, { recursive: true });
  const python = await findPython();
  logStep('Making a Python environment with the peers (about 1 GB)');
  await runOrThrow('make a virtual environment', python, ['-m', 'venv', environment]);
  await runOrThrow('fetch uv', inBin('python'), ['-m', 'pip', 'install', '-q', UV]);
  const withDependencies = Object.entries(peers).flatMap(([name, packages]) =>
    WITHOUT_DEPENDENCIES.includes(name) ? [] : packages,
  );
  const all = await install(withDependencies);
  let isComplete = true;
  // Some packages may not support this Python.
  for (const [name, packages] of Object.entries(peers)) {
    if (performance.now() - started > 480_000) {
      throw new UserError('The packages of the peers could not be fetched, so no peer was run.');
    }
    const withoutDependencies = WITHOUT_DEPENDENCIES.includes(name);
    if (all && !withoutDependencies) continue;
    if (!(await install([...(withoutDependencies ? ['--no-deps'] : []), ...packages]))) {
      logStep(`${packages.join(', ')} could not be installed on this Python.`);
      isComplete = false;
    }
  }
  if (isComplete) writeFileSync(stamp, wanted);
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} whether the installation succeeded
 */
async function install(packages) {
  const args = ['pip', 'install', '--quiet', '--python', inBin('python'), ...packages];
  const env = { ...process.env, ...NETWORK };
  return (await run(inBin('uv'), args, { env, timeoutMs: 300_000 })).code === 0;
}

/**
 * @returns {Promise<string>} the command of a Python ≥ 3.10 that has venv
 * @throws UserError
 */
async function findPython() {
  const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  for (const name of ['python3', 'python']) {
    const found = await run(name, ['-c', probe]).catch(() => undefined);
    if (found?.code === 0) return name;
  }
  throw new UserError('There is no Python 3.10 or later with venv, so no peer was run.');
}

/**
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 */
async function runOrThrow(what, command, args) {
  const env = { ...process.env, ...NETWORK };
  const { code, output } = await run(command, args, { env, timeoutMs: 180_000 });
  if (code !== 0) throw new UserError(`Could not ${what}, so no peer was run.\n${output}`);
}

/**
 * @param {string} to
 * @param {boolean} all
 */
async function writeOurFiles(to, all) {
  // Model folders contain scripts from the build.
  await ensureBuild();
  const script = join(folder, 'writeOurFiles.ts');
  const env = { ...process.env, MARGINALIA_PEERS_ALL: all ? '1' : '' };
  const { code, output } = await run(process.execPath, [script, to], { cwd: root, env });
  if (code !== 0) throw new Error(`${script} ended with code ${code}.\n${output}`);
}

/**
 * @param {string} files
 * @param {string} part of the names of the checks
 * @param {boolean} all
 * @returns {Promise<Result[]>}
 */
async function runPeers(files, part, all) {
  const results = join(files, 'results');
  const { code, output } = await run(
    inBin('python'),
    [
      join(folder, 'peers.py'),
      files,
      join(root, 'docs/formats.md'),
      results,
      process.execPath,
      part,
    ],
    {
      cwd: files,
      ...(all ? {} : { timeoutMs: 600_000 }),
      // Keeps the tools offline: they must neither send nor fetch anything.
      env: {
        ...process.env,
        HF_HUB_OFFLINE: '1',
        HF_DATASETS_OFFLINE: '1',
        HF_HOME: join(files, 'hf'),
        PYTHONIOENCODING: 'utf-8',
        PYTHONDONTWRITEBYTECODE: '1',
      },
    },
  );
  if (code !== 0) throw new Error(`peers.py ended with code ${code}.\n${output}`);
  return readFileSync(results, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
