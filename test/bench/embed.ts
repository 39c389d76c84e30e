import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fitLexical } from '../../src/core/embed/fitLexical.ts';
import { Rng } from '../../src/core/rng.ts';
import { python } from './measure.ts';

export interface EmbedBenchResult {
  readonly name: string;
  readonly records: number;
  /** Median over the runs of fitting and embedding together. */
  readonly microsecondsPerRecord: number;
  readonly fitMilliseconds: number;
  readonly embedMilliseconds: number;
  /** The longest stretch without a turn of the event loop: the latency of an abort. */
  readonly longestSliceMilliseconds: number;
  /** The same n-grams and dimensions in scikit-learn; undefined if it is not installed. */
  readonly peer?: { readonly name: string; readonly microsecondsPerRecord: number };
  /** The peer's time divided by ours. */
  readonly timesFaster?: number;
}

/** Texts of 8 to 40 made-up words with a Zipf distribution, so that n-grams are many and rare. */
export function benchTexts(records: number, seed = 11): string[] {
  const rng = new Rng(seed);
  const syllables =
    'ka lo mi ter ran den ist vo pel chi sa ur ne gra bo ti mer est pla no wi'.split(' ');
  const words = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 1 + rng.integer(4) }, () => syllables[rng.integer(syllables.length)]).join(
      '',
    ),
  );
  const zipf = (): string => words[Math.floor(words.length ** rng.uniform()) - 1]!;
  return Array.from({ length: records }, () =>
    Array.from({ length: 8 + rng.integer(33) }, zipf).join(' '),
  );
}

/** Fits the lexical embedder on generated texts and embeds them, here and in scikit-learn. */
export async function benchEmbed(
  records = 5000,
  runs = 5,
  withPeer = true,
): Promise<EmbedBenchResult> {
  const texts = benchTexts(records);
  const pool = {
    size: texts.length,
    texts: (from: number, to: number) => Promise.resolve(texts.slice(from, to)),
  };
  const measured: { fit: number; embed: number; longest: number }[] = [];
  for (let run = 0; run < runs; run++) {
    let longest = 0;
    let resumed = performance.now();
    const pause = async (): Promise<void> => {
      longest = Math.max(longest, performance.now() - resumed);
      await setImmediate();
      resumed = performance.now();
    };
    const begun = performance.now();
    resumed = begun;
    const embedder = await fitLexical(pool, { seed: run, pause });
    const fitted = performance.now();
    await embedder.embed(texts);
    measured.push({ fit: fitted - begun, embed: performance.now() - fitted, longest });
  }
  const ours = (1000 * median(measured.map(({ fit, embed }) => fit + embed))) / records;
  const peer = withPeer ? await measurePeer(texts, runs) : undefined;
  return {
    name: 'lexical embedding, 256 dimensions',
    records,
    microsecondsPerRecord: ours,
    fitMilliseconds: median(measured.map(({ fit }) => fit)),
    embedMilliseconds: median(measured.map(({ embed }) => embed)),
    longestSliceMilliseconds: Math.max(...measured.map(({ longest }) => longest)),
    ...(peer === undefined
      ? {}
      : {
          peer: {
            name: 'scikit-learn TfidfVectorizer + TruncatedSVD',
            microsecondsPerRecord: (1e6 * peer) / records,
          },
          timesFaster: (1e6 * peer) / records / ours,
        }),
  };
}

/** Median seconds of the peer; undefined without scikit-learn. */
async function measurePeer(texts: readonly string[], runs: number): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-bench-'));
  try {
    const file = join(folder, 'texts.json');
    await writeFile(file, JSON.stringify(texts));
    const script = fileURLToPath(new URL('peers/embed.py', import.meta.url));
    const { stdout } = await promisify(execFile)(python, [script, file, String(runs)]);
    return (JSON.parse(stdout) as { seconds: number | null }).seconds ?? undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) console.log(JSON.stringify(await benchEmbed(), undefined, 2));
