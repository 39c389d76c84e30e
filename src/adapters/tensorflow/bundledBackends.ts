import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { verifiedBackend, type TensorflowBackend } from './backend.ts';

// Without it the first operation prints an advertisement for tfjs-node.
tf.enableProdMode();

/** WebAssembly with XNNPACK, single-threaded: bit-identical on every machine with the same SIMD. */
export async function openWasm(wasmFolder = findWasmFolder()): Promise<TensorflowBackend> {
  await withoutNewProcessListeners(async () => {
    setWasmPaths(wasmFolder + sep);
    // Its threads are browser workers started from a blob, which a forked Node process lacks.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!(await tf.setBackend('wasm'))) {
      throw new UserError(message('backend.noWasm', { folder: wasmFolder }));
    }
  });
  return verifiedBackend('wasm', tf);
}

/** Plain JavaScript: slow, but available on every machine. */
export async function openCpu(): Promise<TensorflowBackend> {
  // Reading the version keeps a bundler from dropping the package as free of side effects.
  if (!(await tf.setBackend('cpu'))) {
    throw new UserError(message('backend.doesNotStart', { version: version_cpu }));
  }
  return verifiedBackend('cpu', tf);
}

const wasmFile = 'tfjs-backend-wasm-simd.wasm';

/** Beside the bundle, where the build copies the files, or else in the package. */
function findWasmFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(here, wasmFile))) return here;
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}

const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Emscripten's loader makes the whole process rethrow unhandled rejections and exceptions. This
 * process handles them itself, so listeners added by `work` are removed.
 */
async function withoutNewProcessListeners(work: () => Promise<void>): Promise<void> {
  const before = events.map((event) => new Set(process.rawListeners(event)));
  try {
    await work();
  } finally {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]!.has(listener)) {
          process.off(event, listener as (...values: unknown[]) => void);
        }
      }
    });
  }
}
