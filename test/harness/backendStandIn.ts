// Stand-ins for tfjs-node and tfjs-node-gpu, whose native library is not available everywhere.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { NativePackage } from '../../src/core/heads/headBackend.ts';

export interface StandIn {
  /** Whether it reports that it computes on a graphics card. */
  readonly onCard?: boolean;
  /** Code to run on load, in place of TensorFlow.js with its CPU backend. */
  readonly program?: string;
}

export const standInVersion = '4.22.0';

/** Resolves from the working directory, the project's root: bundled tests have no path of their own. */
const fromRoot = createRequire(resolve('package.json'));

/** The source of the stand-in's main file. */
export function standInProgram({ onCard = false, program }: StandIn): string {
  if (program !== undefined) return program;
  const [core, cpu] = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'].map((name) =>
    JSON.stringify(fromRoot.resolve(name)),
  );
  return `
    if (require('util').isNullOrUndefined(null) !== true) throw new Error('not restored');
    const tf = require(${core});
    require(${cpu});
    tf.enableProdMode();
    const library = Object.assign(Object.create(tf.backend()), { isUsingGpuDevice: ${onCard} });
    module.exports = { ...tf, backend: () => library, ready: async () => {}, setBackend: async () => true };`;
}

/**
 * Installs a stand-in as an on-demand installation would, without npm.
 * @returns the folder of installations
 */
export async function installStandIn(
  within: string,
  name: NativePackage,
  standIn: StandIn,
): Promise<string> {
  const backendsDir = await mkdtemp(join(within, 'tensorflow-'));
  const folder = `${name}.1.1`;
  const place = join(backendsDir, folder, 'node_modules/@tensorflow', name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'index.js'), standInProgram(standIn));
  const installed = { name, version: standInVersion, folder };
  await writeFile(join(backendsDir, 'installed.json'), JSON.stringify(installed));
  return backendsDir;
}
