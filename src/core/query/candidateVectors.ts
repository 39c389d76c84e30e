import { rowOf, type Matrix } from '../math/matrix.ts';
import { topK } from '../math/topK.ts';
import type { Pick, QueryState } from './queryState.ts';

/**
 * Maximum candidates for strategies that work on all pairs or in many passes; a random sample
 * beyond it.
 */
const maxCandidates = 100_000;

/** Candidates with their embeddings. */
export interface CandidateVectors {
  /** Pool rows, parallel to the rows of `x`. */
  readonly rows: Int32Array;
  readonly x: Matrix;
}

/**
 * The candidates' embeddings; a seeded random sample of 100,000, or of `n` if larger, if there are
 * more. The pool's own matrix, not copied, if every record is a candidate.
 */
export async function candidateVectors(state: QueryState, n: number): Promise<CandidateVectors> {
  const limit = Math.max(maxCandidates, n);
  const { candidates, embeddings, rng } = state;
  const rows =
    candidates.length > limit
      ? rng
          .fork('candidates')
          .sample(candidates.length, limit)
          .map((i) => candidates[i]!)
          .sort()
      : candidates;
  return { rows, x: await vectorsOf(state, rows, embeddings.all()) };
}

async function vectorsOf(state: QueryState, rows: Int32Array, whole?: Matrix): Promise<Matrix> {
  if (whole && rows.length === whole.rows && rows.every((row, i) => row === i)) return whole;
  return state.embeddings.take(rows);
}

/** A row of a matrix as a d × 1 matrix. */
export function columnOf(x: Matrix, i: number): Matrix {
  return { rows: x.cols, cols: 1, data: rowOf(x, i).slice() };
}

/**
 * Fills a batch up to min(n, candidates) with the remaining candidates in hash order, with score 0.
 */
export function fillBatch(picks: Pick[], state: QueryState, n: number, kind: string): Pick[] {
  const wanted = Math.min(n, state.candidates.length);
  if (picks.length >= wanted) return picks.slice(0, wanted);
  const taken = new Set(picks.map((pick) => pick.row));
  const rest = state.candidates.filter((row) => !taken.has(row));
  const order = topK(new Float32Array(rest.length), wanted - picks.length, (i) =>
    state.idHash(rest[i]!),
  );
  return [
    ...picks,
    ...Array.from(order, (i): Pick => ({ row: rest[i]!, score: 0, reason: { kind } })),
  ];
}
