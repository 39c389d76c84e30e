import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { UserError } from './terminal.mjs';

/** Manifest keys needed only for compiling, typing or installing. */
const OMITTED_KEYS = [
  'scripts',
  'devDependencies',
  'dependencies',
  'types',
  'files',
  'gypfile',
  'binary',
];

/**
 * Copies files of one installed package into the stage, with a manifest reduced to what `require`
 * reads.
 * @param {string} name
 * @param {string} stage its node_modules
 * @param {readonly string[]} files relative to the package
 */
function stagePackage(name, stage, files) {
  const from = join(root, 'node_modules', name);
  const to = join(stage, name);
  for (const file of files) {
    if (!existsSync(join(from, file)))
      throw new UserError(`${name} has no ${file}; was it installed?`);
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file), {
      recursive: true,
      filter: (path) => !/\.(d\.[cm]?ts|map)$/.test(path),
    });
  }
  if (existsSync(join(from, 'LICENSE'))) cpSync(join(from, 'LICENSE'), join(to, 'LICENSE'));
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  for (const key of OMITTED_KEYS) delete manifest[key];
  writeFileSync(join(to, 'package.json'), JSON.stringify(manifest, null, 2));
}

/**
 * onnxruntime's libraries, CPU only. Platforms without an entry (Intel Macs, Alpine) have none and
 * use the pure TypeScript products.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const RUNTIME_FILES = {
  'linux-x64': ['onnxruntime_binding.node', 'libonnxruntime.so.1'],
  'linux-arm64': ['onnxruntime_binding.node', 'libonnxruntime.so.1'],
  'darwin-arm64': ['onnxruntime_binding.node', 'libonnxruntime.1.dylib'],
  // DirectML.dll, dxcompiler.dll and dxil.dll are loaded only if a session requests DirectML.
  'win32-x64': ['onnxruntime_binding.node', 'onnxruntime.dll'],
  'win32-arm64': ['onnxruntime_binding.node', 'onnxruntime.dll'],
};

/**
 * Stages the native packages for one platform.
 * @param {string} target VS Code's name of the platform
 * @param {string} stage the node_modules folder beside the bundles
 * @returns {string[]} the names of the packages staged
 */
export function stageNatives(target, stage) {
  const prebuild = `prebuilds/${target.replace(/^alpine/, 'linuxmusl')}.node`;
  stagePackage('better-sqlite3', stage, [
    'lib/index.js',
    'lib/binding.js',
    'lib/database.js',
    'lib/sqlite-error.js',
    'lib/util.js',
    'lib/methods',
    prebuild,
  ]);
  const libraries = RUNTIME_FILES[target];
  if (!libraries) return ['better-sqlite3'];
  const folder = `bin/napi-v6/${target.replace('-', '/')}`;
  stagePackage('onnxruntime-node', stage, [
    'dist',
    ...libraries.map((file) => `${folder}/${file}`),
  ]);
  stagePackage('onnxruntime-common', stage, ['dist/cjs', 'dist/esm']);
  return ['better-sqlite3', 'onnxruntime-node', 'onnxruntime-common'];
}
