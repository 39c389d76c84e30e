import type { LabelProbability, Prediction } from '../../engine/modelApi.ts';
import type { AnswerContent } from '../../interchange/givenAnswer.ts';
import type { RecordId } from '../../record.ts';
import type { SuggestedImport } from '../../store/importsFound.ts';
import type { Store, WritableStore } from '../../store/store.ts';

/** Setting: whether there are any suggestions. */
const anySetting = 'suggested';

/** Setting: imports of suggestions that can be undone, earliest first. */
const importsSetting = 'suggested.imports';

/** A suggestion, with its import where that can be undone, and the earlier suggestion that it hides. */
interface KeptSuggestion extends Pick<AnswerContent, 'label' | 'yes' | 'of'> {
  readonly by?: number;
  readonly under?: KeptSuggestion;
}

type StoredSuggestions = Readonly<Record<RecordId, KeptSuggestion>>;

/** Suggestions are stored in parts by id prefix, so that a read loads only a few. */
function partOf(id: RecordId): string {
  return `${anySetting} ${id.slice(0, 2)}`;
}

const hexDigits = '0123456789abcdef';
const parts = [...hexDigits].flatMap((a) => [...hexDigits].map((b) => `${anySetting} ${a}${b}`));

/** Stores answers as suggestions on top of earlier ones. @returns undefined if there are none */
export function storeSuggestions(
  into: WritableStore,
  suggestions: ReadonlyMap<RecordId, AnswerContent>,
  by: Omit<SuggestedImport, 'suggested' | 'count'>,
): SuggestedImport | undefined {
  if (suggestions.size === 0) return undefined;
  const earlier = suggestedImports(into);
  const suggested = Math.max(0, ...earlier.map((imported) => imported.suggested)) + 1;
  const changed = new Map<string, Record<RecordId, KeptSuggestion>>();
  for (const [id, given] of suggestions) {
    const name = partOf(id);
    const part = changed.get(name) ?? { ...(into.setting(name) as StoredSuggestions | undefined) };
    const under = part[id];
    part[id] = { ...given, by: suggested, ...(under && { under }) };
    changed.set(name, part);
  }
  for (const [name, part] of changed) into.setSetting(name, part);
  const imported = { ...by, suggested, count: suggestions.size };
  into.setSetting(importsSetting, [...earlier, imported]);
  into.setSetting(anySetting, true);
  return imported;
}

/** The imports of suggestions in effect, earliest first. */
export function suggestedImports(store: Pick<Store, 'setting'>): readonly SuggestedImport[] {
  return (store.setting(importsSetting) as readonly SuggestedImport[] | undefined) ?? [];
}

/**
 * Undoes one import of suggestions; the suggestions of earlier imports reappear.
 * @returns the import; undefined if it was not in effect
 */
export function undoSuggestions(
  into: WritableStore,
  suggested: number,
): SuggestedImport | undefined {
  const all = suggestedImports(into);
  const found = all.find((imported) => imported.suggested === suggested);
  if (!found) return undefined;
  let isAny = false;
  for (const name of parts) {
    const part = into.setting(name) as StoredSuggestions | undefined;
    if (!part) continue;
    const rest = Object.entries(part).flatMap(([id, kept]) => {
      const left = without(kept, suggested);
      return left ? [[id, left] as const] : [];
    });
    isAny ||= rest.length > 0;
    into.setSetting(name, Object.fromEntries(rest));
  }
  into.setSetting(
    importsSetting,
    all.filter((imported) => imported !== found),
  );
  into.setSetting(anySetting, isAny);
  return found;
}

function without(kept: KeptSuggestion, suggested: number): KeptSuggestion | undefined {
  const { under, ...top } = kept;
  const below = under && without(under, suggested);
  if (kept.by === suggested) return below;
  return { ...top, ...(below && { under: below }) };
}

/** Whether any imported suggestion is in effect. */
export function hasSuggestions(store: Pick<Store, 'setting'>): boolean {
  return store.setting(anySetting) === true;
}

/** The suggestions for these records, in the same form as those of the label column. */
export function suggestionsFor(
  store: Pick<Store, 'setting'>,
  ids: readonly RecordId[],
): Prediction[] {
  if (!hasSuggestions(store)) return [];
  return ids.flatMap((id) => {
    const given = (store.setting(partOf(id)) as StoredSuggestions | undefined)?.[id];
    return given ? [{ id, probabilities: certain(given) }] : [];
  });
}

function certain({ label, yes = [], of = [] }: KeptSuggestion): LabelProbability[] {
  if (label !== undefined) return [{ label, p: 1 }];
  const no = of.filter((name) => !yes.includes(name));
  return [
    ...yes.map((name) => ({ label: name, p: 1, applies: true })),
    ...no.map((name) => ({ label: name, p: 0, applies: false })),
  ];
}
