import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { thisTarget, vsixPath } from '../../scripts/setup/vsix.mjs';
import { readZip, type ZipEntry } from './zip.ts';

/** Unpacks the VSIX of this platform into a folder, and returns its entries. */
export function unpackVsix(folder: string): ZipEntry[] {
  const entries = readZip(readFileSync(vsixPath(thisTarget())));
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    const file = join(folder, entry.name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry.read());
  }
  return entries;
}
