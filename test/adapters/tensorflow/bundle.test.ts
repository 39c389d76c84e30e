import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const kernels = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** A program that fits and samples on the best backend, loading the adapter like the engine. */
const program = `
  import { matrix } from '../../../src/core/math/matrix.ts';
  import { Rng } from '../../../src/core/rng.ts';
  import { DropoutHead } from '../../../src/adapters/tensorflow/dropoutHead.ts';
  const open = async () => {
    const { openTensorflow } = await import('../../../src/adapters/tensorflow/openTensorflow.ts');
    return openTensorflow({ log: (line) => console.error(line) });
  };
  const { fitDropoutHead } = await import('../../../src/adapters/tensorflow/fitDropoutHead.ts');
  const x = matrix(4, 2, Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1));
  const { head } = await fitDropoutHead(x, [0, 1, 0, 1], open, { rng: new Rng(1) });
  const back = DropoutHead.fromBytes(head.toBytes(), open);
  const p = await back.predictProba(x);
  console.log(JSON.stringify({ name: (await open()).name, sure: p.data[0] > 0.9 && p.data[3] > 0.9 }));
`;

let folder: string;
let metafile: Metafile;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-bundle-'));
  // Bundled like the engine in esbuild.mjs.
  ({ metafile } = await build({
    stdin: { contents: program, resolveDir: here, loader: 'ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    metafile: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    define: { __dirname: 'import.meta.dirname' },
    banner: {
      js: `import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);`,
    },
    logLevel: 'silent',
  }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function run(): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'stdin.mjs')], {
    cwd: folder,
  });
  return JSON.parse(stdout);
}

test('the entry chunk does not include TensorFlow.js', async () => {
  const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === '<stdin>');
  assert.ok(entry);
  const loaded = Object.keys(entry.inputs).filter((input) => input.includes('@tensorflow'));
  assert.deepEqual(loaded, []);
  assert.ok((await readFile(join(folder, 'stdin.mjs'))).length < 30_000);
});

test('without its .wasm files, the bundle falls back to plain JavaScript', async () => {
  // Nothing is found in node_modules from this folder either.
  assert.deepEqual(await run(), { name: 'cpu', sure: true });
});

test('with them, it runs on WebAssembly', async () => {
  for (const name of ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm']) {
    await copyFile(join(kernels, name), join(folder, name));
  }
  await writeFile(join(folder, 'package.json'), '{}');
  assert.deepEqual(await run(), { name: 'wasm', sure: true });
});
