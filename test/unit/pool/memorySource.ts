import type { ByteSource } from '../../../src/core/pool/byteSource.ts';
import { openPool, type OpenPoolOptions, type Pool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat, PoolSpec } from '../../../src/core/pool/poolSpec.ts';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';

/** An in-memory file with configurable chunk boundaries. */
export function memorySource(
  path: string,
  content: string | Uint8Array,
  chunk: number | ((offset: number) => number) = 2 ** 18,
): ByteSource & { content: Uint8Array; closed: boolean } {
  return {
    path,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    closed: false,
    size() {
      return Promise.resolve(this.content.length);
    },
    async *stream(start = 0) {
      for (let offset = start; offset < this.content.length;) {
        const length = typeof chunk === 'number' ? chunk : chunk(offset);
        yield await Promise.resolve(this.content.slice(offset, offset + length));
        offset += length;
      }
    },
    read(offset, length) {
      return Promise.resolve(this.content.slice(offset, offset + length));
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}

/** Opens a pool of a single file called `pool.x`. */
export function openText(
  content: string | Uint8Array,
  format: PoolFormat,
  spec: Partial<PoolSpec> = {},
  options: Partial<OpenPoolOptions> & { chunk?: number | ((offset: number) => number) } = {},
): Promise<Pool> {
  const source = memorySource('pool.x', content, options.chunk);
  const whole = {
    files: [{ path: 'pool.x', format }],
    textFields: ['text'],
    contextFields: [],
    ...spec,
  };
  return openPool(whole, [source], { quotedRows, ...options });
}

/** All records of a pool. */
export async function everything(pool: Pool) {
  return pool.read(Array.from({ length: pool.index.size }, (_, row) => row));
}
