import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/sqlite/openSqliteStore.ts';
import type { NewEvent } from '../../src/core/store/events.ts';
import { openEngine } from '../unit/engine/engineFixture.ts';
import { complaints, readLimits, type Limits } from './limits.ts';
import { medianOf, p95Of, timesOf, timesOfBoth } from './measure.ts';

/** Ratios by limit name. */
type Ratios = Readonly<Record<string, number>>;

/** The quick measurements, each giving one or several ratios. */
const checks: readonly (() => Promise<Ratios>)[] = [
  indexing,
  openingParquet,
  lexicalSlices,
  staticTexts,
  oneVsRest,
  cancelling,
  steps,
  answering,
  predicting,
  importing,
  keys,
];

/** Other load on the machine can only worsen a ratio, so the best of a few runs counts. */
const runs = 3;

/**
 * Measures everything that has a limit.
 * @returns the problems, a sentence each
 */
export async function check(): Promise<string[]> {
  const limits = await readLimits();
  const best = new Map<string, number>();
  for (const measure of checks) {
    for (let run = 0; run < runs; run++) {
      const ratios = Object.entries(await measure());
      for (const [name, ratio] of ratios) {
        best.set(name, Math.min(ratio, best.get(name) ?? Infinity));
      }
      if (
        complaints(new Map(ratios.map(([name]) => [name, best.get(name)!])), own(limits, ratios))
          .length === 0
      )
        break;
    }
  }
  const shown = Object.entries(limits).map(([name, { what, most }]) => ({
    name,
    ratio: best.get(name)?.toPrecision(3) ?? '',
    limit: most,
    what,
  }));
  console.table(shown);
  return complaints(best, limits);
}

function own(limits: Limits, ratios: readonly (readonly [string, number])[]): Limits {
  const names = new Set(ratios.map(([name]) => name));
  return Object.fromEntries(Object.entries(limits).filter(([name]) => names.has(name)));
}

async function indexing(): Promise<Ratios> {
  const { benchPool } = await import('./pool.ts');
  const results = await benchPool(50_000, 3);
  const [yardstick] = results;
  const over = (name: string): number =>
    results.find((result) => result.name === name)!.milliseconds / yardstick!.milliseconds;
  return {
    'index-jsonl': over('index JSONL'),
    'index-csv': over('index CSV with quotes'),
    'read-texts': over('read all texts in blocks of 1,024'),
  };
}

/** Opening a Parquet file, relative to only reading it and to opening its cached copy. */
async function openingParquet(): Promise<Ratios> {
  const { benchParquet } = await import('./parquet.ts');
  const { milliseconds, bareMilliseconds, copyMilliseconds } = await benchParquet(50_000, 3);
  return { 'open-parquet': milliseconds / (bareMilliseconds + copyMilliseconds) };
}

async function lexicalSlices(): Promise<Ratios> {
  const { benchEmbed } = await import('./embed.ts');
  const { longestSliceMilliseconds, fitMilliseconds } = await benchEmbed(3000, 3, false);
  return { 'lexical-slice': longestSliceMilliseconds / fitMilliseconds };
}

/** Embedding a text statically, relative to splitting it with the library. */
async function staticTexts(): Promise<Ratios> {
  const { benchStatic } = await import('./static.ts');
  const [row] = await benchStatic(5000);
  return { 'static-texts': 1 / row!.timesFaster! };
}

/** Processor time of predicting a pool without cached vectors, relative to only embedding it. */
async function predicting(): Promise<Ratios> {
  const { benchPredict } = await import('./predict.ts');
  const { processorMilliseconds, embedProcessorMilliseconds } = await benchPredict(50_000, 1);
  return { predict: processorMilliseconds / embedProcessorMilliseconds };
}

/** A large import while a window labels, and its undo and redo as a whole. */
async function importing(): Promise<Ratios> {
  const { benchImports } = await import('./imports.ts');
  const result = await benchImports(20_000);
  const { open, imported, undone, redone, answer, busyAlone, busyBeside } = result;
  const { readAgain, longestRead } = result;
  return {
    import: imported / open,
    'import-undo': (undone + redone) / answer,
    'import-busy': busyBeside / busyAlone,
    'import-read': longestRead / readAgain,
  };
}

