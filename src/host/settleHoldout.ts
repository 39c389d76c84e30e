import {
  heldOutBy,
  holdoutChange,
  writeHoldout,
  type HoldoutChange,
} from '../core/loop/holdout/growHoldout.ts';
import { neverTrainedOn } from '../core/loop/training/trainingSet.ts';
import { isAnswered } from '../core/store/isAnswered.ts';
import type { RecordId } from '../core/record.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Store, WritableStore } from '../core/store/store.ts';
import type { WorkOptions } from '../core/engine/engineApi.ts';
import { drawHoldout } from '../engine/pool/drawHoldout.ts';
import type { ProjectPool } from './projectPool.ts';

/** The hold-out, settled before answers come from elsewhere, so that these do not influence it. */
export interface SettledHoldout {
  /** Future members, in addition to the current ones. */
  readonly members: ReadonlySet<RecordId>;
  /** Call in the transaction that writes the answers, before them. */
  readonly write: (into: WritableStore, at: number) => void;
}

/**
 * Draws the hold-out of a project that was never opened, or extends it to records added since, as opening
 * would. Writes nothing yet.
 * @returns undefined if there is nothing to decide
 */
export async function settleHoldout(
  store: Store,
  project: Pick<ProjectFile, 'holdout' | 'seed'>,
  { pool, summary }: Pick<ProjectPool, 'pool' | 'summary'>,
  work: WorkOptions,
): Promise<SettledHoldout | undefined> {
  const engine = {
    remote: {
      drawHoldout: (params: Parameters<typeof drawHoldout>[0], options: WorkOptions = {}) =>
        drawHoldout(params, pool, options),
    },
  };
  const change = await holdoutChange({ store, engine, project }, summary, work, () =>
    shownRecords(store),
  );
  return change && settledHoldout(change, store);
}

function settledHoldout(change: HoldoutChange, store: Store): SettledHoldout {
  return {
    members: new Set(heldOutBy(change, shownRecords(store))),
    write: (into, at) => writeHoldout(into, change, shownRecords(into), at),
  };
}

function shownRecords(store: Store): RecordId[] {
  const answered = store.answers().filter(isAnswered);
  return [...answered.map(({ recordId }) => recordId), ...neverTrainedOn(store)];
}
