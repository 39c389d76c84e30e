import { holdoutHashVersion } from '../../holdout/holdoutHash.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type {
  Holdout,
  HoldoutGrowth,
  HoldoutMember,
  Store,
  WritableStore,
} from '../../store/store.ts';
import type { Write } from '../journal/writeQueue.ts';
import { holdoutRule } from '../journal/defaultsInEffect.ts';
import type { Engine, WorkOptions } from '../../engine/engineApi.ts';
import type { HoldoutDraw, PoolSummary } from '../../engine/poolApi.ts';

export interface GrowingHoldout extends HoldoutInputs {
  readonly clock: () => number;
  /** Waits for locks. */
  readonly write: Write;
}

/** The inputs that determine which records are held out. */
export interface HoldoutInputs {
  readonly store: Store;
  readonly engine: { readonly remote: Pick<Engine, 'drawHoldout'> };
  readonly project: Pick<ProjectFile, 'holdout' | 'seed'>;
}

/** Fingerprint of the pool that the hold-out was last updated for. */
const poolSetting = 'holdout.pool';

/** The change that a pool makes to the hold-out, not yet written. */
export interface HoldoutChange {
  /** Fingerprint of the whole pool. */
  readonly fingerprint: string;
  readonly draw: HoldoutDraw;
  /** Only for a first draw. */
  readonly seed?: number;
}

/**
 * Draws the hold-out if there is none; decides about records added since.
 * @param shown records that were asked or are ahead
 */
export async function updateHoldout(
  { clock, write, ...settling }: GrowingHoldout,
  summary: PoolSummary,
  work: WorkOptions,
  shown: () => RecordId[],
): Promise<void> {
  if (!settling.store.holdout() && settling.project.holdout.size === 0) return;
  const change = await holdoutChange(settling, summary, work, shown);
  if (!change) return;
  const at = clock();
  await write((into) => writeHoldout(into, change, shown(), at));
}

/**
 * The change that `updateHoldout` would write.
 * @param shown as in `updateHoldout`
 * @returns undefined if the hold-out is up to date, or none is wanted
 */
export async function holdoutChange(
  { store, engine, project }: HoldoutInputs,
  summary: PoolSummary,
  work: WorkOptions,
  shown: () => RecordId[],
): Promise<HoldoutChange | undefined> {
  const { size, share } = project.holdout;
  const fingerprint = summary.wholeFingerprint;
  const known = store.holdout();
  if (!known) {
    if (size === 0) return undefined;
    const { seed } = project;
    const first = { seed, size, share, seen: [], members: [], excluded: [] };
    const draw = await engine.remote.drawHoldout({ ...first, shown: shown() }, work);
    return { fingerprint, draw, seed };
  }
  if (store.setting(poolSetting) === fingerprint) return undefined;
  const draw = await engine.remote.drawHoldout(
    {
      seed: known.seed,
      size,
      share,
      // A hold-out that was drawn once gains only near-duplicates of its members.
      rate: holdoutRule(store, known)?.rate ?? 0,
      adopt: isUntouched(store, known, summary),
      seen: store.seenRecords(),
      shown: shown(),
      members: known.members.map(({ recordId: id, hash }, place) => ({
        id,
        hash: hash ?? place,
      })),
      excluded: store.excludedRecords(),
    },
    work,
  );
  return { fingerprint, draw };
}

/** Writes a change unless another window has done so. @param shown as they are now */
export function writeHoldout(
  into: WritableStore,
  change: HoldoutChange,
  shown: readonly RecordId[],
  at: number,
): void {
  const { fingerprint, draw, seed } = change;
  const known = into.holdout();
  if (seed !== undefined) {
    const rule = { hashVersion: holdoutHashVersion, rate: draw.rate };
    const members = withoutShown(draw, shown);
    if (!known) into.setHoldout({ members, seed, at, draw: rule }, draw.seen);
  } else if (known && into.setting(poolSetting) !== fingerprint) {
    into.growHoldout(growthBy(known, draw, shown));
  }
  into.setSetting(poolSetting, fingerprint);
}

/** The records that a change adds to the hold-out. */
export function heldOutBy(
  { draw }: HoldoutChange,
  shown: readonly RecordId[],
): readonly RecordId[] {
  return withoutShown(draw, shown).map(({ recordId }) => recordId);
}

/**
 * Number of pool rows with the text of each member and each `between` record; records missing from the pool
 * are left out.
 */
export async function presentMembers({
  store,
  engine,
}: {
  readonly store: Store;
  readonly engine: { readonly remote: Pick<Engine, 'multiplicities'> };
}): Promise<Map<RecordId, number>> {
  const ids = [...holdoutIds(store), ...store.excludedRecords()];
  if (ids.length === 0) return new Map();
  const rows = await engine.remote.multiplicities({ ids });
  return new Map(ids.map((id, i) => [id, rows[i]!] as const).filter(([, count]) => count > 0));
}

/** Whether the hold-out was drawn once, no seen records are stored, and the pool is the one last opened. */
function isUntouched(store: Store, { draw }: Holdout, { fingerprint }: PoolSummary): boolean {
  if (draw || store.seenRecords().length > 0) return false;
  return store.meta().poolFingerprint === fingerprint;
}

/** Leaves out groups with a record that was shown during the search for near-duplicates. */
function withoutShown({ members }: HoldoutDraw, shown: readonly RecordId[]): HoldoutMember[] {
  const given = new Set(shown);
  const revealed = new Set(
    members.filter(({ id }) => given.has(id)).map(({ representative }) => representative),
  );
  return members.filter(({ representative }) => !revealed.has(representative)).map(memberOf);
}

function growthBy(known: Holdout, draw: HoldoutDraw, shown: readonly RecordId[]): HoldoutGrowth {
  const before = new Set(known.members.map(({ recordId }) => recordId));
  const kept = new Set(withoutShown(draw, shown).map(({ recordId }) => recordId));
  const members = draw.members.filter(({ id }) => kept.has(id));
  // Near-duplicates of earlier members that were shown during the draw, with the rest of their groups.
  const newlyExcluded = draw.members.filter(
    ({ id, representative }) => !kept.has(id) && before.has(representative),
  );
  // Members drawn once have no hash, nor do records that join them.
  const drawnOnce = new Set(
    known.members.flatMap(({ hash, recordId }) => (hash === undefined ? recordId : [])),
  );
  return {
    members: members.map((member) =>
      drawnOnce.has(member.representative)
        ? {
            recordId: member.id,
            multiplicity: member.multiplicity,
            representative: member.representative,
            joined: true,
          }
        : memberOf(member),
    ),
    excluded: [...draw.excluded, ...newlyExcluded.map(({ id }) => id)],
    seen: draw.seen,
  };
}

function memberOf({
  id,
  multiplicity,
  hash,
  representative,
}: HoldoutDraw['members'][number]): HoldoutMember {
  return { recordId: id, multiplicity, hash, representative };
}
