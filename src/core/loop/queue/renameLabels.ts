import type { Store } from '../../store/store.ts';
import type { Ask } from '../../store/events.ts';
import type { AskedRecord } from './askedRecord.ts';
import type { Prediction } from '../../engine/modelApi.ts';

/** Why a record was asked, with the present names of labels. */
export function renameInAsk(today: (label: string) => string, ask: Ask): Ask {
  const between = ask.reason?.between;
  if (!ask.reason || !between) return ask;
  const [first, second] = [today(between[0]), today(between[1])];
  return { ...ask, reason: { ...ask.reason, between: [first, second] } };
}

/**
 * A prediction with labels called as they are today; what was merged is added up. Undefined where it
 * has a label that was removed, until the next head is fitted.
 */
function renameInPrediction(
  today: (label: string) => string,
  known: ReadonlySet<string>,
  { id, probabilities }: Prediction,
): Prediction | undefined {
  const sums = new Map<string, number>();
  for (const { label, p } of probabilities) {
    sums.set(today(label), (sums.get(today(label)) ?? 0) + p);
  }
  if (![...sums.keys()].every((label) => known.has(label))) return undefined;
  const renamed = [...sums].map(([label, p]) => ({ label, p }));
  return { id, probabilities: renamed.sort((a, b) => b.p - a.p) };
}

/** A record ahead under the present names. */
export function renameInAskedRecord(
  today: (label: string) => string,
  known: ReadonlySet<string>,
  store: Store,
  { prediction, answered, ask, ...asked }: AskedRecord,
): AskedRecord {
  const renamed = prediction && renameInPrediction(today, known, prediction);
  const label = answered && store.answer(asked.record.id)?.label;
  return {
    ...asked,
    ask: renameInAsk(today, ask),
    ...(renamed ? { prediction: renamed } : {}),
    ...(label === undefined ? {} : { answered: label }),
  };
}
