// Texts of pool files, and the problems of a pool read from them.
import { english } from '../../harness/english.ts';
import type { Pool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { jsonLines } from '../../harness/topics.ts';

export const jsonl: PoolFormat = { kind: 'jsonl' };
export const csv: PoolFormat = { kind: 'delimited', delimiter: ',' };

export const lines = (...rows: unknown[]): string => jsonLines(rows);
export const texts = (pool: Pool): Promise<string[]> => pool.texts(0, pool.index.size);
export const problems = (pool: Pool): string[] =>
  pool.problems.kept.map(
    ({ line, severity, message }) => `${line} ${severity}: ${english(message)}`,
  );
