import { message } from '../messages/messages.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { Stamp } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import type { Turn } from './journal/knownAnswers.ts';
import { pagedAnswers } from './journal/pagedAnswers.ts';
import type { Write } from './journal/writeQueue.ts';
import { updateHoldout, presentMembers } from './holdout/growHoldout.ts';
import type { HoldoutProgress } from './holdout/holdoutProgress.ts';
import type { LiveProject } from './labels/liveProject.ts';
import { importLabelColumn, labelNotice, labelProblems } from './labels/labelColumn.ts';
import { orphanNotice, type Orphan } from './answers/orphanedAnswers.ts';
import type { ViewState } from './viewState.ts';
import type { Notice } from './learnerPhase.ts';
import type { Engine, WorkOptions } from '../engine/engineApi.ts';
import type { OpenPoolParams, PoolSummary } from '../engine/poolApi.ts';

/** Notices about the pool that each opening clears or raises again. */
export const clearedByOpening = [
  'pool-changed',
  'pool-problems',
  'orphan',
] as const satisfies readonly Notice['id'][];

export interface OpenedPool {
  readonly state: Pick<ViewState, 'pool' | 'problems' | 'problemCount' | 'unconfirmed'>;
  /** Notices to show from now on. */
  readonly notices: readonly Notice[];
}

export interface PoolOpening {
  readonly store: Store;
  readonly engine: { readonly remote: Engine };
  readonly live: LiveProject;
  readonly holdout: HoldoutProgress;
  readonly pool: OpenPoolParams;
  readonly clock: () => number;
  readonly turn: Turn;
  /** Waits for locks. */
  readonly write: Write;
  readonly orphans?: readonly Orphan[];
}

/** From this size on, labelling begins while the pool is still being indexed. */
const largePoolBytes = 8 * 1024 * 1024;

/** Whether indexing has reached the first records of a large pool. */
export function isReadable({ step, steps = 0 }: Progress): boolean {
  return step > 0 && steps >= largePoolBytes;
}

/** Indexes the pool, updates the hold-out for it, and matches the stored answers to it. */
export async function openPool(
  opening: PoolOpening,
  work: WorkOptions,
  stamp: () => Stamp,
  shown: () => RecordId[],
): Promise<OpenedPool> {
  const { engine, store } = opening;
  const summary = await engine.remote.openPool(opening.pool, work);
  const { live } = opening;
  await updateHoldout({ ...opening, project: live.project }, summary, work, shown);
  const column = { ...opening, project: live.project };
  const labels = await importLabelColumn(column, summary.labelsPassed, stamp);
  const labelsNotice = labels?.isNew ? labelNotice(labels) : undefined;
  const problems = [...summary.problems, ...labelProblems(column, labels)];
  const { unconfirmed, notice } = await matchStoredAnswers(
    store,
    engine.remote,
    summary.fingerprint,
    opening,
  );
  opening.holdout.opened(await presentMembers(opening), summary.size);
  const orphan = await orphanNotice(opening.orphans ?? [], engine.remote);
  const { size, rowsRead } = summary;
  const problemCount = summary.problemCount + problems.length - summary.problems.length;
  return {
    state: { pool: { size, rowsRead }, problems, problemCount, unconfirmed },
    notices: [notice, rowsNotice(summary), labelsNotice, orphan].filter(
      (shown) => shown !== undefined,
    ),
  };
}

/** A notice about unreadable rows, with an action that lists them. */
function rowsNotice({ accounting }: PoolSummary): Notice | undefined {
  const { rows, problemRows, withoutText } = accounting;
  if (problemRows + withoutText === 0) return undefined;
  const lost = message('pool.lostRows', { rows, problemRows, withoutText });
  return { id: 'pool-problems', severity: 'warning', message: lost, action: 'showProblems' };
}

interface MatchedAnswers {
  /** Answered records whose text changed or that are missing: kept, but not trained on until confirmed. */
  readonly unconfirmed: ReadonlySet<RecordId>;
  readonly notice?: Notice;
}

/** Matches the stored answers to a pool file that may have changed since the store was last used. */
async function matchStoredAnswers(
  store: Store,
  engine: Engine,
  fingerprint: string,
  { write, turn }: Pick<PoolOpening, 'write' | 'turn'>,
): Promise<MatchedAnswers> {
  const reading = pagedAnswers(store, turn, ({ recordId: id, sourceId }) =>
    sourceId === undefined ? { id } : { id, sourceId },
  );
  const stored = Array.isArray(reading) ? reading : await reading;
  if (stored.length === 0) {
    await write((into) => into.setPoolFingerprint(fingerprint));
    return { unconfirmed: new Set() };
  }
  const { changed, missing } = await engine.rematch({ stored });
  await write((into) => into.setPoolFingerprint(fingerprint));
  const unconfirmed = new Set([...changed.map(({ id }) => id), ...missing]);
  if (unconfirmed.size === 0) return { unconfirmed };
  const gone = { changed: changed.length, missing: missing.length };
  return {
    unconfirmed,
    notice: {
      id: 'pool-changed',
      severity: 'warning',
      message: message('opening.poolChanged', gone),
      action: 'openProjectFile',
    },
  };
}
