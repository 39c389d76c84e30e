// What a pool costs by its size: the real engine process and the real loop, with an oracle that labels meanwhile.
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Rng } from '../../src/core/rng.ts';
import { measureRounds, type RoundCosts } from './scaleRounds.ts';
import { measureSession, type SessionCosts } from './scaleSession.ts';
import { scalePlot } from './scalePlot.ts';

export interface ScaleBenchResult extends SessionCosts, RoundCosts {
  readonly records: number;
  readonly fileBytes: number;
  /** Of the vectors. */
  readonly diskBytes: number;
}

const topics: Readonly<Record<string, readonly string[]>> = {
  refund: 'money back refund charged invoice bank card paid twice reimburse'.split(' '),
  delivery: 'parcel late courier tracking lost box doorstep van driver depot'.split(' '),
  account: 'password login email locked profile reset code phone screen app'.split(' '),
  praise: 'great service friendly quick thanks lovely recommend happy best team'.split(' '),
};
export const scaleLabels = Object.keys(topics);
const shared =
  'the order arrived again and says that I owe fee for it can someone please look at this my own left outside rain does not work since monday'.split(
    ' ',
  );

/** What an annotator would say: the topic with the most words in the text. */
export function scaleOracle(text: string): string {
  const words = new Set(text.split(' '));
  const count = (name: string): number => topics[name]!.filter((word) => words.has(word)).length;
  return scaleLabels.reduce((best, name) => (count(name) > count(best) ? name : best));
}

/** About 130 bytes a record, all different; one word in four is of its topic. */
async function writePool(path: string, records: number): Promise<void> {
  const rng = new Rng(11);
  const out = createWriteStream(path);
  const pick = (from: readonly string[]): string => from[rng.integer(from.length)]!;
  for (let i = 0; i < records;) {
    let lines = '';
    for (const end = Math.min(records, i + 10_000); i < end; i++) {
      const topic = topics[scaleLabels[Math.floor(4 * rng.uniform() ** 1.5)]!]!;
      const words = Array.from({ length: 12 + rng.integer(9) }, () =>
        pick(rng.uniform() < 0.25 ? topic : shared),
      );
      lines += `${JSON.stringify({ id: i, text: words.join(' '), lang: 'en' })}\n`;
    }
    if (!out.write(lines)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/** Opens, embeds, labels and trains over pools of these sizes, one after the other. */
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

/** Writes results and plot beside the other results; sizes that were not measured now keep what they had. */
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
