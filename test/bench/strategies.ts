import { writtenStrategy } from '../../src/core/store/strategyText.ts';
import { askedQuery } from '../../src/core/query/askedQuery.ts';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quotedRows } from '../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../src/adapters/files/fileSource.ts';
import { openMatrixOps } from '../../src/adapters/onnx/openMatrixOps.ts';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import { fitLexical } from '../../src/core/embed/fitLexical.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import { openPool } from '../../src/core/pool/openPool.ts';
import type { PoolSpec } from '../../src/core/pool/poolSpec.ts';
import { parseStrategy, strategyNames } from '../../src/core/query/parseStrategy.ts';
import {
  compareStrategies,
  type Comparison,
  type ComparisonOptions,
  type Entrant,
} from '../../src/core/simulate/compareStrategies.ts';
import {
  labelSetOf,
  singleLabelField,
  readOraclePool,
  type OraclePool,
} from '../../src/core/simulate/oraclePool.ts';
import type { MetricName } from '../../src/core/simulate/simulatedMetrics.ts';
import { singleLabelTask } from '../../src/core/simulate/singleLabelTask.ts';
import { startMarkdown, strategiesMarkdown, type StudyFacts } from './strategyTables.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = fileURLToPath(new URL('results/', import.meta.url));

type Course = Pick<ComparisonOptions, 'initial' | 'batch' | 'budget'>;

/** A data set and how it is replayed. The metric is that of its study in `simulate`. */
interface Study {
  readonly title: string;
  readonly file: string;
  readonly spec: Pick<PoolSpec, 'textFields' | 'labelField'> & {
    readonly format: PoolSpec['files'][number]['format'];
  };
  readonly metric: MetricName;
  readonly course: Course;
  /** Few labels and small batches, where the start phase matters. */
  readonly startCourse: Course;
  /** Strategies too slow here for all seeds, and their number of seeds. */
  readonly fewerSeeds?: Readonly<Record<string, number>>;
}

const studies: readonly Study[] = [
  {
    title: 'SMS spam (2 classes, 12 % spam)',
    file: 'sms_spam/sms.tsv',
    spec: {
      format: {
        kind: 'delimited',
        delimiter: '\t',
        header: false,
        columns: ['label', 'text'],
        quotes: false,
      },
      textFields: ['text'],
      labelField: 'label',
    },
    metric: 'macroF1',
    course: { initial: 20, batch: 10, budget: 300 },
    startCourse: { initial: 20, batch: 10, budget: 150 },
  },
  {
    title: 'AG News (4 classes)',
    file: 'ag_news/test.csv',
    spec: {
      format: {
        kind: 'delimited',
        delimiter: ',',
        header: false,
        columns: ['class', 'title', 'description'],
        quotes: true,
      },
      textFields: ['title', 'description'],
      labelField: 'class',
    },
    metric: 'macroF1',
    course: { initial: 100, batch: 100, budget: 1000 },
    startCourse: { initial: 20, batch: 10, budget: 150 },
    fewerSeeds: { 'batch-bald': 5 },
  },
  {
    title: 'Tweets (sentiment, 2 classes)',
    file: 'tweets/train.jsonl',
    spec: { format: { kind: 'jsonl' }, textFields: ['text'], labelField: 'label' },
    metric: 'rocAuc',
    course: { initial: 100, batch: 100, budget: 1500 },
    startCourse: { initial: 50, batch: 10, budget: 300 },
  },
];

const seeds: readonly number[] = Array.from({ length: 10 }, (_, i) => i + 1);
const testShare = 0.2;
/** Seed of the near-duplicate groups, which depend on the data, not on the run. */
const groupSeed = 1;

/** Ranks like `entropy`: its divisor, the number of classes, is the same for all records. */
const sameAsAnother = new Set(['normalised-entropy']);

/** Every strategy, and the default's mixture. */
function entrants(): Entrant[] {
  const settings = { strategy: 'margin', explore: 0.1 };
  const mixed = parseStrategy(settings, builtInAcquisitions);
  return [
    ...strategyNames(builtInAcquisitions)
      .filter((name) => !sameAsAnother.has(name))
      .map((name) => parseStrategy(name, builtInAcquisitions)),
    { ...mixed, name: writtenStrategy(askedQuery(settings), 'query') },
  ];
}

/** Margin after different start strategies, named after them. */
function starts(): Entrant[] {
  const margin = parseStrategy('margin', builtInAcquisitions);
  return ['random', 'typiclust', 'k-means'].map((name) => ({
    ...margin,
    name,
    start: parseStrategy(name, builtInAcquisitions),
  }));
}

/**
 * Replays every strategy and three start phases on the shared data; rewrites results/strategies.md and .json after
 * each data set.
 * @returns a summary sentence
 */
