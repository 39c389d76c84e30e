import { hashString, Rng } from '../../../src/core/rng.ts';
import { makeDelimitedFile } from './delimitedFiles.ts';
import { chance } from './draws.ts';
import { makeJsonFile } from './jsonFiles.ts';
import type { PoolFile } from './poolFile.ts';

/** The share of files without oddities. */
const REGULAR = 0.45;

/** A file determined by seed and index alone. */
export function generatePoolFile(seed: number, index: number): PoolFile {
  const rng = new Rng(hashString(`pool file ${index}`, seed));
  const regular = chance(rng, REGULAR);
  const json = chance(rng, 0.28);
  return json ? makeJsonFile(rng, index, regular) : makeDelimitedFile(rng, index, regular);
}

/** Files 0 … count − 1. */
export function* generatePoolFiles(seed: number, count = 3000): Generator<PoolFile> {
  for (let index = 0; index < count; index++) yield generatePoolFile(seed, index);
}
