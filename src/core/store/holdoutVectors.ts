import type { RecordId } from '../record.ts';

/** Vectors of hold-out records under one embedding. */
export interface RecordVectors {
  /** Fingerprint of the embedding. */
  readonly embedding: string;
  readonly ids: readonly RecordId[];
  /** ids.length × dimensions, row-major; each row as the heads of the embedding were fitted on it. */
  readonly rows: Float32Array;
}

/**
 * Vectors of hold-out records under the embeddings of the rounds. When the vectors of the pool have
 * changed, they are what an earlier round's head can still be scored on.
 */
export interface HoldoutVectors {
  /** Records with a vector under this embedding. */
  ids(embedding: string): RecordId[];
  /** All vectors under this embedding; undefined if there are none. */
  of(embedding: string): RecordVectors | undefined;
}

export interface WritableHoldoutVectors extends HoldoutVectors {
  /**
   * Adds vectors; a record that has one under the embedding keeps it. Removes those that no round
   * needs any more; see `embeddingsToDelete`.
   */
  add(vectors: RecordVectors): void;
}

/** Bytes of vectors in a project: 64 embeddings of 640 dimensions with 400 hold-out records each. */
const maxVectorBytes = 64 * 1024 * 1024;

/**
 * The embeddings whose vectors are removed: those without a round, and where all together take more
 * than `maxBytes` bytes, those whose latest round is the oldest. The latest embedding stays.
 */
export function embeddingsToDelete(
  kept: readonly { readonly embedding: string; readonly bytes: number }[],
  rounds: readonly { readonly number: number; readonly embedding: string }[],
  maxBytes = maxVectorBytes,
): string[] {
  const latest = new Map(rounds.map(({ embedding, number }) => [embedding, number]));
  const newestFirst = [...kept].sort(
    (a, b) => (latest.get(b.embedding) ?? 0) - (latest.get(a.embedding) ?? 0),
  );
  let total = 0;
  return newestFirst.flatMap(({ embedding, bytes }, i) => {
    total += bytes;
    return latest.has(embedding) && (i === 0 || total <= maxBytes) ? [] : embedding;
  });
}

/** The vectors of the given records, without those that are known already. */
export function vectorsWithout(
  { embedding, ids, rows }: RecordVectors,
  known: ReadonlySet<RecordId>,
): RecordVectors {
  const dimensions = rows.length / Math.max(1, ids.length);
  const fresh = [...ids.keys()].filter((i) => !known.has(ids[i]!));
  const own = new Float32Array(fresh.length * dimensions);
  fresh.forEach((i, at) => {
    own.set(rows.subarray(i * dimensions, (i + 1) * dimensions), at * dimensions);
  });
  return { embedding, ids: fresh.map((i) => ids[i]!), rows: own };
}
