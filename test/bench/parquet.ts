import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parquetBytes } from '../../src/adapters/parquet/parquetBytes.ts';
import { Rng } from '../../src/core/rng.ts';
import { medianOf } from './measure.ts';
import type { WayCost } from './parquetOnce.ts';
import type { BenchRow } from './rows.ts';

export interface ParquetBenchResult {
  readonly records: number;
  /** Opening a Parquet file as a pool, for the first time. */
  readonly milliseconds: number;
  /** Reading its columns by the library alone, and opening the cached copy. */
  readonly bareMilliseconds: number;
  readonly copyMilliseconds: number;
  /** Largest peak memory of opening it, in bytes. */
  readonly peak: number;
}

/** About 140 bytes a text. */
async function* generated(records: number): AsyncGenerator<Record<string, unknown>> {
  const rng = new Rng(7);
  const words = Array.from({ length: 5000 }, (_, i) => `w${(i * 7919).toString(36)}`);
  const word = (): string => words[rng.integer(words.length)]!;
  for (let id = 0; id < records; id++) {
    const text = `${Array.from({ length: 26 }, word).join(' ')} ${id}`;
    yield { id, text, label: words[id % 7] };
  }
}

/** Opens a generated Parquet file as a pool, alternately with the least that this could cost. */
export async function benchParquet(records: number, runs = 3): Promise<ParquetBenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-parquet-bench-'));
  try {
    const file = join(folder, 'pool.parquet');
    const columns = [
      { name: 'id', type: 'integer' },
      { name: 'text', type: 'string' },
      { name: 'label', type: 'string' },
    ] as const;
    await writeFile(file, parquetBytes({ columns, rows: generated(records) }));
    const costs: Record<'bare' | 'open' | 'copy', WayCost[]> = { bare: [], open: [], copy: [] };
    for (let run = 0; run < runs; run++) {
      const cache = join(folder, `cache${run}`);
      costs.bare.push(await way(file, cache, 'bare'));
      costs.open.push(await way(file, cache, 'open'));
      costs.copy.push(await way(file, cache, 'open'));
      await rm(cache, { recursive: true });
    }
    const time = (what: keyof typeof costs): number =>
      medianOf(costs[what].map(({ milliseconds }) => milliseconds).sort((a, b) => a - b));
    return {
      records,
      milliseconds: time('open'),
      bareMilliseconds: time('bare'),
      copyMilliseconds: time('copy'),
      peak: Math.max(...costs.open.map(({ peak }) => peak)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function way(file: string, cache: string, what: 'bare' | 'open'): Promise<WayCost> {
  const script = fileURLToPath(new URL('parquetOnce.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, file, cache, what]);
  return JSON.parse(stdout) as WayCost;
}

export function parquetRows({
  records,
  milliseconds,
  bareMilliseconds,
  copyMilliseconds,
  peak,
}: ParquetBenchResult): BenchRow[] {
  const least = bareMilliseconds + copyMilliseconds;
  const perSecond = (time: number): number => Math.round((1000 * records) / time);
  return [
    {
      part: 'pool',
      name: `open ${records.toLocaleString('en')} rows of Parquet`,
      value: perSecond(milliseconds),
      unit: 'records/s',
      peer: { name: 'hyparquet alone, and opening the copy', value: perSecond(least) },
      timesFaster: least / milliseconds,
      note: `${(milliseconds / least).toFixed(2)} × its time, ${Math.round(peak / 2 ** 20)} MB`,
    },
  ];
}

if (import.meta.main) {
  const records = Number(process.argv[2] ?? 200_000);
  console.log(JSON.stringify(await benchParquet(records, 1), undefined, 2));
}
