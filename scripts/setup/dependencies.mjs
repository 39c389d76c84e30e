import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { root } from './paths.mjs';
import { logStep } from './terminal.mjs';

/** @typedef {{ version?: string; optional?: boolean; link?: boolean }} Locked */

/**
 * @param {string} path
 * @returns {Record<string, Locked> | undefined} the packages in a lock file; undefined if it is missing or invalid
 */
function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules matches a lock file. npm writes `node_modules/.package-lock.json` as the
 * last step of an installation, so an interrupted one does not count.
 * @param {string} folder
 */
export function isInstalled(folder) {
  const wanted = lockedPackages(join(folder, 'package-lock.json'));
  const present = lockedPackages(join(folder, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || present[path]?.version === version,
  );
}

/** Installs the dependencies unless they match the lock file. */
export async function ensureDependencies() {
  if (isInstalled(root)) return;
  logStep('Installing the dependencies (npm ci)');
  await mustRun('install the dependencies', 'npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
  });
}
