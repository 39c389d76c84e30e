// Builds everything that ships: `node esbuild.mjs [--watch] [--production] [--outdir DIR]`.
// --only cli builds what the command line needs. --metafile FILE writes which source files went into the bundles.
// With --tests it builds, instead, the tests that run inside the extension host, into .vscode-test/host.
//
//   dist/extension.cjs     the extension host's side (CommonJS, as VS Code requires it)
//   dist/engine.mjs        the engine process, with transformers.js inside
//   dist/embedder.mjs      the process of a sentence model that comes with the product
//   dist/backendTrial.mjs  tries a native TensorFlow backend, in a process whose crash harms nobody
//   dist/cli.js            the same core without VS Code
//   dist/score             the scripts of model folders, which run without the product
//   dist/*.wasm            TensorFlow.js's kernels, which its WebAssembly backend looks for beside the bundle
//   dist/models           the embeddings that come with the product
//   dist/webview/*.{js,css} one script and one style sheet for each panel
//
// Native packages stay outside and are found in node_modules, or beside the bundle in the VSIX.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const dist = resolve(optionValue('--outdir') ?? join(root, 'dist'));
const metafile = optionValue('--metafile');
const only = optionValue('--only');

/**
 * transformers.js imports `sharp` (image decoding, a native package) when it loads, and refuses a falsy one.
 * Text needs none of it, so a function that throws takes its place.
 * @type {esbuild.Plugin}
 */
const withoutSharp = {
  name: 'without-sharp',
  setup(build) {
    build.onResolve({ filter: /^sharp$/ }, () => ({ path: 'sharp', namespace: 'without-sharp' }));
    build.onLoad({ filter: /.*/, namespace: 'without-sharp' }, () => ({
      contents: `export default function sharp() { throw new Error('Images are not supported here.'); }`,
    }));
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: metafile !== undefined,
  // Class names reach people (HumanError in a stack) and the wire (error.name), so they survive minification.
  keepNames: true,
};

/** @type {esbuild.BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  target: 'node22',
  external: [
    'vscode',
    'better-sqlite3',
    'onnxruntime-node',
    'onnxruntime-common',
    // Used where it is installed; not shipped.
    'onnxruntime-web/wasm',
  ],
};

/** Bundled CommonJS dependencies call `require`, which an ES module does not have. */
const requireBanner = {
  js: `import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);`,
};

/** @type {esbuild.BuildOptions} */
const nodeModule = {
  ...node,
  // The command line also runs without VS Code.
  target: 'node20',
  format: 'esm',
  banner: requireBanner,
  plugins: [withoutSharp],
  // TensorFlow.js's WebAssembly loader is CommonJS and reads it when it starts.
  define: { __dirname: 'import.meta.dirname' },
  // What is imported dynamically is loaded only then: a platform without onnxruntime's binary gets
  // as far as the `catch` behind that import.
  splitting: true,
};

/** @type {esbuild.BuildOptions} */
const browser = { ...common, platform: 'browser', target: 'es2022', format: 'iife' };

/**
 * Scripts that go into model folders, where people read them.
 * @type {esbuild.BuildOptions}
 */
const script = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: false,
  keepNames: false,
  sourcemap: false,
  external: ['onnxruntime-node'],
};

/** @typedef {{ from: string; to: string; options: esbuild.BuildOptions }} Bundle */

/** @type {Bundle[]} */
const shipped = [
  {
    from: 'src/extension.ts',
    to: join(dist, 'extension.cjs'),
    // The SQLite adapter asks for import.meta only where there is no __filename.
    options: { ...node, format: 'cjs', logOverride: { 'empty-import-meta': 'silent' } },
  },
  { from: 'src/engine/main.ts', to: join(dist, 'engine.mjs'), options: nodeModule },
  { from: 'src/embedder/main.ts', to: join(dist, 'embedder.mjs'), options: nodeModule },
  {
    from: 'src/adapters/tensorflow/backendTrial.ts',
    to: join(dist, 'backendTrial.mjs'),
    options: nodeModule,
  },
  { from: 'src/cli.ts', to: join(dist, 'cli.js'), options: nodeModule },
  ...['score', 'scoreWithEncoder', 'prepare', 'prepareWithEncoder'].map((name) => ({
    from: `src/score/${name}.ts`,
    to: join(dist, `score/${name}.mjs`),
    options: script,
  })),
  ...['annotate', 'metrics'].map((panel) => ({
    from: `webview/${panel}/main.ts`,
    to: join(dist, `webview/${panel}.js`),
    options: browser,
  })),
];

