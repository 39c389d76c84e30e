import { rowsById } from '../../core/holdout/holdoutHash.ts';
import { SeenRecords } from '../../core/holdout/seenRecords.ts';
import { countGroups, holdoutRate, assignGroups } from '../../core/holdout/assignGroups.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { nearDuplicateGroups } from '../../core/pool/nearDuplicates.ts';
import type { Pool } from '../../core/pool/openPool.ts';
import { recordIdFrom, type RecordId } from '../../core/record.ts';
import type { HoldoutDraw, HoldoutParams } from '../../core/engine/poolApi.ts';

/**
 * Finds records that are new to the project and decides which of them are held out. Searches
 * near-duplicates only if there are new records.
 */
export async function drawHoldout(
  params: HoldoutParams,
  pool: Pool,
  { signal, onProgress }: WorkOptions,
): Promise<HoldoutDraw> {
  const all = new AllRecords(pool);
  const { ids, size } = all;
  const seen = new SeenRecords(params.seen);
  const newRows = Array.from({ length: size }, (_, row) => row).filter(
    (row) => !seen.has(ids, row),
  );
  const unchanged = { rate: params.rate ?? 0, members: [], excluded: [] };
  if (newRows.length === 0) return { ...unchanged, seen: new Uint8Array(0) };
  const packedIds = SeenRecords.pack(ids, newRows);
  if (params.adopt) return { ...unchanged, seen: packedIds };
  const groups = await nearDuplicateGroups(size, (from, to) => all.texts(from, to), {
    seed: params.seed,
    order: rowsById(ids),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const rate = params.rate ?? holdoutRate(countGroups(groups), params.share, params.size);
  const shown = new Set(params.shown);
  const excluded = new Set(params.excluded);
  const hashes = new Map(params.members.map(({ id, hash }) => [id, hash]));
  const isShown = all.rowMask(shown);
  const isMember = all.rowMask(hashes);
  const assignment = assignGroups({
    groups,
    ids,
    seed: params.seed,
    rate,
    largest: params.size,
    isSeen: (row) => isShown[row] === 1 || seen.has(ids, row),
    memberHash: (row) => (isMember[row] === 1 ? hashes.get(all.id(row)) : undefined),
    isExcluded: (row) => excluded.size > 0 && excluded.has(all.id(row)),
  });
  return {
    rate,
    members: assignment.members.map(({ row, hash, representative }) => ({
      id: all.id(row),
      multiplicity: all.multiplicity(row),
      hash,
      representative: all.id(representative),
    })),
    excluded: assignment.excluded.map((row) => all.id(row)),
    seen: packedIds,
  };
}

/** The records of the pool, followed by those that only its filter excludes. */
class AllRecords {
  /** Four words per record. */
  readonly ids: Uint32Array;
  readonly #pool: Pool;
  /** Rows of `filtered` whose text is not in the pool as well. */
  readonly #filtered: Int32Array;

  constructor(pool: Pool) {
    this.#pool = pool;
    const { index, filtered } = pool;
    const rows = Array.from({ length: filtered.size }, (_, row) => row);
    this.#filtered = Int32Array.from(
      rows.filter((row) => index.rowOf(filtered.id(row)) === undefined),
    );
    this.ids = new Uint32Array(4 * this.size);
    const bytes = new Uint8Array(this.ids.buffer);
    bytes.set(index.idBytes);
    const filteredIds = filtered.idBytes;
    this.#filtered.forEach((row, i) => {
      bytes.set(filteredIds.subarray(16 * row, 16 * row + 16), 16 * (index.size + i));
    });
  }

  get size(): number {
    return this.#pool.index.size + this.#filtered.length;
  }

  id(row: number): RecordId {
    return recordIdFrom(new Uint8Array(this.ids.buffer), 16 * row);
  }

  /** Number of file rows with the record's text, whether they pass the filter or not. */
  multiplicity(row: number): number {
    const { index, filtered } = this.#pool;
    const filteredRow = filtered.rowOf(this.id(row));
    const filteredCount = filteredRow === undefined ? 0 : filtered.multiplicity(filteredRow);
    return (row < index.size ? index.multiplicity(row) : 0) + filteredCount;
  }

  /** 1 for the rows of the given records. */
  rowMask(ids: { keys(): Iterable<RecordId> }): Uint8Array {
    const { index, filtered } = this.#pool;
    const rowMask = new Uint8Array(this.size);
    for (const id of ids.keys()) {
      const row = index.rowOf(id);
      if (row !== undefined) rowMask[row] = 1;
      const filteredRow = row === undefined ? filtered.rowOf(id) : undefined;
      const at = filteredRow === undefined ? -1 : this.#filtered.indexOf(filteredRow);
      if (at >= 0) rowMask[index.size + at] = 1;
    }
    return rowMask;
  }

  /** The texts of rows from ≤ row < to. */
  async texts(from: number, to: number): Promise<string[]> {
    const { index } = this.#pool;
    const poolTexts =
      from < index.size ? await this.#pool.texts(from, Math.min(to, index.size)) : [];
    const rows = this.#filtered.subarray(
      Math.max(0, from - index.size),
      Math.max(0, to - index.size),
    );
    if (rows.length === 0) return poolTexts;
    const first = rows[0]!;
    const texts = await this.#pool.filteredTexts(first, rows.at(-1)! + 1);
    return [...poolTexts, ...Array.from(rows, (row) => texts[row - first]!)];
  }
}
