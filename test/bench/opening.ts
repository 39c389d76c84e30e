import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { markdownTable } from './markdown.ts';
import { medianOf } from './measure.ts';
import type { OpeningCost } from './openOnce.ts';
import { writePool } from './scalePool.ts';

const file = new URL('results/opening.md', import.meta.url);
const own = fileURLToPath(new URL('../..', import.meta.url));

/** This many records make a JSON list of 500 MB. */
const listed = 4_200_000;

/**
 * The cost of opening a pool of 1,000,000 records of JSON Lines, alternating with another built checkout; and the
 * memory that a JSON list takes above the same records as JSON Lines. Writes results/opening.md. MARGINALIA_RECORDS
 * and MARGINALIA_RUNS make it smaller.
 * @param other the folder of the other checkout; if omitted, only the memory is measured
 * @returns the report
 * @throws Error if one of the checkouts is not built
 */
export async function reportOpening(other: string | undefined): Promise<string> {
  const records = Number(process.env['MARGINALIA_RECORDS'] ?? 1_000_000);
  const runs = Number(process.env['MARGINALIA_RUNS'] ?? 5);
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-opening-'));
  try {
    const parts: string[] = [];
    if (other !== undefined) {
      await writePool(join(folder, 'pool.jsonl'), records);
      parts.push(await comparedTable(resolve(other), folder, records, runs));
    }
    const many = Math.round((listed * records) / 1_000_000);
    parts.push(await listTable(folder, many, Math.min(runs, 3)));
    const report = `# Opening a pool

Made by \`npm run bench -- opening --against FOLDER\`: the built engine of this checkout and of another in turns, median of ${runs}.
Memory is the peak of the engine's process. ${load()}

${parts.join('\n\n')}
`;
    await writeFile(file, report);
    return report;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function comparedTable(
  other: string,
  folder: string,
  records: number,
  runs: number,
): Promise<string> {
  const rows: string[][] = [];
  for (const [what, name] of [
    ['pool', 'read and index the pool'],
    ['project', 'open the project for the first time, until its hold-out is drawn'],
  ] as const) {
    const times: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      for (const [which, checkout] of [other, own].entries()) {
        await rm(join(folder, '.marginalia'), { recursive: true, force: true });
        const { milliseconds } = await openOnce(checkout, folder, 'pool.jsonl', what);
        times[which]!.push(milliseconds);
      }
    }
    const [theirs, ours] = times.map((all) => medianOf(all.sort((a, b) => a - b)));
    rows.push([name, seconds(theirs!), seconds(ours!), (ours! / theirs!).toFixed(2)]);
  }
  return markdownTable([
    [`${records.toLocaleString('en')} records of JSON Lines`, 'other', 'this', 'this ÷ other'],
    ...rows,
  ]);
}

async function listTable(folder: string, records: number, runs: number): Promise<string> {
  await writePool(join(folder, 'list.jsonl'), records);
  const bytes = await writeList(join(folder, 'list.jsonl'), join(folder, 'list.json'));
  const peaks = new Map<string, number[]>();
  for (let run = 0; run < runs; run++) {
    for (const pool of ['list.jsonl', 'list.json']) {
      const { peak, records: read } = await openOnce(own, folder, pool, 'pool');
      if (read !== records) throw new Error(`${pool} has ${read} records, not ${records}.`);
      peaks.set(pool, [...(peaks.get(pool) ?? []), (peak ?? Number.NaN) / 2 ** 20]);
    }
  }
  const peakOf = (pool: string): number => medianOf(peaks.get(pool)!.sort((a, b) => a - b));
  const lines = peakOf('list.jsonl');
  const list = peakOf('list.json');
  const what = `${Math.round(bytes / 1e6)} MB, ${records.toLocaleString('en')} records on one line`;
  return markdownTable([
    [what, 'JSON Lines', 'JSON list', 'more'],
    ['peak memory, MB', ...[lines, list, list - lines].map((size) => size.toFixed(0))],
  ]);
}

/**
 * Writes the lines as one list on one line, like `json.dump`.
 * @returns bytes
 */
async function writeList(lines: string, list: string): Promise<number> {
  const out = createWriteStream(list);
  let before = '[';
  for await (const line of createInterface({ input: createReadStream(lines) })) {
    if (!out.write(before + line)) await once(out, 'drain');
    before = ', ';
  }
  out.end(']');
  await finished(out);
  return out.bytesWritten;
}

async function openOnce(
  checkout: string,
  folder: string,
  pool: string,
  what: 'pool' | 'project',
): Promise<OpeningCost> {
  await access(join(checkout, 'dist/engine.mjs')).catch(() => {
    throw new Error(`${checkout} is not built. Run "node esbuild.mjs" there.`);
  });
  const script = fileURLToPath(new URL('openOnce.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    script,
    checkout,
    folder,
    pool,
    what,
  ]);
  return JSON.parse(stdout) as OpeningCost;
}

/** The load of the machine: under load, times are unreliable. */
function load(): string {
  const lately = Math.round(loadavg()[1]!);
  return `Load of the machine: ${lately} on ${availableParallelism()} cores.`;
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
