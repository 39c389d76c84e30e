import { Rng } from '../rng.ts';
import { drawGroups } from './drawGroups.ts';
import type { OraclePool } from './oraclePool.ts';

/** How many records are drawn as a test set. */
export type TestDraw = { readonly share: number } | { readonly size: number };

/** Which records can be asked, and on which the heads are tested. */
export interface Split {
  /** Records of the pool, ascending: file order. */
  readonly pool: Int32Array;
  readonly test: Int32Array;
}

/**
 * Draws a test set at random, in whole groups of near-duplicates, so that no test text has a twin in
 * the pool. A group larger than the test set stays in the pool.
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
 * A given test set: records that are in it by their exact text are left out of the pool.
 * @param drawn how many of its records are tested on, drawn by the seed; all when left out
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