/** @returns {Bundle[]} */
function hostTests() {
  const from = join(root, 'test/vscode');
  const to = join(root, '.vscode-test/host');
  const tests = readdirSync(from).filter((name) => name.endsWith('.test.ts'));
  const commonJs = [...tests, 'run.ts'].map((name) => ({
    from: join(from, name),
    to: join(to, name.replace(/\.ts$/, '.cjs')),
    /** @type {esbuild.BuildOptions} */
    options: { ...node, format: 'cjs', external: [...(node.external ?? []), 'mocha'] },
  }));
  return [
    ...commonJs,
    { from: join(from, 'probeEngine.ts'), to: join(to, 'probeEngine.mjs'), options: nodeModule },
  ];
}

/** The command line, the processes that it starts, and what it writes. */
const commandLine = /^src\/(cli\.ts|engine\/main\.ts|score\/)/;
const wanted = only === 'cli' ? shipped.filter(({ from }) => commandLine.test(from)) : shipped;
const bundles = process.argv.includes('--tests') ? hostTests() : wanted;
const present = bundles.filter(({ from, to }) => {
  if (existsSync(resolve(root, from))) return true;
  console.log(`${to}: not built, ${from} does not exist yet.`);
  return false;
});

// Chunks carry hashes in their names, so those of former builds would pile up and be packed.
for (const to of new Set(present.map(({ to }) => dirname(to)))) {
  if (!existsSync(to)) continue;
  for (const name of readdirSync(to)) {
    if (/-[A-Z0-9]{8}\.m?js(\.map)?$/.test(name)) rmSync(join(to, name));
  }
}

if (bundles === wanted) {
  const kernels = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  mkdirSync(dist, { recursive: true });
  // Node has no threads for the third one, tfjs-backend-wasm-threaded-simd.wasm.
  for (const name of ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm']) {
    copyFileSync(join(kernels, name), join(dist, name));
  }
  rmSync(join(dist, 'models'), { recursive: true, force: true });
  cpSync(join(root, 'models'), join(dist, 'models'), { recursive: true });
  mkdirSync(join(dist, 'score'), { recursive: true });
  const script = (/** @type {string} */ name) => join(root, 'src/score', name);
  const parts = ['model.py', 'score.py'].map((name) => readFileSync(script(name), 'utf8'));
  writeFileSync(join(dist, 'score/score.py'), parts.join('\n\n'));
  copyFileSync(script('prepare.py'), join(dist, 'score/prepare.py'));
}

const contexts = await Promise.all(
  present.map(({ from, to, options }) => {
    const name = basename(to, extname(to));
    return esbuild.context({
      ...options,
      entryPoints: [{ in: resolve(root, from), out: name }],
      outdir: dirname(to),
      outExtension: { '.js': extname(to) },
      chunkNames: `${name}-[name]-[hash]`,
    });
  }),
);

if (watch) {
  await Promise.all(contexts.map((context) => context.watch()));
  console.log(`Watching ${present.length} bundles. Ctrl+C ends it.`);
} else {
  try {
    const results = await Promise.all(contexts.map((context) => context.rebuild()));
    if (metafile !== undefined) {
      const inputs = results.flatMap((result) => Object.keys(result.metafile?.inputs ?? {}));
      writeFileSync(metafile, JSON.stringify([...new Set(inputs)].sort()));
    }
    console.log(`Built ${present.map(({ to }) => relative(root, to)).join(', ')}.`);
  } catch {
    // esbuild has already said what is wrong, with file and line.
    process.exitCode = 1;
  } finally {
    await Promise.all(contexts.map((context) => context.dispose()));
  }
}

/**
 * @param {string} name
 * @returns {string | undefined}
 */
function optionValue(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
