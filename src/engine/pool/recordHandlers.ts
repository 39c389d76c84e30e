import type { RecordApi } from '../../core/engine/recordApi.ts';
import type { PoolRecord } from '../../core/record.ts';
import type { Handlers } from '../../protocol/rpc.ts';
import type { PoolService } from './poolService.ts';

/** Reads single records. */
export function recordHandlers(pool: PoolService): Handlers<RecordApi> {
  return {
    around: ({ id, count }) => around(pool, id, count),
    identify: ({ names }) => {
      const { index } = pool.pool;
      return names.map((name) => {
        const row = index.rowOfSourceId(name) ?? index.rowOf(name);
        return row === undefined ? null : index.id(row);
      });
    },
    named: ({ names }) => {
      const { index } = pool.pool;
      return names.map((name) => {
        const row = index.rowNamed(name);
        return typeof row === 'number' ? { id: index.id(row) } : (row ?? null);
      });
    },
  };
}

/**
 * Rows are in file order, so apart from duplicates neighbours in the index are neighbours in the
 * file.
 */
async function around({ pool }: PoolService, id: string, count: number): Promise<PoolRecord[]> {
  const { index } = pool;
  const row = index.rowOf(id);
  if (row === undefined) return [];
  const { file } = index.place(row);
  const rows: number[] = [];
  const last = Math.min(index.size - 1, row + count);
  for (let neighbour = Math.max(0, row - count); neighbour <= last; neighbour++) {
    if (index.place(neighbour).file === file) rows.push(neighbour);
  }
  return pool.read(rows);
}
