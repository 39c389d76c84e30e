// Measures every part, or the named ones:
// node --expose-gc test/bench/run.ts [check] [pool,embed,fit,score,panel,predict,imports,scale,scale-10m,holdout,simulate,strategies,study,
// calibration,temperature,wordpiece] [opening [--against FOLDER]] [strategy-comparison [--runs N]]
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { python } from './measure.ts';
import type { BenchRow } from './rows.ts';

/** Parts are loaded on demand: a skipped part does not need its libraries. */
const parts: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  async pool() {
    const { benchPool } = await import('./pool.ts');
    const { benchParquet, parquetRows } = await import('./parquet.ts');
    const rows = (await import('./rows.ts')).poolRows(await benchPool());
    return [...rows, ...parquetRows(await benchParquet(1_000_000))];
  },
  async embed() {
    const { benchEmbed } = await import('./embed.ts');
    const { benchStatic } = await import('./static.ts');
    const rows = (await import('./rows.ts')).embedRows(await benchEmbed());
    const { benchSentence } = await import('./sentence.ts');
    return [...rows, ...(await benchStatic()), ...(await benchSentence())];
  },
  async fit() {
    const { benchChoice, benchFit } = await import('./fit.ts');
    return [...(await import('./rows.ts')).fitRows(await benchFit()), await benchChoice()];
  },
  async score() {
    const { benchScore } = await import('./score.ts');
    const { withRoundPeers } = await import('./roundPeer.ts');
    return (await import('./rows.ts')).scoreRows(await withRoundPeers(await benchScore()));
  },
  async panel() {
    const { benchPanel } = await import('./panel.ts');
    return (await import('./rows.ts')).panelRows(await benchPanel());
  },
  async predict() {
    const { benchPredict, predictRows } = await import('./predict.ts');
    return predictRows(await benchPredict(Number(process.env['MARGINALIA_RECORDS'] ?? 1_000_000)));
  },
  async imports() {
    const { benchImports, importsRows } = await import('./imports.ts');
    return importsRows(await benchImports(Number(process.env['MARGINALIA_RECORDS'] ?? 1_000_000)));
  },
  scale: () => scale([10_000, 100_000, 1_000_000]),
  'scale-10m': () => scale([10_000_000]),
  async holdout() {
    const { reportHoldout } = await import('./holdout.ts');
    console.log(reportHoldout());
    return [];
  },
  async simulate() {
    const { reportSimulations } = await import('./simulate.ts');
    console.log(await reportSimulations());
    return [];
  },
  async calibration() {
    const { reportCalibration } = await import('./calibration.ts');
    console.log(await reportCalibration());
    return [];
  },
  async temperature() {
    const { reportTemperature } = await import('./temperature.ts');
    console.log(await reportTemperature());
    return [];
  },
  async wordpiece() {
    const { reportWordPiece } = await import('./wordPiece.ts');
    console.log(await reportWordPiece());
    return [];
  },
  async study() {
    const { reportStudy } = await import('./study.ts');
    console.log(await reportStudy());
    return [];
  },
  async strategies() {
    const { reportStrategies } = await import('./strategies.ts');
    console.log(await reportStrategies());
    return [];
  },
};
/**
 * By name only: `simulate`, `strategies` and `temperature` measure quality rather than time, and need external data; `calibration`
 * and `holdout` simulate how often statistical claims hold, the former for some twenty minutes; `wordpiece` compares
 * our tokenizer's ids with the library's; `scale`, `predict` and `imports` take some minutes, and `scale-10m` an hour and 15 GB of disk.
 */
const usual = ['pool', 'embed', 'fit', 'score', 'panel'];

const results = new URL('results/', import.meta.url);

interface BenchFile {
  readonly machine: unknown;
  readonly rows: readonly BenchRow[];
}

async function scale(sizes: readonly number[]): Promise<BenchRow[]> {
  const { benchScale, keepScale } = await import('./scale.ts');
  await keepScale(await benchScale(sizes), results);
  return [];
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'check') {
    const { check } = await import('./check.ts');
    const wrong = await check();
    for (const sentence of wrong) console.error(sentence);
    return wrong.length === 0 ? 0 : 1;
  }
  if (args[0] === 'opening') {
    const { reportOpening } = await import('./opening.ts');
    const { values } = parseArgs({
      args: args.slice(1),
      options: { against: { type: 'string' } },
    });
    console.log(await reportOpening(values.against));
    return 0;
  }
  if (args[0] === 'strategy-comparison') {
    const { reportStrategyComparison } = await import('./calibration.ts');
    const { values } = parseArgs({ args: args.slice(1), options: { runs: { type: 'string' } } });
    console.log(
      await reportStrategyComparison(values.runs === undefined ? undefined : Number(values.runs)),
    );
    return 0;
  }
  const named = args.flatMap((arg) => arg.split(',')).filter((name) => name !== '');
  const unknown = named.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    console.error(
      `There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`,
    );
    return 2;
  }
  const rows: BenchRow[] = [];
  for (const name of named.length > 0 ? named : usual) {
    console.log(`• ${name} …`);
    const load = Math.round(10 * loadavg()[0]!) / 10;
    rows.push(...(await parts[name]!()).map((row) => ({ ...row, load })));
  }
  if (rows.length === 0) return 0;
  console.table(rows.map(shown));
  // A part leaves a load of one or two for the next; anything above comes from other processes.
  const busiest = Math.max(...rows.map(({ load }) => load ?? 0));
  if (busiest > 1.5 * availableParallelism()) {
    console.log(
      `The machine was busy with other work (load ${busiest} on ${availableParallelism()} cores): ` +
        'neither the times nor the ratios can be relied on.',
    );
  }
  await keep(rows);
  return 0;
}

/** Parts that did not run keep their previous rows, if from the same machine. */
async function keep(rows: readonly BenchRow[]): Promise<void> {
  const file = new URL('bench.json', results);
  const machine = await machineFacts();
  const former = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as BenchFile,
    () => undefined,
  );
  const measured = new Set(rows.map(({ part }) => part));
  const sameMachine = JSON.stringify(former?.machine) === JSON.stringify(machine);
  const others = sameMachine ? former!.rows.filter(({ part }) => !measured.has(part)) : [];
  const all = usual.flatMap((part) => [...others, ...rows].filter((row) => row.part === part));
  await mkdir(results, { recursive: true });
  await writeFile(file, `${JSON.stringify({ machine, rows: all }, null, 2)}\n`);
}

async function machineFacts(): Promise<Record<string, unknown>> {
  const version = ['-c', 'import sklearn; print(sklearn.__version__)'];
  const scikitLearn = await promisify(execFile)(python, version).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    gigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform}-${process.arch}`,
    node: process.version,
    scikitLearn,
  };
}

function shown({ part, name, value, unit, p95, peer, timesFaster, note }: BenchRow) {
  const round = (number: number): string =>
    number >= 1000 ? Math.round(number).toLocaleString('en') : number.toPrecision(3);
  return {
    part,
    what: name,
    median: `${round(value)} ${unit}`,
    p95: p95 === undefined ? '' : round(p95),
    peer: peer ? `${peer.name}: ${round(peer.value)}` : '',
    'times as fast': timesFaster === undefined ? '' : timesFaster.toFixed(2),
    note: note ?? '',
  };
}

process.exitCode = await main(process.argv.slice(2));
