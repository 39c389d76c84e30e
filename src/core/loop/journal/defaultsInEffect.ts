import { seenBytes } from '../../holdout/seenRecords.ts';
import { holdoutHashVersion } from '../../holdout/holdoutHash.ts';
import { defaultsSetting, type DefaultSet } from '../../projectFile/defaultSets.ts';
import type { Holdout, HoldoutRule, Store } from '../../store/store.ts';

type DefaultsStore = Pick<Store, 'setting' | 'labelChanges'>;

/** The set of defaults in effect in a project. */
export function defaultsInEffect(store: DefaultsStore): DefaultSet {
  const chosen = lastChoice(store)?.set ?? store.setting(defaultsSetting) ?? 1;
  return chosen === 1 ? 1 : 2;
}

/** The rule that decides which new records join the hold-out; undefined if it was drawn once. */
export function holdoutRule(
  store: DefaultsStore,
  { draw }: Pick<Holdout, 'draw'>,
): HoldoutRule | undefined {
  const rate = lastChoice(store)?.rate;
  return draw ?? (rate === undefined ? undefined : { hashVersion: holdoutHashVersion, rate });
}

/**
 * For a hold-out that was drawn once, the probability per group that would give it about its present size.
 */
export function rateOfOldHoldout(store: Store): number | undefined {
  const holdout = store.holdout();
  if (!holdout || holdout.draw) return undefined;
  const records = store.seenRecords().reduce((sum, part) => sum + part.length / seenBytes, 0);
  return records === 0 ? 0 : Math.min(1, holdout.members.length / records);
}

function lastChoice(store: Pick<Store, 'labelChanges'>) {
  const changes = store.labelChanges().map(({ change }) => change);
  return changes.findLast((change) => change.type === 'defaults');
}
