import { message } from '../../core/messages/messages.ts';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nodeUtil from 'node:util';
import { UserError } from '../../core/errors.ts';
import type { NativePackage } from '../../core/heads/headBackend.ts';
import {
  BackendUnavailableError,
  verifiedBackend,
  type TensorflowBackend,
  type Tf,
} from './backend.ts';

/**
 * TensorFlow's C library through one of its optional packages, found at run time and never bundled:
 * first in `folder/node_modules`, then where the program itself finds its packages. Returns the
 * package's own TensorFlow.js, so that tensors and library have the same version.
 * @throws BackendUnavailableError if it is not installed, Error if it does not load, UserError if this Node
 * cannot run it.
 */
export async function openNodePackage(
  name: NativePackage,
  folder?: string,
): Promise<TensorflowBackend> {
  const path = find(`@tensorflow/${name}`, folder);
  restoreRemovedChecks();
  const tf = createRequire(path)(path) as Tf;
  await tf.ready();
  if (!(await tf.setBackend('tensorflow'))) {
    throw new UserError(message('backend.noNative', { name }));
  }
  const library: object = tf.backend();
  // Without a card, the GPU package silently uses the CPU.
  const onCard = 'isUsingGpuDevice' in library && library.isUsingGpuDevice === true;
  return verifiedBackend(onCard ? 'tensorflow-gpu' : 'tensorflow', tf);
}

/**
 * The file to load.
 * @throws BackendUnavailableError if the package is not found.
 */
function find(name: string, folder: string | undefined): string {
  const places = [...(folder === undefined ? [] : [join(folder, 'package.json')]), import.meta.url];
  for (const place of places) {
    try {
      return createRequire(place).resolve(name);
    } catch {
      // Try the next place.
    }
  }
  throw new BackendUnavailableError(
    { kind: 'notInstalled' },
    message('backend.notInstalled', { package: name }),
    `${name} is not installed`,
  );
}

/**
 * Checks from `node:util` that tfjs-node 4.22 calls and Node has removed (isNullOrUndefined in 23)
 * or will remove.
 */
const removedChecks = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: (value: unknown): boolean => Array.isArray(value),
};

/**
 * Restores the `node:util` checks that tfjs-node calls (tensorflow/tfjs#8609).
 * @throws UserError if they are missing and cannot be restored.
 */
export function restoreRemovedChecks(util: object = nodeUtil): void {
  for (const [name, check] of Object.entries(removedChecks)) {
    if (typeof Reflect.get(util, name) === 'function') continue;
    if (!Reflect.set(util, name, check)) {
      const { node } = process.versions;
      throw new UserError(message('backend.nodeLacks', { check: `util.${name}`, node }));
    }
  }
}
