import { readFileSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nativePackages, type NativePackage } from '../../core/heads/headBackend.ts';
import { isRunning } from './isRunning.ts';

/**
 * A native backend that was installed on request and tested. Every installation has its own
 * subfolder and never moves; one file names the current one. So a folder is never incomplete, and
 * the libraries of a running engine are never replaced.
 */
export interface InstalledBackend {
  readonly name: NativePackage;
  readonly version: string;
  /** Absolute path; contains `node_modules`. */
  readonly folder: string;
}

const pointer = 'installed.json';

/** The current installation; undefined if there is none or its file is invalid. */
export function readInstalled(backendsDir: string): InstalledBackend | undefined {
  try {
    const written: unknown = JSON.parse(readFileSync(join(backendsDir, pointer), 'utf8'));
    const { name, version, folder } = written as Record<keyof InstalledBackend, unknown>;
    const known = nativePackages.find((backend) => backend === name);
    if (!known || typeof version !== 'string' || typeof folder !== 'string') return undefined;
    return { name: known, version, folder: join(backendsDir, folder) };
  } catch {
    return undefined;
  }
}

/** A new folder name for an installation by this process. */
export function newFolderName(name: NativePackage, now: number): string {
  return `${name}.${process.pid}.${now}`;
}

/** @param folder name from `newFolderName` */
export async function writeInstalled(
  backendsDir: string,
  { name, version, folder }: InstalledBackend,
): Promise<void> {
  const draft = join(backendsDir, `${pointer}.${process.pid}`);
  await writeFile(draft, JSON.stringify({ name, version, folder }));
  await rename(draft, join(backendsDir, pointer));
}

/** Deselects the current installation; `sweep` deletes its files. */
export async function deselectInstalled(backendsDir: string): Promise<void> {
  await rm(join(backendsDir, pointer), { force: true });
}

/**
 * Deletes every installation that is neither current nor being made by another process. What cannot
 * be deleted yet, because a running program has loaded it, is deleted next time.
 */
export async function deleteUnusedInstallations(backendsDir: string): Promise<void> {
  const inUse = readInstalled(backendsDir)?.folder;
  const names = await readdir(backendsDir).catch(() => []);
  for (const name of names) {
    const maker = Number(/^tfjs-node(?:-gpu)?\.(\d+)\.\d+$/.exec(name)?.[1]);
    const folder = join(backendsDir, name);
    if (!maker || folder === inUse || (maker !== process.pid && isRunning(maker))) continue;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
