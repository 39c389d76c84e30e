import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/**
 * Gives this process and its children an empty folder for temporary files until the test ends. Other
 * processes write to the system's folder at any moment.
 * @returns its path, which `tmpdir()` returns from now on
 */
export function ownTemporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-temporary-'));
  const names = ['TMPDIR', 'TEMP', 'TMP'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = folder;
  t.after(() => {
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
