import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openMatrixOps } from '../../src/adapters/onnx/openMatrixOps.ts';
import { openRecords } from '../../src/commandLine/openRecords.ts';
import { parseSimulateArguments } from '../../src/commandLine/simulateArguments.ts';
import type { Start } from '../../src/commandLine/simulateArguments.ts';
import {
  priorOption,
  readSimulationData,
  startStrategy,
} from '../../src/commandLine/simulationData.ts';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import { parseStrategy } from '../../src/core/query/parseStrategy.ts';
import { singleLabelTask } from '../../src/core/simulate/singleLabelTask.ts';
import { singleLabelField } from '../../src/core/simulate/oraclePool.ts';
import {
  compareStrategies,
  type Entrant,
  type PriorOption,
} from '../../src/core/simulate/compareStrategies.ts';
import {
  dataFolders,
  isPresent,
  secondLabels,
  studySets,
  type DataFolders,
  type StudySet,
} from './studySets.ts';
import { priorNames, studyMarkdown, type SetResults } from './studyTables.ts';

const results = fileURLToPath(new URL('results/', import.meta.url));

/** One of the compared ways of labelling; omitted settings are those of new projects. */
interface Variant {
  readonly name: string;
  readonly strategy?: string;
  readonly explore?: number;
  readonly start?: Start;
  /** The smallest C while labels are few. */
  readonly minC?: number;
  /** `second`: with a second set of label descriptions, if there is one. */
  readonly prior?: 'off' | 'rotated' | 'second';
  readonly batch?: number;
}

/** New projects: the first variant is the baseline of the others, which change one thing each. */
const variants: readonly Variant[] = [
  { name: 'new default' },
  { name: 'start random', start: 'random' },
  { name: 'start likeness', start: 'likeness' },
  { name: 'any C', minC: 1 },
  { name: 'start random, any C', start: 'random', minC: 1 },
  { name: 'explore 0', explore: 0 },
  { name: 'rank-power', strategy: 'rank-power' },
  { name: 'badge', strategy: 'badge' },
  { name: 'random', strategy: 'random' },
  { name: 'no prior', prior: 'off' },
];

const onRandom = { strategy: 'random', start: 'random', batch: 10 } as const;

/**
 * The label prior, on random records: none, the default, every name swapped to another label, and
 * descriptions written by somebody who saw only the names.
 */
const priorVariants: readonly Variant[] = [
  { name: priorNames.none, ...onRandom, prior: 'off' },
  { name: priorNames.auto, ...onRandom },
  { name: priorNames.rotated, ...onRandom, prior: 'rotated' },
  { name: priorNames.second, ...onRandom, prior: 'second' },
];

/** The defaults of new projects in version 0.1.0 at b3b2783, on lexical vectors. */
const oldVariants: readonly Variant[] = [
  { name: 'old default', start: 'random', minC: 1, prior: 'off' },
  { name: 'old default with TypiClust', minC: 1, prior: 'off' },
  { name: 'old default with C ≥ 30', start: 'random', prior: 'off' },
];

const newDefault = {
  strategy: 'margin',
  explore: 0.1,
  start: 'typiclust',
  minC: 30,
} as const;

const course = ['--initial', '20', '--batch', '20', '--budget', '500'];

/**
 * Replays the ways of labelling on every available data set. Rewrites results/study.md and study.json after
 * each set, and keeps other sets, ways and seeds of study.json. `MARGINALIA_STUDY=sms_spam,tweets` names
 * sets, `MARGINALIA_WAYS=new default,random` ways, `MARGINALIA_SEEDS=6-10` seeds.
 * @returns a summary sentence
 */
export async function reportStudy(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'marginalia-study-'));
  const folders = dataFolders(made);
  const named = process.env['MARGINALIA_STUDY']?.split(',');
  const [from, to = from] = (process.env['MARGINALIA_SEEDS'] ?? '1-10').split('-').map(Number);
  const seeds = Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
  const wanted = studySets.filter(({ name }) => !named || named.includes(name));
  const present = wanted.filter((set) => isPresent(set, folders));
  const file = join(results, 'study.json');
  const done = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Record<string, SetResults>,
    (): Record<string, SetResults> => ({}),
  );
  const ops = await openMatrixOps();
  try {
    await mkdir(results, { recursive: true });
    for (const set of present) {
      console.log(`• ${set.title}`);
      const fresh = await replay(set, folders, ops, seeds);
      done[set.name] = merged(done[set.name], fresh);
      await writeFile(file, `${JSON.stringify(done)}\n`);
      await writeFile(join(results, 'study.md'), `${studyMarkdown(studySets, done)}\n`);
    }
  } finally {
    await ops.close();
    await rm(made, { recursive: true });
  }
  const absent = wanted.length - present.length;
  return `Written: test/bench/results/study.md${absent > 0 ? `; ${absent} sets are absent` : ''}`;
}

