import type { Engine } from '../core/engine/engineApi.ts';
import { presentMembers } from '../core/loop/holdout/growHoldout.ts';
import { HoldoutProgress } from '../core/loop/holdout/holdoutProgress.ts';
import { LiveProject } from '../core/loop/labels/liveProject.ts';
import { defaultsInEffect } from '../core/loop/journal/defaultsInEffect.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { RecordId } from '../core/record.ts';
import type { Store } from '../core/store/store.ts';

interface HoldoutOnDisk {
  readonly store: Store;
  readonly project: ProjectFile;
  /** With the pool open. */
  readonly engine: Pick<Engine, 'multiplicities'>;
  /** Records of the pool. */
  readonly size: number;
}

/** The hold-out progress of a project that no window has open; writes nothing. */
async function holdoutOnDisk({
  store,
  project,
  engine,
  size,
}: HoldoutOnDisk): Promise<HoldoutProgress> {
  const live = new LiveProject(project, defaultsInEffect(store));
  const holdout = new HoldoutProgress(store, () => undefined, live);
  holdout.opened(await presentMembers({ store, engine: { remote: engine } }), size);
  return holdout;
}

/** The hold-out records that the metrics count. */
export async function countedHoldout(from: HoldoutOnDisk): Promise<ReadonlySet<RecordId>> {
  const { standing } = await holdoutOnDisk(from);
  return new Set(standing.counted);
}
