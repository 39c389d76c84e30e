import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from './build.mjs';
import { mustRun } from './command.mjs';
import { writeNotices } from './notices.mjs';
import { root, cacheDir } from './paths.mjs';
import { logStep } from './terminal.mjs';
import { unlessUpToDate } from './stamp.mjs';

/** Maximum packed size, in bytes: `npx` fetches the package in every CI run. */
const MAX_BYTES = 12e6;

/** The embedding that is small enough to ship. */
const MODEL = 'models/static-en-128';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

export const npmPackagePath = join(root, 'dist', `marginalia-${manifest.version}.tgz`);

/**
 * The manifest of the npm package. Installing it runs no scripts. SQLite is optional: commands without a
 * database work without it. onnxruntime (280 MB, with a script that may download more) is not a dependency;
 * the package uses an installed one.
 */
function npmManifest() {
  const { name, version, license, keywords, dependencies } = manifest;
  return {
    name,
    version,
    description: 'The command line of Marginalia: labelled texts and active learning.',
    license,
    keywords,
    type: 'module',
    bin: { marginalia: 'cli.js' },
    engines: { node: '>=20.11' },
    optionalDependencies: { 'better-sqlite3': dependencies['better-sqlite3'] },
    peerDependencies: {
      'onnxruntime-node': dependencies['onnxruntime-node'],
      'onnxruntime-web': dependencies['onnxruntime-node'],
    },
    peerDependenciesMeta: {
      'onnxruntime-node': { optional: true },
      'onnxruntime-web': { optional: true },
    },
  };
}

/**
 * Packs the command line for `npx` into dist/.
 * @returns {Promise<string>} the path of the tarball
 */
export async function packNpmPackage() {
  const stage = join(cacheDir, 'stage/npm');
  const inputs = join(cacheDir, 'stage/npm.inputs.json');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  await mustRun(
    'build the command line for production',
    process.execPath,
    ['esbuild.mjs', '--production', '--only', 'cli', '--outdir', stage, '--metafile', inputs],
    { cwd: root },
  );
  for (const model of readdirSync(join(stage, 'models'))) {
    if (`models/${model}` !== MODEL) rmSync(join(stage, 'models', model), { recursive: true });
  }
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(npmManifest(), null, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  cpSync(join(root, 'scripts/setup/npm/README.md'), join(stage, 'README.md'));
  writeNotices(JSON.parse(readFileSync(inputs, 'utf8')), [], join(stage, 'ThirdPartyNotices.txt'));
  mkdirSync(join(root, 'dist'), { recursive: true });
  await mustRun('pack the npm package', 'npm', ['pack', '--pack-destination', join(root, 'dist')], {
    cwd: stage,
  });
  const { size } = statSync(npmPackagePath);
  if (size > MAX_BYTES)
    throw new Error(`${npmPackagePath} has ${size} bytes, more than ${MAX_BYTES}.`);
  return npmPackagePath;
}

/** @returns {Promise<string>} the tarball, repacked only if its sources have changed */
export async function ensureNpmPackage() {
  const sources = [...SOURCES, 'scripts/setup', 'LICENSE'];
  await unlessUpToDate('npm', sources, [npmPackagePath], async () => {
    logStep('Packing the command line for npm');
    await packNpmPackage();
  });
  return npmPackagePath;
}
