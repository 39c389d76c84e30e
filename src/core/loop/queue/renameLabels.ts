import type { Store } from '../../store/store.ts';
import type { Ask } from '../../store/events.ts';
import { shownAnswer, type AskedRecord } from './askedRecord.ts';
import type { LabelProbability, Prediction } from '../../engine/modelApi.ts';

/** The reason for asking, under the current label names. */
export function renameInAsk(today: (label: string) => string, ask: Ask): Ask {
  const between = ask.reason?.between;
  if (!ask.reason || !between) return ask;
  const [first, second] = [today(between[0]), today(between[1])];
  return { ...ask, reason: { ...ask.reason, between: [first, second] } };
}

/**
 * A prediction under the current label names. Probabilities of merged labels are added; in multi-label
 * projects the likelier one stands for both. Undefined, until the next head is fitted, if it contains a
 * removed label.
 */
function renameInPrediction(
  today: (label: string) => string,
  known: ReadonlySet<string>,
  { probabilities, ...prediction }: Prediction,
): Prediction | undefined {
  const renamed = new Map<string, LabelProbability>();
  for (const { label, ...rest } of probabilities) {
    const name = today(label);
    renamed.set(name, both(renamed.get(name), { label: name, ...rest }));
  }
  if (![...renamed.keys()].every((label) => known.has(label))) return undefined;
  return { ...prediction, probabilities: [...renamed.values()].sort((a, b) => b.p - a.p) };
}

function both(a: LabelProbability | undefined, b: LabelProbability): LabelProbability {
  if (!a) return b;
  if (b.applies === undefined) return { label: b.label, p: a.p + b.p };
  return { label: b.label, p: Math.max(a.p, b.p), applies: a.applies === true || b.applies };
}

/** A record ahead, under the current label names. */
export function renameInAskedRecord(
  today: (label: string) => string,
  known: ReadonlySet<string>,
  store: Store,
  { prediction, answered, judged, ask, ...asked }: AskedRecord,
): AskedRecord {
  const renamed = prediction && renameInPrediction(today, known, prediction);
  const isShown = answered !== undefined || judged !== undefined;
  return {
    ...asked,
    ask: renameInAsk(today, ask),
    ...(renamed ? { prediction: renamed } : {}),
    ...(isShown && shownAnswer(store.answer(asked.record.id))),
  };
}
