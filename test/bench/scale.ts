// The cost of a pool by its size: the real engine process and the real loop, with a simulated annotator.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePool } from './scalePool.ts';
import { measureRounds, type RoundCosts } from './scaleRounds.ts';
import { measureSession, type SessionCosts } from './scaleSession.ts';
import { scalePlot } from './scalePlot.ts';

export interface ScaleBenchResult extends SessionCosts, RoundCosts {
  readonly records: number;
  readonly fileBytes: number;
  /** Size of the vectors. */
  readonly diskBytes: number;
}

/** Opens, embeds, labels and trains on pools of these sizes, one after the other. */
export async function benchScale(sizes: readonly number[]): Promise<ScaleBenchResult[]> {
  const results: ScaleBenchResult[] = [];
  for (const records of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'marginalia-scale-'));
    try {
      const pool = join(folder, 'pool.jsonl');
      await writePool(pool, records);
      const session = await measureSession(folder);
      const rounds = await measureRounds(folder);
      const disk = await stat(join(folder, '.marginalia/cache/pool.lexical.vectors'));
      results.push({
        records,
        fileBytes: (await stat(pool)).size,
        diskBytes: disk.size,
        ...session,
        ...rounds,
      });
      console.log(JSON.stringify(results.at(-1)));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return results;
}

/** Writes results and plot; sizes not measured now keep their previous results. */
export async function keepScale(results: readonly ScaleBenchResult[], folder: URL): Promise<void> {
  const file = new URL('scale.json', folder);
  const former = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as ScaleBenchResult[],
    () => [],
  );
  const measured = new Set(results.map(({ records }) => records));
  const all = [...former.filter(({ records }) => !measured.has(records)), ...results];
  all.sort((a, b) => a.records - b.records);
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(new URL('scale.svg', folder), scalePlot(all));
}