export async function reportStrategies(): Promise<string> {
  const data = process.env['MARGINALIA_DATA'] ?? join(root, '../shared/data');
  if (!studies.every(({ file }) => existsSync(join(data, file)))) {
    return 'Not replayed: shared data absent.';
  }
  await mkdir(results, { recursive: true });
  const ops = await openMatrixOps();
  const done: { facts: StudyFacts; all: Comparison; start: Comparison }[] = [];
  try {
    for (const study of studies) {
      const { title, metric, course, startCourse } = study;
      console.log(`• ${title}`);
      const { all, start } = await replay(study, data, ops);
      done.push({ facts: { title, metric, course, startCourse, testShare }, all, start });
      const sections = done.map(({ facts, ...own }) =>
        [strategiesMarkdown(facts, own.all), startMarkdown(facts, own.start)].join('\n\n'),
      );
      await writeFile(join(results, 'strategies.md'), `${[preface, ...sections].join('\n\n')}\n`);
      const json = { seeds, ops: ops.name, studies: done };
      await writeFile(join(results, 'strategies.json'), `${JSON.stringify(json)}\n`);
    }
  } finally {
    await ops.close();
  }
  return 'Written: test/bench/results/strategies.md';
}

const preface = `# Every query strategy, replayed

Made by \`npm run bench -- strategies\`: ${seeds.length} paired seeds; for each, a test set of its own, drawn in whole groups of
near-duplicates, and the same initial records for all strategies (random ones). Lexical embedder, fitted on the pool without the test set;
logistic head, C by cross-validation on the labels bought so far; a committee of 20 bootstrapped heads where a strategy compares several.
The metrics are those of simulate.md. Batches and budgets were set for a bearable running time after a trial of one seed, whose curves were seen. The embedder's own defaults were chosen by experiments on
these three data sets (see simulate.md): the levels are somewhat flattering, the differences less so.

*Area* is the normalised area under the mean learning curve. *− random* is its difference within each seed, with the 95 % interval of Student's t;
test sets of different seeds overlap, so the intervals are a little narrow, and with so many strategies against one baseline about one in twenty
intervals misses 0 (half of them on the losing side) by luck alone. *Labels to 95 %* is the first point from which the mean over seeds stays at or above
95 % of what the same head reaches with all labels; “–”: not within the budget. *Characters* are those read to the end of the budget.
*Choosing* is the median time to score the pool and choose one batch, on a machine that had other work to do; committee strategies include training the committee.
With two classes margin, ratio, least confidence and entropy order records alike but for rounding and ties, so how far these four lie apart on SMS and tweets
shows what chance alone does: differences of that size mean nothing. Only the first 10 picks of a \`batch-bald\` batch are chosen jointly; the rest is BALD's order.
\`normalised-entropy\` ranks as \`entropy\` does and is left out; \`exploit\` has no label to look for here and takes the rarest predicted one.`;

async function replay(
  study: Study,
  data: string,
  ops: MatrixOps,
): Promise<{ all: Comparison; start: Comparison }> {
  const { pool, labelNames } = await readStudy(study, data);
  const shared = {
    pool,
    labelNames,
    test: { share: testShare },
    initialOrder: 'random',
    c: 'auto',
    ops,
    clock: () => performance.now(),
    pause: () => pause(),
    task: singleLabelTask,
  } as const satisfies Partial<ComparisonOptions>;
  const all: Comparison[] = [];
  const start: Comparison[] = [];
  for (const seed of seeds) {
    const own = { ...shared, embedder: fittedOnce(), seeds: [seed] };
    const strategies = entrants().filter(
      ({ name }) => seed <= (study.fewerSeeds?.[name] ?? seeds.length),
    );
    all.push(await compareStrategies({ ...own, ...study.course, strategies }));
    start.push(await compareStrategies({ ...own, ...study.startCourse, strategies: starts() }));
    console.log(`  seed ${seed} of ${seeds.length}`);
  }
  return { all: merged(all), start: merged(start) };
}

function merged(comparisons: readonly Comparison[]): Comparison {
  return {
    curves: comparisons.flatMap(({ curves }) => curves),
    fullData: comparisons.flatMap(({ fullData }) => fullData),
    sizes: comparisons[0]!.sizes,
  };
}

/** One embedder for all comparisons of a seed, which draw the same pool. */
function fittedOnce(): ComparisonOptions['embedder'] {
  let known: ReturnType<ComparisonOptions['embedder']> | undefined;
  return (texts, seed) =>
    (known ??= fitLexical(
      { size: texts.length, texts: async (from, to) => texts.slice(from, to) },
      { seed, pause: () => pause() },
    ));
}

async function readStudy(
  { file, spec }: Study,
  data: string,
): Promise<{ pool: OraclePool; labelNames: string[] }> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-bench-'));
  const location = join(data, file);
  const source = await openFileSource({ location, gzip: false, cacheFolder });
  const { format } = spec;
  const files = [{ path: file, format }];
  const pool = await openPool({ ...spec, files, contextFields: [] }, [source], {
    quotedRows,
  });
  try {
    const labelNames = labelSetOf([pool]);
    return {
      pool: await readOraclePool(pool, singleLabelField, labelNames, { seed: groupSeed }),
      labelNames,
    };
  } finally {
    await pool.close();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
