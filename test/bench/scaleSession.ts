import { english } from '../harness/english.ts';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import type { LearnerView } from '../../src/core/loop/learnerView.ts';
import { parseProjectFile } from '../../src/core/projectFile/parseProjectFile.ts';
import { untranslated } from '../../src/core/localize.ts';
import { openSession } from '../../src/host/openSession.ts';
import { annotateState } from '../../src/vscode/annotate/annotateState.ts';
import { BusyTimes } from './busyTimes.ts';
import { p95Of, medianOf } from './measure.ts';
import { scaleLabels, scaleOracle } from './scalePool.ts';

/** A project's first session, labelling from the first record on. All in milliseconds. */
export interface SessionCosts {
  readonly firstRecord: number;
  /** Until everything is indexed, near-duplicates are found and the hold-out is drawn. */
  readonly indexed: number;
  readonly embedded: number;
  readonly firstHead: number;
  readonly answers: number;
  /** An answer with its fsync. */
  readonly answerMedian: number;
  readonly answerP95: number;
  /** Busy stretches of the main thread, without database writes and their fsync. */
  readonly busyP99: number;
  readonly busyP999: number;
  readonly busyLongest: number;
  readonly callbacks: number;
}

export const engineModule = fileURLToPath(new URL('../../src/engine/main.ts', import.meta.url));

/** A fast annotator: four answers per second. */
const pace = 250;
const leastAnswers = 80;
export function scaleProject(): ReturnType<typeof parseProjectFile> {
  const labels = scaleLabels.map((name) => ({ name }));
  return parseProjectFile(
    JSON.stringify({
      version: 1,
      pool: 'pool.jsonl',
      text: 'text',
      id: 'id',
      context: ['lang'],
      labels,
      embedding: 'lexical',
    }),
  );
}

/** @param folder containing `pool.jsonl` */
export async function measureSession(folder: string): Promise<SessionCosts> {
  const { project } = scaleProject();
  if (!project) throw new Error('The project file is wrong.');
  const began = performance.now();
  const busy = new BusyTimes();
  const stopTiming = timeWrites(busy);
  const commits: number[] = [];
  const session = await openSession(
    {
      file: join(folder, 'pool.marginalia.json'),
      name: 'pool',
      project,
      annotator: 'bench',
      trusted: true,
      allowDownload: false,
    },
    {
      engineModule,
      modelsDir: join(folder, 'models'),
      backendsDir: join(folder, 'tensorflow'),
      backupsDir: join(folder, 'tensorflow'),
      log: (level, message) => level === 'error' && console.error(message),
      acquisitions: builtInAcquisitions,
    },
  );
  const { learner } = session;
  const reached = new Map<string, number>();
  const note = (what: string, when: boolean): void => {
    if (when && !reached.has(what)) reached.set(what, performance.now() - began);
  };
  let answers = 0;
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const look = (view: LearnerView): void => {
    note('firstRecord', view.ahead.length > 0);
    note('indexed', view.holdout.size > 0);
    note('embedded', view.embedding !== undefined);
    note('firstHead', view.rounds.length > 0);
    // The cost of the state that a panel would receive.
    JSON.stringify(
      annotateState({ name: 'pool', project, view, showSuggestion: true, localize: untranslated }),
    );
    if (view.phase.kind === 'failed') fail(new Error(english(view.phase.message)));
    if (view.rounds.length >= 3 && view.busy === undefined && answers >= leastAnswers) {
      end();
    }
  };
  learner.onChange(look);
  await learner.start();
  const saves: Promise<void>[] = [];
  const annotator = setInterval(() => {
    const next = learner.view.ahead[0];
    if (!next) return;
    answers++;
    const label = scaleOracle(next.record.text);
    const start = performance.now();
    saves.push(
      learner.answer({
        answerId: randomUUID(),
        recordId: next.record.id,
        answer: { kind: 'label', label },
        elapsedMs: pace,
      }),
    );
    commits.push(performance.now() - start);
  }, pace);
  await done;
  clearInterval(annotator);
  await Promise.all(saves);
  busy.stop();
  stopTiming();
  await session.close();
  const times = busy.busy.sort((a, b) => a - b);
  commits.sort((a, b) => a - b);
  const at = (q: number): number =>
    times[Math.min(times.length - 1, Math.floor(q * times.length))]!;
  return {
    firstRecord: reached.get('firstRecord')!,
    indexed: reached.get('indexed')!,
    embedded: reached.get('embedded')!,
    firstHead: reached.get('firstHead')!,
    answers,
    answerMedian: medianOf(commits),
    answerP95: p95Of(commits),
    busyP99: at(0.99),
    busyP999: at(0.999),
    busyLongest: times.at(-1)!,
    callbacks: times.length,
  };
}

/**
 * Times SQLite writes, including every fsync, separately.
 * @returns a function that stops it
 */
function timeWrites(busy: BusyTimes): () => void {
  const database = new Database(':memory:');
  const statement = Object.getPrototypeOf(database.prepare('select 1')) as Database.Statement;
  database.close();
  const run = Reflect.get<Database.Statement, 'run'>(statement, 'run');
  statement.run = function (...args) {
    return busy.time(() => run.apply(this, args));
  };
  return () => {
    statement.run = run;
  };
}
