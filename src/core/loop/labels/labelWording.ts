import { labelText, labelTexts } from '../../embed/labelText.ts';
import type { Label } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { recordIdOf } from '../../record.ts';
import type { Store, WritableStore } from '../../store/store.ts';
import type { RoundPrior } from '../../store/storedRounds.ts';
import type { StoreSetting } from '../journal/writeQueue.ts';
import type { FitSummary, PriorParams } from '../../engine/modelApi.ts';

/** The names and descriptions of the labels as last seen. */
interface SeenWording {
  /** Journal position at which the labels had these names. */
  readonly at: number;
  /** By label. */
  readonly texts: Readonly<Record<string, string>>;
  /** Labels reworded since the last round while the hold-out had answers. */
  readonly reworded?: readonly string[];
}

const seenSetting = 'labels.wording';

/**
 * The label prior that a project configures; undefined if it is off, if the kind of head has none, or if some
 * label has no usable text.
 */
export function priorAsked({
  prior,
  head,
  labels,
}: Pick<ProjectFile, 'prior' | 'head' | 'labels'>): PriorParams | undefined {
  if (prior === 'off' || prior === 0 || head.kind !== 'logistic') return undefined;
  const read = labelTexts(labels);
  return 'withoutMeaning' in read ? undefined : { texts: [...read.texts], strength: prior };
}

/** A fingerprint of the texts that a sentence model reads for the labels, in label order. */
export function wordingOf(texts: readonly string[]): string {
  return recordIdOf(JSON.stringify(texts));
}

/**
 * Notes labels that are reworded while the hold-out has answers: rewording to improve the metrics would tune
 * on the hold-out. Call with every label set under a prior.
 * @param at journal position at which the label set became this one
 */
export function recordRewordings(
  storeSetting: StoreSetting,
  store: Store,
  labels: readonly Label[],
  at: number,
): void {
  const texts = Object.fromEntries(labels.map((label) => [label.name, labelText(label) ?? '']));
  const known = store.setting(seenSetting) as SeenWording | undefined;
  if (JSON.stringify(known?.texts) === JSON.stringify(texts)) return;
  storeSetting(seenSetting, (present) => {
    const seen = present as SeenWording | undefined;
    const isLate = seen !== undefined && store.counts().holdoutAnswered > 0;
    const changed = isLate ? changedLabels(store, seen, texts) : [];
    const reworded = [...new Set([...(seen?.reworded ?? []), ...changed])];
    return { at, texts, ...(reworded.length > 0 && { reworded }) } satisfies SeenWording;
  });
}

/** Labels that the next round must list as reworded. */
export function rewordedLabels(store: Pick<Store, 'setting'>): readonly string[] {
  return (store.setting(seenSetting) as SeenWording | undefined)?.reworded ?? [];
}

/** Call when recording the round that lists them. */
export function clearReworded(into: WritableStore): void {
  const seen = into.setting(seenSetting) as SeenWording | undefined;
  if (!seen?.reworded) return;
  const { reworded: _, ...rest } = seen;
  into.setSetting(seenSetting, rest);
}

/** Labels with other words than before, tracked through renames; merged labels are left out. */
function changedLabels(
  store: Store,
  seen: SeenWording,
  texts: Readonly<Record<string, string>>,
): string[] {
  const former = new Map<string, string[]>();
  for (const [name, text] of Object.entries(seen.texts)) {
    const today = store.currentLabel(name, seen.at);
    former.set(today, [...(former.get(today) ?? []), text]);
  }
  return Object.keys(texts).filter((name) => {
    const [text, ...others] = former.get(name) ?? [];
    return text !== undefined && others.length === 0 && text !== texts[name];
  });
}

/** The part of the label prior that a round stores for its head. */
export function roundPriorOf({
  prior,
  columns,
  learnt,
}: Pick<FitSummary, 'prior' | 'columns' | 'learnt'>): RoundPrior | undefined {
  if (!prior) return undefined;
  const answered = new Set(learnt);
  const described = columns.filter((label) => !answered.has(label));
  return { strength: prior.strength, wording: wordingOf(prior.texts), described };
}
