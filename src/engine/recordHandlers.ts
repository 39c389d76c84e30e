import type { RecordQuestions } from '../core/engine/recordApi.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import type { PoolRecord } from '../core/record.ts';
import type { Handlers } from '../protocol/rpc.ts';
import type { EmbeddingService } from './embedding/embeddingService.ts';
import { labelSuspects } from './evaluation/findSuspects.ts';
import type { PoolService } from './pool/poolService.ts';

/** Answers what is asked of single records. */
export function recordQuestions(
  pool: PoolService,
  embedding: EmbeddingService,
  products: Promise<MatrixOps>,
): Handlers<RecordQuestions> {
  return {
    around: ({ id, count }) => around(pool, id, count),
    identify: ({ names }) => {
      const { index } = pool.pool;
      return names.map((name) => {
        const row = index.rowOfSourceId(name) ?? index.rowOf(name);
        return row === undefined ? null : index.id(row);
      });
    },
    suspects: async (params, { signal }) =>
      labelSuspects(params, {
        pool,
        embedding,
        products: await products,
        signal,
      }),
  };
}

/** Rows follow the files, so neighbours in the index are neighbours there but for duplicates. */
async function around({ pool }: PoolService, id: string, count: number): Promise<PoolRecord[]> {
  const { index } = pool;
  const row = index.rowOf(id);
  if (row === undefined) return [];
  const { file } = index.place(row);
  const rows: number[] = [];
  const last = Math.min(index.size - 1, row + count);
  for (let near = Math.max(0, row - count); near <= last; near++) {
    if (index.place(near).file === file) rows.push(near);
  }
  return pool.read(rows);
}