/** Several labels per record, relative to one label with as many labels in the set. */
async function oneVsRest(): Promise<Ratios> {
  const { benchOneVsRest } = await import('./oneVsRest.ts');
  const { softmaxFit, coldFit, warmFit, softmaxScoring, scoring, moreMemory } =
    await benchOneVsRest();
  return {
    'several-labels-cold-fit': coldFit / softmaxFit,
    'several-labels-warm-fit': warmFit / softmaxFit,
    'several-labels-scoring': scoring / softmaxScoring,
    'several-labels-memory': moreMemory / 50,
  };
}

/** The time a call continues after its cancel, relative to the whole call. */
async function cancelling(): Promise<Ratios> {
  const open = await openEngine(12_000, { dimensions: 64, memoryBudget: 2 ** 28 });
  try {
    const ids = open.ids.slice(0, 2000);
    const answers = ids.map((_, i) => ['refund', 'delivery', 'praise'][(i * 7) % 3]!);
    const training = { task: 'single' as const, ids, answers };
    const fit = open.fitParams({ kind: 'committee', members: 20, c: 100, training });
    const query = open.queryParams({ settings: { strategy: 'typiclust' }, count: 200 });
    const ratio = async (call: (signal?: AbortSignal) => Promise<unknown>): Promise<number> => {
      const whole = medianOf(await timesOf(() => call(), 1));
      const stop = new AbortController();
      let cancelled = Infinity;
      setTimeout(() => {
        cancelled = performance.now();
        stop.abort();
      }, whole / 2);
      await call(stop.signal).catch(() => undefined);
      return (performance.now() - cancelled) / whole;
    };
    const work = (signal?: AbortSignal) => (signal ? { signal } : {});
    return {
      'cancel-fit': await ratio((signal) => open.engine.fit(fit, work(signal))),
      'cancel-query': await ratio((signal) => open.engine.query(query, work(signal))),
    };
  } finally {
    await open.close();
  }
}

function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-check-'));
  return work(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}

let events = 0;
function labelled(record: number): NewEvent {
  const id = `event ${events++}`;
  const recordId = record.toString(16).padStart(32, '0');
  return { id, at: events, annotator: 'ada', kind: 'label', recordId, label: 'A' };
}

/** Large steps: ten times the events, relative to ten times the time of few. */
function steps(): Promise<Ratios> {
  return inFolder(async (folder) => {
    let stores = 0;
    const takeAndGive = (count: number) => (): Promise<void> => {
      const store = openSqliteStore(join(folder, `${stores++}.sqlite`), {
        project: 'p',
        identityVersion: 1,
      });
      store.append(Array.from({ length: count }, (_, record) => labelled(record)));
      store.rebuildView();
      const change = { type: 'rename', from: 'A', to: 'B' } as const;
      const stamp = (id: string) => ({ id: `${id} ${stores}`, at: 1, annotator: 'ada' });
      store.append({ ...stamp('rename'), kind: 'schema', change });
      store.undo(stamp('first'));
      store.undo(stamp('second'));
      store.close();
      return Promise.resolve();
    };
    const [many, few] = await timesOfBoth(takeAndGive(10_000), takeAndGive(1000), 3);
    return { 'large-steps': medianOf(many) / (10 * medianOf(few)) };
  });
}

/** One answer with its fsync, relative to a plain line with its fsync. */
function answering(): Promise<Ratios> {
  return inFolder(async (folder) => {
    const store = openSqliteStore(join(folder, 'p.sqlite'), { project: 'p', identityVersion: 1 });
    const file = openSync(join(folder, 'plain.jsonl'), 'a');
    let record = 0;
    const [ours, plain] = await timesOfBoth(
      () => Promise.resolve(store.append(labelled(record++))),
      () => {
        writeSync(file, `${JSON.stringify(labelled(record))}\n`);
        return Promise.resolve(fsyncSync(file));
      },
      200,
    );
    closeSync(file);
    store.close();
    return {
      'answer-median': medianOf(ours) / medianOf(plain),
      'answer-p95': p95Of(ours) / p95Of(plain),
    };
  });
}

/** From key to paint in the panel's page, relative to a page that shows one line. */
async function keys(): Promise<Ratios> {
  const { benchKeys } = await import('./panel.ts');
  return benchKeys();
}
