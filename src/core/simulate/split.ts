import { Rng } from '../rng.ts';
import { drawGroups } from './drawGroups.ts';
import type { OraclePool } from './oraclePool.ts';

/** How much to draw as a test set. */
export type TestDraw = { readonly share: number } | { readonly size: number };

/** The records to query, and those for testing the heads. */
export interface Split {
  /** Pool records in file order, ascending. */
  readonly pool: Int32Array;
  readonly test: Int32Array;
}

/**
 * Draws a random test set in whole groups of near-duplicates, so that no test text has a
 * near-duplicate in the pool. A group larger than the test set stays in the pool.
 * @param wanted a share of the records, between 0 and 1, or their number
 */
export function drawSplit(
  { groups }: Pick<OraclePool, 'groups'>,
  wanted: TestDraw,
  seed: number,
): Split {
  const size = 'share' in wanted ? Math.round(wanted.share * groups.length) : wanted.size;
  const test = drawGroups(groups, new Rng(seed).fork('test set'), size);
  return { pool: without(groups.length, test), test };
}

/**
 * Splits off a given test set: excludes records with the exact text of a test record from the pool.
 * @param drawn number of test records to draw with the seed; all if omitted
 */
export function givenSplit(
  pool: Pick<OraclePool, 'ids'>,
  test: Pick<OraclePool, 'ids'>,
  drawn?: { readonly size: number; readonly seed: number },
): Split {
  const tested = new Set(test.ids);
  const twins = pool.ids.flatMap((id, record) => (tested.has(id) ? [record] : []));
  return {
    pool: without(pool.ids.length, twins),
    test: drawn
      ? new Rng(drawn.seed).fork('test set').sample(test.ids.length, drawn.size).sort()
      : Int32Array.from(test.ids.keys()),
  };
}

function without(size: number, excluded: Iterable<number>): Int32Array {
  const out = new Uint8Array(size);
  for (const record of excluded) out[record] = 1;
  return Int32Array.from(out.keys()).filter((record) => out[record] === 0);
}
