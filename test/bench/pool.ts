import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { quotedRows } from '../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../src/adapters/files/fileSource.ts';
import { nearDuplicateGroups } from '../../src/core/pool/nearDuplicates.ts';
import { openPool, type Pool } from '../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../src/core/pool/poolSpec.ts';
import { Rng } from '../../src/core/rng.ts';

export interface PoolBenchResult {
  readonly name: string;
  /** Median over the runs. */
  readonly recordsPerSecond: number;
  readonly milliseconds: number;
  /** Time relative to a loop that only splits the same file into lines and parses them. */
  readonly timesSplitAndParse?: number;
  /** Until the first record can be shown. */
  readonly firstRecordMilliseconds?: number;
  /** Growth of typed arrays and heap after a collection, with `--expose-gc`. */
  readonly megabytes?: number;
}

const words =
  'the parcel order arrived late again and app says that I owe fee for returning it can someone please look at this invoice refund charged twice account locked password reset delivery driver left box outside rain coupon code does not work'.split(
    ' ',
  );

/** About 130 bytes per record. */
function lines(count: number, kind: 'jsonl' | 'csv'): string[] {
  const rng = new Rng(7);
  return Array.from({ length: count }, (_, i) => {
    const text = Array.from(
      { length: 10 + rng.integer(14) },
      () => words[rng.integer(words.length)],
    ).join(' ');
    return kind === 'jsonl'
      ? JSON.stringify({ id: i, text, lang: 'en' })
      : `${i},"${text}, ""sic""",en`;
  });
}

/** The baseline: only splitting and parsing, streamed like the pool. */
async function splitAndParse(path: string): Promise<number> {
  let count = 0;
  let length = 0;
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 18 })) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop()!;
    for (const line of parts) {
      const row = JSON.parse(line) as { text: string };
      length += row.text.length;
      count++;
    }
  }
  if (length === 0) throw new Error('nothing read');
  return count;
}

async function open(path: string, format: PoolFormat, onFirst?: () => void): Promise<Pool> {
  const source = await openFileSource({ location: path });
  const spec = {
    files: [{ path, format }],
    textFields: ['text'],
    idField: 'id',
    contextFields: ['lang'],
  };
  return openPool(spec, [source], { quotedRows, ...(onFirst && { onFirst }) });
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

async function timedInTurns(
  runs: number,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    times[0].push(await timed(1, a));
    times[1].push(await timed(1, b));
  }
  return [median(times[0]), median(times[1])];
}

async function timed(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return median(times);
}

async function usedMegabytes(): Promise<number | undefined> {
  if (globalThis.gc === undefined) return undefined;
  // Twice: array memory is released some time after the arrays.
  for (let i = 0; i < 2; i++) {
    globalThis.gc();
    await setImmediate();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** Indexing, reading and grouping a generated pool of `records` records. */
export async function benchPool(records = 1_000_000, runs = 5): Promise<PoolBenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-pool-'));
  const results: PoolBenchResult[] = [];
  const add = (name: string, milliseconds: number, more: Partial<PoolBenchResult> = {}): void => {
    results.push({
      name,
      recordsPerSecond: Math.round((records / milliseconds) * 1000),
      milliseconds,
      ...more,
    });
  };
  try {
    const jsonl = join(folder, 'pool.jsonl');
    const csv = join(folder, 'pool.csv');
    await writeFile(jsonl, lines(records, 'jsonl').join('\n'));
    await writeFile(csv, ['id,text,lang', ...lines(records, 'csv')].join('\n'));

    const firsts: number[] = [];
    const index = (path: string, format: PoolFormat) => async (): Promise<void> => {
      const begin = performance.now();
      const pool = await open(path, format, () => firsts.push(performance.now() - begin));
      await pool.close();
    };
    // Alternately, so that load affects both.
    const [yardstick, time] = await timedInTurns(
      runs,
      () => splitAndParse(jsonl),
      index(jsonl, { kind: 'jsonl' }),
    );
    add('split and parse only (JSONL)', yardstick);
    const before = await usedMegabytes();
    const pool = await open(jsonl, { kind: 'jsonl' });
    const after = await usedMegabytes();
    add('index JSONL', time, {
      timesSplitAndParse: time / yardstick,
      firstRecordMilliseconds: median(firsts),
      ...(before === undefined || after === undefined ? {} : { megabytes: after - before }),
    });
    add('index CSV with quotes', await timed(runs, index(csv, { kind: 'delimited' })));

    const { size } = pool.index;
    add(
      'read all texts in blocks of 1,024',
      await timed(runs, async () => {
        for (let from = 0; from < size; from += 1024)
          await pool.texts(from, Math.min(size, from + 1024));
      }),
    );
    add(
      'near-duplicate groups',
      await timed(1, () =>
        nearDuplicateGroups(pool.index.size, pool.texts.bind(pool), { seed: 1 }),
      ),
    );
    await pool.close();
  } finally {
    await rm(folder, { recursive: true });
  }
  return results;
}

if (import.meta.main) console.table(await benchPool(Number(process.argv[2] ?? 1_000_000)));
