import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openMatrixOps } from '../../src/adapters/onnx/openMatrixOps.ts';
import { openRecords } from '../../src/commandLine/openRecords.ts';
import { parseSimulateArguments } from '../../src/commandLine/simulateArguments.ts';
import {
  priorOption,
  readSimulationData,
  startStrategy,
} from '../../src/commandLine/simulationData.ts';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import { isCvDue } from '../../src/core/heads/chooseC.ts';
import { chooseTemperature } from '../../src/core/heads/chooseTemperature.ts';
import type { Answers } from '../../src/core/heads/heldOutScores.ts';
import { UNKNOWN, YES, type Indicators } from '../../src/core/heads/indicators.ts';
import { calibrated } from '../../src/core/heads/temperature.ts';
import { takeRows, type Matrix } from '../../src/core/math/matrix.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import { calibration } from '../../src/core/metrics/calibration.ts';
import { SMALLEST_PROBABILITY } from '../../src/core/math/softmax.ts';
import { logLoss } from '../../src/core/metrics/classification.ts';
import { probabilityOfTruth } from '../../src/core/metrics/evaluate.ts';
import { parseStrategy } from '../../src/core/query/parseStrategy.ts';
import { Rng } from '../../src/core/rng.ts';
import { compareStrategies } from '../../src/core/simulate/compareStrategies.ts';
import type { SimulatedTask } from '../../src/core/simulate/learner.ts';
import { singleLabelTask } from '../../src/core/simulate/singleLabelTask.ts';
import { singleLabelField, multiLabelField } from '../../src/core/simulate/oraclePool.ts';
import { multiLabelTask } from '../../src/core/simulate/multiLabelTask.ts';
import { dataFolders, studySets, type DataFolders } from './studySets.ts';
import {
  marks,
  temperatureReport,
  ways,
  type Fit,
  type Measured,
  type Way,
} from './temperatureTable.ts';

const results = fileURLToPath(new URL('results/', import.meta.url));

const course = ['--initial', '50', '--batch', '50', '--budget', String(marks.at(-1))];

/** A data set; `several` if its records have any number of labels. */
interface CalibratedSet {
  readonly name: string;
  readonly title: string;
  readonly several: boolean;
  readonly args: (folders: DataFolders) => Promise<readonly string[]>;
  readonly needs: (folders: DataFolders) => readonly string[];
}

const goemotions = ({ shared }: DataFolders): string[] =>
  ['dev.tsv', 'test.tsv', 'labels.txt'].map((file) => join(shared, 'goemotions', file));

const sets: readonly CalibratedSet[] = [
  ...['sms_spam', 'tweets', 'ag_news'].map((name) => {
    const set = studySets.find((one) => one.name === name)!;
    return { ...set, several: false };
  }),
  {
    name: 'goemotions',
    title: 'GoEmotions (28 labels, several per record)',
    several: true,
    needs: goemotions,
    async args(folders) {
      const [dev, test, labels] = goemotions(folders);
      return [
        ...['--task', 'multi', '--pool', dev!, '--pool', test!, '--labels', labels!],
        ...['--no-header', '--columns', 'text,ids,comment', '--text', 'text', '--label', 'ids'],
        ...['--separator', ',', '--test-size', '2000'],
      ];
    },
  },
];

/**
 * Fits T as the product does on every available set, and measures the expected calibration error and log-loss
 * with and without it on records that influenced no choice. `MARGINALIA_SEEDS=4-10` names seeds,
 * `MARGINALIA_SETS_OF=sms_spam,tweets` sets, `MARGINALIA_WAYS=random` ways, `MARGINALIA_EMBEDDING=static`
 * vectors. Rewrites results/temperature.json, which git ignores, and temperature.md after every seed, and
 * keeps other sets, ways and seeds: a line of temperature.md stays until at least as many seeds are measured.
 * Remove temperature.json if it is older than a relevant change.
 * @returns the report
 */
export async function reportTemperature(): Promise<string> {
  const named = (variable: string, all: readonly string[]): readonly string[] =>
    process.env[variable]?.split(',') ?? all;
  const [from, to = from] = (process.env['MARGINALIA_SEEDS'] ?? '1-10').split('-').map(Number);
  const seeds = Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
  const embedding = process.env['MARGINALIA_EMBEDDING'] ?? 'lexical';
  const wanted = named(
    'MARGINALIA_SETS_OF',
    sets.map(({ name }) => name),
  );
  const made = await mkdtemp(join(tmpdir(), 'marginalia-temperature-'));
  const folders = dataFolders(made);
  const ops = await openMatrixOps();
  const file = join(results, 'temperature.json');
  let done = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as readonly Measured[],
    (): readonly Measured[] => [],
  );
  const former = await readFile(join(results, 'temperature.md'), 'utf8').catch(() => '');
  const report = (): string => temperatureReport(sets, done, former);
  try {
    await mkdir(results, { recursive: true });
    for (const set of sets) {
      if (!wanted.includes(set.name) || !set.needs(folders).every((path) => existsSync(path))) {
        continue;
      }
      for (const way of ways) {
        if (!named('MARGINALIA_WAYS', ways).includes(way)) continue;
        for (const seed of seeds) {
          const found = await measured(set, way, embedding, seed, folders, ops);
          const key = (one: Measured): string =>
            [one.set, one.way, one.embedding, one.seed, one.labels].join();
          const fresh = new Set(found.map(key));
          done = [...done.filter((one) => !fresh.has(key(one))), ...found];
          await writeFile(file, `${JSON.stringify(done)}\n`);
          await writeFile(join(results, 'temperature.md'), report());
          console.log(`  ${set.name}, ${way}, seed ${seed}`);
        }
      }
    }
  } finally {
    await ops.close();
    await rm(made, { recursive: true });
  }
  return report();
}

