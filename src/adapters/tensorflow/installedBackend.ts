import { readFileSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nativePackages, type NativePackage } from '../../core/heads/headBackend.ts';
import { isRunning } from './isRunning.ts';

/**
 * A native backend that was installed on request and tried. Every installation has a folder of its own
 * below the one for all of them, and never moves; one file says which of them is in use. So a folder is
 * never half of anything, and the libraries of a running engine are not replaced under it.
 */
export interface InstalledBackend {
  readonly name: NativePackage;
  readonly version: string;
  /** Absolute; holds a `node_modules`. */
  readonly folder: string;
}

const pointer = 'installed.json';

/** What is in use; undefined where there is none, or where what is written there makes no sense. */
export function readInstalled(backendsDir: string): InstalledBackend | undefined {
  try {
    const written: unknown = JSON.parse(readFileSync(join(backendsDir, pointer), 'utf8'));
    const { name, version, folder } = written as Record<keyof InstalledBackend, unknown>;
    const known = nativePackages.find((one) => one === name);
    if (!known || typeof version !== 'string' || typeof folder !== 'string') return undefined;
    return { name: known, version, folder: join(backendsDir, folder) };
  } catch {
    return undefined;
  }
}

/** The name of a new folder for an installation by this process. */
export function newFolderName(name: NativePackage, now: number): string {
  return `${name}.${process.pid}.${now}`;
}

/** @param folder a name of `newFolderName` */
export async function writeInstalled(
  backendsDir: string,
  { name, version, folder }: InstalledBackend,
): Promise<void> {
  const draft = join(backendsDir, `${pointer}.${process.pid}`);
  await writeFile(draft, JSON.stringify({ name, version, folder }));
  await rename(draft, join(backendsDir, pointer));
}

/** From now on nothing is in use; the files are `sweep`'s. */
export async function forgetInstalled(backendsDir: string): Promise<void> {
  await rm(join(backendsDir, pointer), { force: true });
}

/**
 * Deletes every installation that is not in use and that no other process is at work on. What cannot be
 * deleted yet, because a running program has loaded it, is left for the next time.
 */
export async function sweep(backendsDir: string): Promise<void> {
  const inUse = readInstalled(backendsDir)?.folder;
  const names = await readdir(backendsDir).catch(() => []);
  for (const name of names) {
    const maker = Number(/^tfjs-node(?:-gpu)?\.(\d+)\.\d+$/.exec(name)?.[1]);
    const folder = join(backendsDir, name);
    if (!maker || folder === inUse || (maker !== process.pid && isRunning(maker))) continue;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
