import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from './build.mjs';
import { mustRun } from './command.mjs';
import { stageNatives } from './natives.mjs';
import { writeNotices } from './notices.mjs';
import { root, cacheDir } from './paths.mjs';
import { UserError, logStep } from './terminal.mjs';
import { unlessUpToDate } from './stamp.mjs';

export const TARGETS = [
  'linux-x64',
  'linux-arm64',
  'alpine-x64',
  'alpine-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];

/** Files and folders shipped unchanged. */
const COPIED_FILES = [
  'package.nls.json',
  'package.nls.de.json',
  'l10n',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  '.vscodeignore',
  'media',
  'syntaxes',
];

/** VS Code's name of this machine's platform. */
export function thisTarget() {
  const musl = process.platform === 'linux' && existsSync('/etc/alpine-release');
  return `${musl ? 'alpine' : process.platform}-${process.arch}`;
}

/** @param {string} target */
export function vsixPath(target) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(root, 'dist', `marginalia-${target}-${version}.vsix`);
}

/**
 * Writes the shipped manifest, without entries that only a checkout needs.
 * @param {string} stage
 */
function stageManifest(stage) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const key of ['scripts', 'devDependencies', 'dependencies', 'private']) delete manifest[key];
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Stages the extension for one platform in its own folder and packs it into dist/.
 * @param {string} target
 * @returns {Promise<string>} the VSIX's path
 */
export async function stageAndPackage(target) {
  if (!TARGETS.includes(target)) {
    throw new UserError(`There is no target ${target}; take one of ${TARGETS.join(', ')}.`);
  }
  const stage = join(cacheDir, 'stage', target);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  stageManifest(stage);
  for (const name of COPIED_FILES) {
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(stage, name), { recursive: true });
  }
  const inputs = join(cacheDir, 'stage', `${target}.inputs.json`);
  await mustRun(
    'build for production',
    process.execPath,
    ['esbuild.mjs', '--production', '--outdir', join(stage, 'dist'), '--metafile', inputs],
    { cwd: root },
  );
  const natives = stageNatives(target, join(stage, 'dist/node_modules'));
  // UserError models need onnxruntime.
  if (!natives.includes('onnxruntime-node')) {
    rmSync(join(stage, 'dist/models/bge-small-en-v1.5'), { recursive: true });
  }
  writeNotices(
    JSON.parse(readFileSync(inputs, 'utf8')),
    natives,
    join(stage, 'ThirdPartyNotices.txt'),
  );

  const vsix = vsixPath(target);
  mkdirSync(join(root, 'dist'), { recursive: true });
  await mustRun(
    'pack the VSIX',
    process.execPath,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      '--target',
      target,
      '--out',
      vsix,
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
    ],
    { cwd: stage },
  );
  return vsix;
}

/** @returns {Promise<string>} this platform's VSIX, repacked only if shipped files have changed */
export async function ensureVsix() {
  const vsix = vsixPath(thisTarget());
  const sources = [...SOURCES, ...COPIED_FILES, 'scripts/setup'];
  await unlessUpToDate('vsix', sources, [vsix], async () => {
    logStep('Packing the extension');
    await stageAndPackage(thisTarget());
  });
  return vsix;
}
