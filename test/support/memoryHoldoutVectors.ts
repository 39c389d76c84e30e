import type { RecordId } from '../../src/core/record.ts';
import {
  embeddingsToDelete,
  vectorsWithout,
  type RecordVectors,
  type WritableHoldoutVectors,
} from '../../src/core/store/holdoutVectors.ts';
import type { MemoryRounds } from './memoryRounds.ts';

/** Vectors of hold-out records, in memory. */
export class MemoryHoldoutVectors implements WritableHoldoutVectors {
  readonly #rounds: MemoryRounds;
  readonly #kept = new Map<string, RecordVectors>();

  constructor(rounds: MemoryRounds) {
    this.#rounds = rounds;
  }

  ids(embedding: string): RecordId[] {
    return [...(this.#kept.get(embedding)?.ids ?? [])];
  }

  of(embedding: string): RecordVectors | undefined {
    return this.#kept.get(embedding);
  }

  add(vectors: RecordVectors): void {
    const { embedding } = vectors;
    const { ids, rows } = this.#kept.get(embedding) ?? { ids: [], rows: new Float32Array(0) };
    const fresh = vectorsWithout(vectors, new Set(ids));
    const all = new Float32Array(rows.length + fresh.rows.length);
    all.set(rows);
    all.set(fresh.rows, rows.length);
    this.#kept.set(embedding, { embedding, ids: [...ids, ...fresh.ids], rows: all });
    const sizes = [...this.#kept.values()].map((one) => ({
      embedding: one.embedding,
      bytes: one.rows.byteLength,
    }));
    for (const one of embeddingsToDelete(sizes, this.#rounds.all())) this.#kept.delete(one);
  }
}
