import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../src/adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../../src/adapters/sqlite/sqliteStore.ts';
import type { ImportRequest } from '../../src/core/interchange/answersPlan.ts';
import { WriteQueue } from '../../src/core/loop/journal/writeQueue.ts';
import { KnownAnswers } from '../../src/core/loop/journal/knownAnswers.ts';
import { OtherWindows } from '../../src/core/loop/journal/otherWindows.ts';
import { identityVersion, recordIdOf } from '../../src/core/record.ts';
import { inImportProcess } from '../../src/host/importProcess.ts';
import { busyTimeoutMs } from '../../src/host/openStore.ts';
import { openProjectPool } from '../../src/host/projectPool.ts';
import { readProjectFile } from '../../src/host/readProjectFile.ts';
import { medianOf, p95Of } from './measure.ts';
import type { BenchRow } from './rows.ts';
import { firstTexts, scaleLabels, scaleOracle, writePool } from './scalePool.ts';

/** All in milliseconds. */
export interface ImportsBenchResult {
  readonly records: number;
  /** Opening the pool in the same process, as the import does too. */
  readonly open: number;
  /** The import in a separate process while a window labels. */
  readonly imported: number;
  readonly undone: number;
  readonly redone: number;
  /**
   * Rereading all answers in an open window after the import: total, and longest stretch without yielding.
   */
  readonly readAgain: number;
  readonly longestRead: number;
  /** From the abort of a second import to its end. */
  readonly cancelled: number;
  /** One answer of the window with its fsync, without an import: median. */
  readonly answer: number;
  /** The number of answers given during the import, and their median and longest time. */
  readonly answersBeside: number;
  readonly answerBeside: number;
  readonly longestBeside: number;
  /**
   * Processor time of the window's thread from one answer to the next, including the write and its follow-up
   * work: median without and during an import, and 95th percentile during it.
   */
  readonly busyAlone: number;
  readonly busyBeside: number;
  readonly busiestBeside: number;
}

const cliModule = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Milliseconds between two answers of the window. */
const pace = 50;
const answersAlone = 60;

/** An open window that labels: gives one answer after another, and follows the writes of others. */
class Labelling {
  readonly store: SqliteStore;
  readonly times: number[] = [];
  readonly #busy: number[] = [];
  readonly #writeQueue: WriteQueue;
  readonly #others: OtherWindows;
  readonly #texts: readonly string[];

  constructor(store: SqliteStore, texts: readonly string[]) {
    this.store = store;
    this.#texts = texts;
    this.#writeQueue = new WriteQueue(store, (ms) => pause(ms));
    this.#others = new OtherWindows(store, () => undefined);
  }

  async answer(): Promise<void> {
    const text = this.#texts[this.times.length]!;
    const [began, used] = [performance.now(), process.threadCpuUsage()];
    const by = { id: `own ${this.times.length}`, at: this.times.length, annotator: 'ada' };
    const on = { recordId: recordIdOf(text), label: scaleOracle(text) };
    await this.#writeQueue.run((into) => into.append({ ...by, ...on, kind: 'label' }));
    this.times.push(performance.now() - began);
    this.#others.changesSinceLast();
    this.store.recent(20);
    this.store.counts();
    await pause(pace);
    const { user, system } = process.threadCpuUsage(used);
    this.#busy.push((user + system) / 1000);
  }

