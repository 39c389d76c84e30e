import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { trainedProject } from '../adapters/cli/trainedProject.ts';
import { medianOf } from './measure.ts';
import type { PassCost } from './predictOnce.ts';
import type { BenchRow } from './rows.ts';
import { firstTexts, scaleLabels, scaleOracle, writePool } from './scalePool.ts';

export interface PredictBenchResult {
  readonly records: number;
  /** Median time of predicting the whole pool without cached vectors. */
  readonly milliseconds: number;
  /** Median time of only computing the vectors. */
  readonly embedMilliseconds: number;
  /** Both in processor time, which is hardly affected by other load. */
  readonly processorMilliseconds: number;
  readonly embedProcessorMilliseconds: number;
  /** Largest peak memory of predicting, in bytes. */
  readonly peak: number;
}

/** The number of records that the model is trained on, and that its vectors are fitted on. */
const labelled = 200;
const fitted = 20_000;

/** Predicts a generated pool on lexical and static vectors, alternately with only embedding it. */
export async function benchPredict(records: number, runs = 3): Promise<PredictBenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-predict-bench-'));
  try {
    const texts = firstTexts(Math.min(records, fitted));
    await trainedProject(folder, {
      rows: texts.map((text, i) => ({
        text,
        ...(i < labelled && { event: { kind: 'label', label: scaleOracle(text) } }),
      })),
      labels: scaleLabels,
      settings: { embedding: ['lexical', 'static'] },
    });
    await writePool(join(folder, 'reviews.jsonl'), records);
    const cache = join(folder, '.marginalia/cache');
    for (const name of await readdir(cache)) {
      if (name.endsWith('.vectors')) await rm(join(cache, name));
    }
    const costs: { embed: PassCost[]; predict: PassCost[] } = { embed: [], predict: [] };
    for (let run = 0; run < runs; run++) {
      for (const what of ['embed', 'predict'] as const) costs[what].push(await pass(folder, what));
    }
    const time = (
      what: 'embed' | 'predict',
      of: 'milliseconds' | 'processorMilliseconds' = 'milliseconds',
    ): number => medianOf(costs[what].map((cost) => cost[of]).sort((a, b) => a - b));
    return {
      records,
      milliseconds: time('predict'),
      embedMilliseconds: time('embed'),
      processorMilliseconds: time('predict', 'processorMilliseconds'),
      embedProcessorMilliseconds: time('embed', 'processorMilliseconds'),
      peak: Math.max(...costs.predict.map(({ peak }) => peak)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pass(folder: string, what: 'embed' | 'predict'): Promise<PassCost> {
  const script = fileURLToPath(new URL('predictOnce.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder, what]);
  return JSON.parse(stdout) as PassCost;
}

export function predictRows({
  records,
  milliseconds,
  embedMilliseconds,
  processorMilliseconds,
  embedProcessorMilliseconds,
  peak,
}: PredictBenchResult): BenchRow[] {
  const perSecond = (time: number): number => Math.round((1000 * records) / time);
  return [
    {
      part: 'predict',
      name: `predict ${records.toLocaleString('en')} records, lexical ⊕ static`,
      value: perSecond(milliseconds),
      unit: 'records/s',
      peer: { name: 'embedding them alone', value: perSecond(embedMilliseconds) },
      timesFaster: embedMilliseconds / milliseconds,
      note: `${(milliseconds / embedMilliseconds).toFixed(2)} × its time, ${(processorMilliseconds / embedProcessorMilliseconds).toFixed(2)} × its processor time, ${Math.round(peak / 2 ** 20)} MB`,
    },
  ];
}

if (import.meta.main) console.log(JSON.stringify(await benchPredict(100_000, 1), undefined, 2));