/** New curves replace older ones of the same way and seed. */
function merged(before: SetResults | undefined, fresh: SetResults): SetResults {
  const key = ({ name, seed }: SetResults['curves'][number]): string => `${name} ${seed}`;
  const replaced = new Set(fresh.curves.map(key));
  const kept = before?.curves.filter((curve) => !replaced.has(key(curve))) ?? [];
  return {
    sizes: fresh.sizes,
    fullData: fresh.fullData.length > 0 ? fresh.fullData : (before?.fullData ?? []),
    curves: [...kept, ...fresh.curves],
  };
}

async function replay(
  set: StudySet,
  folders: DataFolders,
  ops: MatrixOps,
  seeds: readonly number[],
): Promise<SetResults> {
  const named = process.env['MARGINALIA_WAYS']?.split(',');
  const wanted = (ways: readonly Variant[]): readonly Variant[] =>
    ways.filter(({ name }) => !named || named.includes(name));
  const shared = { set, folders, ops, seeds };
  const results: SetResults[] = [];
  for (const [embedding, ways] of [
    ['lexical', oldVariants],
    ['auto', [...variants, ...priorVariants]],
  ] as const) {
    if (wanted(ways).length > 0) results.push(await compared(shared, embedding, wanted(ways)));
  }
  return results.reduce((a, b) => merged(a, b));
}

async function compared(
  {
    set,
    folders,
    ops,
    seeds,
  }: {
    readonly set: StudySet;
    readonly folders: DataFolders;
    readonly ops: MatrixOps;
    readonly seeds: readonly number[];
  },
  embedding: 'auto' | 'lexical',
  entrants: readonly Variant[],
) {
  const { signal } = new AbortController();
  const cacheFolder = folders.made;
  const read = async (labels: readonly string[]) => {
    const parsed = await parseSimulateArguments([
      ...(await set.args(folders)),
      ...['--embedding', embedding, ...course, ...labels],
    ]);
    if (parsed === 'help') throw new Error('Not asked for.');
    const data = await readSimulationData(parsed, singleLabelField, {
      openPool: (records) => openRecords(records, { cacheFolder, signal }),
      signal,
      progress: () => {},
    });
    return { parsed, data };
  };
  const { parsed, data } = await read(embedding === 'auto' ? set.labels(folders) : []);
  const second = secondLabels(set);
  const hasSecond = second.length > 0 && entrants.some(({ prior }) => prior === 'second');
  const others = hasSecond ? priorOption((await read(second)).data) : undefined;
  const strategies = entrants.flatMap((variant): Entrant[] => {
    if (variant.prior === 'second' && !others) return [];
    const { name, strategy, explore, start, minC, prior, batch } = { ...newDefault, ...variant };
    const own = {
      minC,
      ...(batch !== undefined && { batch }),
      ...(prior === 'off' && { prior }),
      ...(prior === 'rotated' && { prior: rotated(priorOption(data), data.labelNames.length) }),
      ...(prior === 'second' && { prior: others! }),
    };
    const asked = parseStrategy({ strategy, explore }, builtInAcquisitions);
    return [{ ...asked, name, start: startStrategy(start, data), own }];
  });
  return compareStrategies({
    ...parsed,
    task: singleLabelTask,
    seeds,
    pool: data.pool,
    test: data.test ?? (parsed.test as { share: number }),
    labelNames: data.labelNames,
    strategies,
    // Expensive, and nearly the same for all seeds; with many labels it takes too long.
    fullDataSeeds: embedding === 'lexical' && data.labelNames.length < 50 ? [1] : [],
    ops,
    clock: () => performance.now(),
    pause: () => pause(),
    embedder: data.embedder.make,
    prior: priorOption(data),
    share: data.embedder.share,
    onCurve: ({ name, seed }) => console.log(`  ${embedding}, seed ${seed}: ${name}`),
  });
}

/** Each label with the words of the previous one. */
function rotated(prior: PriorOption | undefined, labels: number): PriorOption | 'off' {
  if (!prior) return 'off';
  return {
    ...prior,
    vectors: (dimensions) => {
      const own = prior.vectors(dimensions);
      const all = new Float32Array(own.length);
      for (let j = 0; j < labels; j++) {
        const row = own.subarray(j * dimensions, (j + 1) * dimensions);
        all.set(row, ((j + 1) % labels) * dimensions);
      }
      return all;
    },
  };
}
