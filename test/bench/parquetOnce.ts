// Reads a Parquet file once and prints the cost:
// node test/bench/parquetOnce.ts FILE CACHE bare|open
// `bare` reads all columns by the library alone. `open` opens the file as a pool, and writes its copy to the
// folder CACHE if it is missing.
import { quotedRows } from '../../src/adapters/csv/quotedRows.ts';
import { openPool } from '../../src/core/pool/openPool.ts';
import { openPoolSource } from '../../src/host/poolSource.ts';
import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

export interface WayCost {
  readonly records: number;
  readonly milliseconds: number;
  /** Peak memory of the process in bytes. */
  readonly peak: number;
}

const [location = '', cacheFolder = '', what] = process.argv.slice(2);

async function bare(): Promise<number> {
  const file = await asyncBufferFromFile(location);
  let values = 0;
  const onChunk = ({ columnData }: { columnData: ArrayLike<unknown> }): void => {
    values += columnData.length;
  };
  await parquetRead({ file, compressors, onChunk });
  return values / 3;
}

async function open(): Promise<number> {
  const source = await openPoolSource({ location, table: 'parquet', cacheFolder });
  const spec = {
    files: [{ path: location, format: { kind: 'parquet' } as const }],
    textFields: ['text'],
    idField: 'id',
    labelField: 'label',
    contextFields: [],
  };
  const pool = await openPool(spec, [source], { quotedRows });
  const { size } = pool.index;
  await pool.close();
  return size;
}

const began = performance.now();
const records = await (what === 'bare' ? bare() : open());
const milliseconds = performance.now() - began;
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ records, milliseconds, peak } satisfies WayCost));