async function measured(
  set: CalibratedSet,
  way: Way,
  embedding: string,
  seed: number,
  folders: DataFolders,
  ops: MatrixOps,
): Promise<Measured[]> {
  const args = await set.args(folders);
  const parsed = await parseSimulateArguments([
    ...[...args, ...course],
    ...['--embedding', embedding, '--prior', 'off'],
  ]);
  if (parsed === 'help') throw new Error('Not asked for.');
  const { signal } = new AbortController();
  const shared = {
    openPool: (files: Parameters<typeof openRecords>[0]) =>
      openRecords(files, { cacheFolder: folders.made, signal }),
    signal,
    progress: () => {},
  };
  const found: Measured[] = [];
  const about = { set: set.name, way, embedding, seed };
  const run = {
    ...parsed,
    seeds: [seed],
    fullDataSeeds: [],
    ops,
    clock: () => performance.now(),
    pause: () => pause(),
  };
  const strategy =
    way === 'random'
      ? { strategy: way }
      : { strategy: set.several ? 'mmc' : 'margin', explore: 0.1 };
  const entrant = parseStrategy(
    strategy,
    builtInAcquisitions,
    undefined,
    set.several ? 'multi' : 'single',
  );
  const start = way === 'random' ? 'random' : 'typiclust';
  const tell = (one: Omit<Measured, keyof typeof about>): void =>
    void found.push({ ...about, ...one });
  if (set.several) {
    const data = await readSimulationData(parsed, multiLabelField, shared);
    await compareStrategies({
      ...run,
      task: observed(multiLabelTask('global'), decisionsFit, tell),
      pool: data.pool,
      test: { size: 2000 },
      labelNames: data.labelNames,
      embedder: data.embedder.make,
      prior: priorOption(data),
      strategies: [{ ...entrant, start: startStrategy(start, data) }],
    });
  } else {
    const data = await readSimulationData(parsed, singleLabelField, shared);
    await compareStrategies({
      ...run,
      task: observed(singleLabelTask, labelFit, tell),
      pool: data.pool,
      test: data.test ?? { share: 0.2 },
      labelNames: data.labelNames,
      embedder: data.embedder.make,
      prior: priorOption(data),
      strategies: [{ ...entrant, start: startStrategy(start, data), own: { minC: 30 } }],
    });
  }
  return found;
}

/** The task with T fitted on the product's schedule, and reported by `tell` at every mark. */
function observed<Labels extends Answers, Scores extends object>(
  task: SimulatedTask<Labels, Scores>,
  fitOf: (p: Matrix, columns: Int32Array, truth: Labels) => Fit,
  tell: (one: Omit<Measured, 'set' | 'way' | 'embedding' | 'seed'>) => void,
): SimulatedTask<Labels, Scores> {
  return {
    take: (labels, records) => task.take(labels, records),
    fullData: () => Promise.reject(new Error('Not all labels of the pool are learnt here.')),
    learner(run) {
      const learner = task.learner(run);
      let temperature = 1;
      let fittedAt = 0;
      return {
        async fit(labelled, rng) {
          const trained = await learner.fit(labelled, rng);
          const { head, vectors, strengths } = trained;
          const labels = labelled.length;
          if (isCvDue(fittedAt, labels)) {
            const x = takeRows(vectors.pool, labelled);
            const answers = task.take(run.pool.labels, labelled);
            const { c } = strengths;
            const folds = new Rng(run.seed).fork('folds');
            temperature = await chooseTemperature(x, answers, run.ops, { c, rng: folds });
            fittedAt = labels;
          }
          if (marks.includes(labels)) {
            const p = await head.predictProba(vectors.test);
            const shown = calibrated(p, temperature, head.kind === 'one-vs-rest');
            tell({
              labels,
              c: strengths.c,
              temperature,
              before: fitOf(p, head.labels, run.test.labels),
              after: fitOf(shown, head.labels, run.test.labels),
            });
          }
          return trained;
        },
      };
    },
  };
}

function labelFit(p: Matrix, columns: Int32Array, truth: Int32Array): Fit {
  const { ece } = calibration(p, columns, truth);
  return { ece, logLoss: logLoss(probabilityOfTruth(p, columns, truth))! };
}

/** Calibration over all decisions about labels: p in ten bins against the share of labels that apply. */
function decisionsFit({ rows, cols, data }: Matrix, columns: Int32Array, truth: Indicators): Fit {
  const bins = 10;
  const count = new Float64Array(bins);
  const gap = new Float64Array(bins);
  let loss = 0;
  let all = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const own = truth.data[i * truth.labels + columns[j]!]!;
      if (own === UNKNOWN) continue;
      const p = data[i * cols + j]!;
      const bin = Math.min(bins - 1, Math.floor(p * bins));
      count[bin]!++;
      gap[bin]! += p - (own === YES ? 1 : 0);
      loss -= Math.log(Math.max(SMALLEST_PROBABILITY, own === YES ? p : 1 - p));
      all++;
    }
  }
  return { ece: gap.reduce((sum, one) => sum + Math.abs(one), 0) / all, logLoss: loss / rows };
}