  /** Labels until `isSo()`. @returns the times of the answers and of the processor, each sorted */
  async until(isSo: () => boolean): Promise<{ readonly times: number[]; readonly busy: number[] }> {
    const from = this.times.length;
    while (!isSo() && this.times.length < this.#texts.length) await this.answer();
    const sorted = (list: number[]): number[] => list.sort((a, b) => a - b);
    return { times: sorted(this.times.slice(from)), busy: sorted(this.#busy.slice(from)) };
  }
}

/** Imports an answer for every record of a generated pool while a window labels. */
export async function benchImports(records: number): Promise<ImportsBenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-imports-bench-'));
  try {
    const { path, file } = await writeCase(folder, records);
    const open = await timeOf(() => openPool(path));
    const database = join(folder, '.marginalia', 'reviews.sqlite');
    const options = { project: 'reviews', identityVersion, window: 'w', busyTimeoutMs };
    const store = openSqliteStore(database, options);
    const window = new Labelling(store, firstTexts(Math.min(records, 20_000)));
    const alone = await window.until(() => window.times.length === answersAlone);
    const request: ImportRequest = {
      file,
      rules: { names: new Map(), empty: 'unlabelled' },
      as: 'annotations',
      createLabels: false,
      replace: false,
    };
    const params = { path, request, annotator: 'bob', window: 'w' };
    let isDone = false;
    const began = performance.now();
    const importing = inImportProcess(cliModule, (remote) => remote.run(params), {}).finally(
      () => (isDone = true),
    );
    // Until it writes the first part, the import is only another process.
    const position = store.lastSeq();
    while (!isDone && store.lastSeq() === position) await pause(pace);
    const beside = await window.until(() => isDone);
    const { step } = await importing;
    const imported = performance.now() - began;
    const reading = await readAgain(store);
    const by = (id: string) => ({ id, at: 1, annotator: 'ada' });
    const undone = await timeOf(() => store.undoStep(step!, by('undo')));
    const redone = await timeOf(() => store.redo(by('redo')));
    store.undoStep(step!, by('undo again'));
    const cancelled = await cancelledAfter(store, params);
    store.close();
    return {
      records,
      open,
      imported,
      undone,
      redone,
      ...reading,
      cancelled,
      answer: medianOf(alone.times),
      answersBeside: beside.times.length,
      answerBeside: medianOf(beside.times),
      longestBeside: beside.times.at(-1)!,
      busyAlone: medianOf(alone.busy),
      busyBeside: medianOf(beside.busy),
      busiestBeside: p95Of(beside.busy),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rereads all answers as the loop does after a large import. */
async function readAgain(
  store: SqliteStore,
): Promise<Pick<ImportsBenchResult, 'readAgain' | 'longestRead'>> {
  let [whole, longest, from] = [0, 0, 0];
  const note = (): void => {
    const took = performance.now() - from;
    whole += took;
    longest = Math.max(longest, took);
  };
  const known = new KnownAnswers(store, async () => {
    note();
    await setImmediate();
    from = performance.now();
  });
  from = performance.now();
  await known.catchUp();
  note();
  return { readAgain: whole, longestRead: longest };
}

/** Starts another import and cancels it while it writes. */
async function cancelledAfter(
  store: SqliteStore,
  params: { path: string; request: ImportRequest; annotator: string; window: string },
): Promise<number> {
  const cancel = new AbortController();
  const position = store.lastSeq();
  const work = { signal: cancel.signal };
  const importing = inImportProcess(cliModule, (remote) => remote.run(params), work).then(
    () => undefined,
    () => undefined,
  );
  while (store.lastSeq() < position + 3000) await setImmediate();
  return timeOf(() => {
    cancel.abort();
    return importing;
  });
}

async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function openPool(path: string): Promise<void> {
  const file = await readProjectFile(path);
  const { close } = await openProjectPool({
    file,
    project: file.project!,
    store: { setting: () => undefined, answers: () => [] },
  });
  await close();
}

async function writeCase(
  folder: string,
  records: number,
): Promise<{ readonly path: string; readonly file: string }> {
  const path = join(folder, 'reviews.marginalia.json');
  const file = join(folder, 'answers.jsonl');
  const labels = scaleLabels;
  const fields = { text: 'text', id: 'id' };
  await writeFile(path, JSON.stringify({ version: 1, pool: 'reviews.jsonl', ...fields, labels }));
  await writePool(join(folder, 'reviews.jsonl'), records);
  const out = createWriteStream(file);
  const texts = firstTexts(records);
  for (let from = 0; from < records; from += 10_000) {
    const lines = texts.slice(from, from + 10_000).map((text, i) => {
      return `${JSON.stringify({ id: from + i, text, label: scaleOracle(text) })}\n`;
    });
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return { path, file };
}

export function importsRows(result: ImportsBenchResult): BenchRow[] {
  const { records, open, imported, undone, redone, answer, busyAlone, busyBeside } = result;
  const perSecond = (time: number): number => Math.round((1000 * records) / time);
  const of = `of ${records.toLocaleString('en')} answers`;
  const row = (name: string, value: number, peer: BenchRow['peer']): BenchRow => ({
    part: 'imports',
    name,
    value,
    unit: 'ms',
    ...(peer && { peer, timesFaster: peer.value / value }),
  });
  const [own, alone] = ['an answer of the window', 'the same while only labelling'];
  return [
    {
      part: 'imports',
      name: `import ${of} beside a window that labels`,
      value: perSecond(imported),
      unit: 'records/s',
      peer: { name: 'opening the pool', value: perSecond(open) },
      timesFaster: open / imported,
      note: `${result.answersBeside} answers meanwhile, the longest after ${result.longestBeside.toFixed(0)} ms`,
    },
    row('an answer while it is written', result.answerBeside, { name: own, value: answer }),
    row('processor time from answer to answer meanwhile', busyBeside, {
      name: alone,
      value: busyAlone,
    }),
    {
      ...row('reading them in a window that was open', result.readAgain, undefined),
      note: `the longest stretch without a turn for others ${result.longestRead.toFixed(1)} ms`,
    },
    row(`undo an import ${of}`, undone, { name: own, value: answer }),
    row(`redo an import ${of}`, redone, { name: own, value: answer }),
    row('cancel it while it is written', result.cancelled, undefined),
  ];
}

if (import.meta.main) {
  const records = Number(process.env['MARGINALIA_RECORDS'] ?? 1_000_000);
  console.log(JSON.stringify(await benchImports(records), undefined, 2));
}
