// Several labels per record: GoEmotions by `simulate --task multi`, and scikit-learn on the same vectors and draws.
//
//   node test/bench/multi.ts DATA_FOLDER OUT_FOLDER [EMBEDDING] [C]
//   python3 test/bench/peers/multi.py OUT_FOLDER
//
// DATA_FOLDER holds dev.tsv, test.tsv and labels.txt of GoEmotions; a given C is fixed. Results: results/multi.md.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { openMatrixOps } from '../../src/adapters/onnx/openMatrixOps.ts';
import { openRecords } from '../../src/commandLine/openRecords.ts';
import { parseSimulateArguments } from '../../src/commandLine/simulateArguments.ts';
import { priorOption, readSimulationData } from '../../src/commandLine/simulationData.ts';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import { decide, ExpectedCount } from '../../src/core/heads/expectedCount.ts';
import type { Indicators } from '../../src/core/heads/indicators.ts';
import { takeRows } from '../../src/core/math/matrix.ts';
import { MultiLabelTest, type MultiLabelScores } from '../../src/core/metrics/multiLabel.ts';
import { parseStrategy } from '../../src/core/query/parseStrategy.ts';
import { compareStrategies } from '../../src/core/simulate/compareStrategies.ts';
import type { SimulatedTask, TrainedHead } from '../../src/core/simulate/learner.ts';
import { multiLabelField } from '../../src/core/simulate/oraclePool.ts';
import { multiLabelTask } from '../../src/core/simulate/multiLabelTask.ts';
import type { SimulatedRun } from '../../src/core/simulate/simulatedRun.ts';

/** Numbers of answers at which results are compared. */
const marks = [500, 1000, 2000];

/** Adds the scores with a threshold per label. */
interface Scores extends MultiLabelScores {
  readonly macroF1PerLabel: number | null;
}

const [data, out, embedding = 'lexical', c = 'auto'] = process.argv.slice(2);
if (!data || !out) throw new Error('Give the folder of GoEmotions and one for the results.');
const args = [
  ...['--task', 'multi', '--pool', join(data, 'dev.tsv'), '--pool', join(data, 'test.tsv')],
  ...['--no-header', '--columns', 'text,ids,comment', '--text', 'text', '--label', 'ids'],
  ...['--separator', ',', '--labels', join(data, 'labels.txt'), '--test-size', '2000'],
  ...['--initial', '100', '--batch', '100', '--budget', '2000', '--seeds', '3'],
  ...['--strategy', 'random,mmc', '--embedding', embedding, '--prior', 'off'],
];
const parsed = await parseSimulateArguments(args);
if (parsed === 'help') throw new Error('These are arguments of a simulation.');
const controller = new AbortController();
const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-multi-'));
const ops = await openMatrixOps();
try {
  const records = await readSimulationData(parsed, multiLabelField, {
    openPool: (files) => openRecords(files, { cacheFolder, signal: controller.signal }),
    signal: controller.signal,
    progress: () => {},
  });
  const { curves, sizes } = await compareStrategies({
    ...parsed,
    c: c === 'auto' ? c : Number(c),
    task: observed(multiLabelTask('global')),
    pool: records.pool,
    test: { size: 2000 },
    labelNames: records.labelNames,
    strategies: parsed.strategies.map((one) =>
      parseStrategy(one, builtInAcquisitions, undefined, 'multi'),
    ),
    fullDataSeeds: [],
    embedder: records.embedder.make,
    prior: priorOption(records),
    share: records.embedder.share,
    ops,
    clock: () => performance.now(),
    pause: () => pause(),
    onCurve: ({ name, seed, points }) => {
      for (const point of points) {
        if (marks.includes(point.labels)) console.log(JSON.stringify({ name, seed, ...point }));
      }
    },
  });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'curves.json'), JSON.stringify({ args, sizes, curves }, null, 1));
} finally {
  await ops.close();
  await rm(cacheFolder, { recursive: true, force: true });
}

/** Writes scikit-learn's training data, and measures per-label thresholds too. */
function observed(
  task: SimulatedTask<Indicators, MultiLabelScores>,
): SimulatedTask<Indicators, Scores> {
  const withOwn = async (
    { head, vectors, known, test }: TrainedHead<MultiLabelScores>,
    unlabelled: Int32Array,
    truth: Indicators,
  ): Promise<Scores> => {
    const counted = new ExpectedCount(head.classes);
    counted.add(await known.probabilities!(unlabelled));
    const probabilities = await head.predictProba(vectors.test);
    const thresholds = counted.thresholds('perLabel');
    const predicted = decide(probabilities, head.labels, thresholds, truth.labels);
    const own = new MultiLabelTest({ probabilities, headLabels: head.labels, predicted, truth });
    return { ...(await test()), macroF1PerLabel: own.scores().macroF1 };
  };
  return {
    take: (labels, records) => task.take(labels, records),
    fullData: () => Promise.reject(new Error('Not all labels of the pool are learnt here.')),
    learner(run) {
      const learner = task.learner(run);
      return {
        async fit(labelled, rng) {
          const trained = await learner.fit(labelled, rng);
          const mark = labelled.length;
          const taken = new Set(labelled);
          const all = Int32Array.from({ length: run.pool.x.rows }, (_, row) => row);
          const unlabelled = all.filter((row) => !taken.has(row));
          if (marks.includes(mark) && run.strategy.name === 'random') {
            await dump(trained, labelled, run);
          }
          const measured = () => withOwn(trained, unlabelled, run.test.labels);
          return { ...trained, test: measured };
        },
      };
    },
  };
}

async function dump(
  { vectors, strengths }: TrainedHead<MultiLabelScores>,
  labelled: readonly number[],
  { seed, pool, test }: SimulatedRun<Indicators>,
): Promise<void> {
  const folder = join(out!, `seed ${seed} at ${labelled.length}`);
  await mkdir(folder, { recursive: true });
  const raw = (name: string, values: Float32Array | Int8Array): Promise<void> =>
    writeFile(
      join(folder, name),
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
  await raw('pool.f32', takeRows(vectors.pool, all(vectors.pool.rows)).data);
  await raw('test.f32', takeRows(vectors.test, all(vectors.test.rows)).data);
  await raw('pool.i8', pool.labels.data);
  await raw('test.i8', test.labels.data);
  const { c } = strengths;
  const shape = { dimensions: vectors.pool.cols, labels: pool.labels.labels };
  await writeFile(join(folder, 'draw.json'), JSON.stringify({ seed, c, ...shape, labelled }));
}

function all(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row);
}
