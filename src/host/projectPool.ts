import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import type { Engine } from '../core/engine/engineApi.ts';
import type { PoolSummary } from '../core/engine/poolApi.ts';
import type { ImportTarget } from '../core/interchange/answersPlan.ts';
import type { Pool } from '../core/pool/openPool.ts';
import type { OnProgress } from '../core/progress.ts';
import type { RecordId } from '../core/record.ts';
import type { Store } from '../core/store/store.ts';
import type { EmbeddablePool } from '../engine/embedding/embeddingCache.ts';
import { PoolService } from '../engine/pool/poolService.ts';
import type { ProjectToRead } from './projectToRead.ts';
import { poolSpecOf } from './resolvePoolSpec.ts';
import { openPoolSource } from './poolSource.ts';

/** The pool of a project, read in this process. */
export interface ProjectPool {
  readonly summary: PoolSummary;
  readonly pool: Pool;
  readonly engine: Pick<
    Engine,
    'read' | 'rowsOf' | 'readRows' | 'multiplicities' | 'rematch' | 'importedLabels'
  >;
  /** Whether it contains a record, even one that the filter excludes. */
  readonly holds: (id: RecordId) => boolean;
  /** The record with this id in the pool's id field. */
  readonly recordOf: (sourceId: string) => RecordId | undefined;
  /** The record that an id alone refers to: a value of the pool's id field, or a record id. */
  readonly named: ImportTarget['named'];
  /** Its records in the form that embedders read. */
  readonly embeddable: EmbeddablePool;
  readonly close: () => Promise<void>;
}

type PoolOwner = Pick<ProjectToRead, 'file' | 'project'> & {
  readonly store: Pick<Store, 'setting' | 'answers'>;
};

/**
 * Reads the pool of a project. Copies files that are not plain UTF-8 to a temporary folder.
 * @throws UserError if a file is missing or cannot be read; CancelledError
 */
export async function openProjectPool(
  { file, project, store }: PoolOwner,
  signal?: AbortSignal,
  onProgress?: OnProgress,
): Promise<ProjectPool> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'marginalia-pool-'));
  const remove = (): Promise<void> => rm(cacheDir, { recursive: true, force: true });
  try {
    const { folder, name } = file;
    const pool = await poolSpecOf(project, folder, { store, storeSetting: () => undefined });
    const service = new PoolService({ quotedRows, openSource: openPoolSource });
    const { seed } = project;
    const params = { pool, folder, name, cacheDir, seed };
    const summary = await service.open(params, {
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    const { index, filtered } = service.pool;
    return {
      summary,
      pool: service.pool,
      engine: {
        read: (params) => service.read(params),
        rowsOf: async ({ ids }) => service.everyRowOf(ids),
        readRows: ({ rows }) => service.pool.readOwn(rows),
        multiplicities: async (params) => service.multiplicities(params),
        rematch: async (params) => service.rematch(params),
        importedLabels: async () => service.importedLabels(),
      },
      holds: (id) => index.rowOf(id) !== undefined || filtered.rowOf(id) !== undefined,
      recordOf: (sourceId) => {
        const row = index.rowOfSourceId(sourceId);
        return row === undefined ? undefined : index.id(row);
      },
      named: (name) => {
        const row = index.rowNamed(name);
        if (typeof row === 'number') return { id: index.id(row) };
        return row ?? (filtered.rowOf(name) === undefined ? undefined : { id: name });
      },
      embeddable: {
        size: index.size,
        idBytes: index.idBytes,
        texts: (from, to) => service.pool.texts(from, to),
      },
      close: async () => {
        await service.pool.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
