import type { LabelProbability, Prediction } from '../../engine/modelApi.ts';
import type { Given } from '../../interchange/givenAnswer.ts';
import type { RecordId } from '../../record.ts';
import type { Store, WritableStore } from '../../store/store.ts';

/** Whether there are any. */
const anySetting = 'suggested';

type Kept = Readonly<Record<RecordId, Pick<Given, 'label' | 'yes' | 'of'>>>;

/** Answers that were imported as suggestions are kept in parts, of which few are read at a time. */
function partOf(id: RecordId): string {
  return `${anySetting} ${id.slice(0, 2)}`;
}

/** Keeps answers as suggestions, besides earlier ones. */
export function keepSuggestions(
  into: WritableStore,
  suggestions: ReadonlyMap<RecordId, Given>,
): void {
  const parts = new Map<string, Record<RecordId, Given>>();
  for (const [id, given] of suggestions) {
    const name = partOf(id);
    const part = parts.get(name) ?? { ...(into.setting(name) as Kept | undefined) };
    part[id] = given;
    parts.set(name, part);
  }
  for (const [name, part] of parts) into.setSetting(name, part);
  if (suggestions.size > 0) into.setSetting(anySetting, true);
}

export function hasSuggestions(store: Pick<Store, 'setting'>): boolean {
  return store.setting(anySetting) === true;
}

/** Of these records those with a suggestion, as the label column's are given. */
export function suggestionsFor(
  store: Pick<Store, 'setting'>,
  ids: readonly RecordId[],
): Prediction[] {
  if (!hasSuggestions(store)) return [];
  return ids.flatMap((id) => {
    const given = (store.setting(partOf(id)) as Kept | undefined)?.[id];
    return given ? [{ id, probabilities: certain(given) }] : [];
  });
}

function certain({ label, yes = [], of = [] }: Kept[RecordId]): LabelProbability[] {
  if (label !== undefined) return [{ label, p: 1 }];
  const no = of.filter((name) => !yes.includes(name));
  return [
    ...yes.map((name) => ({ label: name, p: 1, applies: true })),
    ...no.map((name) => ({ label: name, p: 0, applies: false })),
  ];
}
