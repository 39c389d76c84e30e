import type { RecordId } from '../../core/record.ts';
import {
  embeddingsToDelete,
  vectorsWithout,
  type RecordVectors,
  type WritableHoldoutVectors,
} from '../../core/store/holdoutVectors.ts';
import type { Round } from '../../core/store/storedRounds.ts';
import type { Database, Statement } from './driver.ts';

interface PartRow {
  readonly record_ids: string;
  readonly vectors: Uint8Array;
}

/** The table `holdout_vectors`. */
export class HoldoutVectorTable implements WritableHoldoutVectors {
  readonly #write: <T>(work: () => T) => T;
  readonly #rounds: () => Pick<Round, 'number' | 'embedding'>[];
  readonly #ids: Statement<[string], string>;
  readonly #parts: Statement<[string], PartRow>;
  readonly #insert: Statement<[PartRow & { readonly embedding: string }]>;
  readonly #sizes: Statement<[], { readonly embedding: string; readonly bytes: number }>;
  readonly #remove: Statement<[string]>;

  /** @param write runs a transaction */
  constructor(
    db: Database,
    write: <T>(work: () => T) => T,
    rounds: () => Pick<Round, 'number' | 'embedding'>[],
  ) {
    this.#write = write;
    this.#rounds = rounds;
    const parts = 'FROM holdout_vectors WHERE embedding = ? ORDER BY part';
    this.#ids = db.prepare<[string], string>(`SELECT record_ids ${parts}`).pluck();
    this.#parts = db.prepare(`SELECT record_ids, vectors ${parts}`);
    this.#insert = db.prepare(
      `INSERT INTO holdout_vectors VALUES (@embedding,
         (SELECT count(*) FROM holdout_vectors WHERE embedding = @embedding), @record_ids, @vectors)`,
    );
    this.#sizes = db.prepare(
      'SELECT embedding, sum(length(vectors)) AS bytes FROM holdout_vectors GROUP BY embedding',
    );
    this.#remove = db.prepare('DELETE FROM holdout_vectors WHERE embedding = ?');
  }

  ids(embedding: string): RecordId[] {
    return this.#ids.all(embedding).flatMap((ids) => JSON.parse(ids) as RecordId[]);
  }

  of(embedding: string): RecordVectors | undefined {
    const parts = this.#parts.all(embedding);
    if (parts.length === 0) return undefined;
    const ids = parts.flatMap(({ record_ids }) => JSON.parse(record_ids) as RecordId[]);
    // Copied: a Buffer may begin where no 32-bit float can.
    const bytes = Uint8Array.from(Buffer.concat(parts.map(({ vectors }) => vectors)));
    return { embedding, ids, rows: new Float32Array(bytes.buffer) };
  }

  add(vectors: RecordVectors): void {
    const { embedding } = vectors;
    this.#write(() => {
      // Another window may have added the same records.
      const { ids, rows } = vectorsWithout(vectors, new Set(this.ids(embedding)));
      if (ids.length > 0) {
        this.#insert.run({
          embedding,
          record_ids: JSON.stringify(ids),
          vectors: new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
        });
      }
      const unneeded = embeddingsToDelete(this.#sizes.all(), this.#rounds());
      for (const key of unneeded) this.#remove.run(key);
    });
  }
}
