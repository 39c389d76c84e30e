import { labelText, labelTexts } from '../../embed/labelText.ts';
import type { Label } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { recordIdOf } from '../../record.ts';
import type { Store, WritableStore } from '../../store/store.ts';
import type { RoundPrior } from '../../store/storedRounds.ts';
import type { Keep } from '../journal/writeQueue.ts';
import type { FitSummary, PriorParams } from '../../engine/modelApi.ts';

/** The names and descriptions of the labels as last seen. */
interface SeenWording {
  /** Position of the journal at which the labels had these names. */
  readonly at: number;
  /** By label. */
  readonly texts: Readonly<Record<string, string>>;
  /** Labels whose words were changed since the last round, when hold-out answers were there. */
  readonly reworded?: readonly string[];
}

const seenSetting = 'labels.wording';

/**
 * The label prior that a project asks for; undefined where it is switched off, where the head is of a kind that
 * has none, and where some label says nothing.
 */
export function priorAsked({
  prior,
  head,
  labels,
}: Pick<ProjectFile, 'prior' | 'head' | 'labels'>): PriorParams | undefined {
  if (prior === 'off' || prior === 0 || head.kind !== 'logistic') return undefined;
  const read = labelTexts(labels);
  return 'silent' in read ? undefined : { texts: [...read.texts], strength: prior };
}

/** A fingerprint of what a sentence model reads for all labels, in their order. */
export function wordingOf(texts: readonly string[]): string {
  return recordIdOf(JSON.stringify(texts));
}

/**
 * Notes labels whose words have changed although the hold-out has answers: whoever changes them for the sake of
 * the metrics tunes on the hold-out. To be called with every label set under a prior.
 * @param at position of the journal at which the label set became this one
 */
export function noteWording(keep: Keep, store: Store, labels: readonly Label[], at: number): void {
  const texts = Object.fromEntries(labels.map((label) => [label.name, labelText(label) ?? '']));
  const known = store.setting(seenSetting) as SeenWording | undefined;
  if (JSON.stringify(known?.texts) === JSON.stringify(texts)) return;
  keep(seenSetting, (present) => {
    const seen = present as SeenWording | undefined;
    const isLate = seen !== undefined && store.counts().holdoutAnswered > 0;
    const changed = isLate ? changedLabels(store, seen, texts) : [];
    const reworded = [...new Set([...(seen?.reworded ?? []), ...changed])];
    return { at, texts, ...(reworded.length > 0 && { reworded }) } satisfies SeenWording;
  });
}

/** Labels that the next round is to say were reworded. */
export function rewordedLabels(store: Pick<Store, 'setting'>): readonly string[] {
  return (store.setting(seenSetting) as SeenWording | undefined)?.reworded ?? [];
}

/** To be called with the round that names them. */
export function clearReworded(into: WritableStore): void {
  const seen = into.setting(seenSetting) as SeenWording | undefined;
  if (!seen?.reworded) return;
  const { reworded: _, ...rest } = seen;
  into.setSetting(seenSetting, rest);
}

/** Labels that are the same under whatever name, with other words; not those into which several were merged. */
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

/** What a round keeps of the label prior that a head was fitted under. */
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
