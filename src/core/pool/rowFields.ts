import { contextOf, textGetter, textOf, type Getter, type RowText } from './fields.ts';
import type { PoolSpec } from './poolSpec.ts';

/** What the pool wants of a row, for files of one format. */
export interface RowFields {
  text(row: unknown): RowText;
  sourceId(row: unknown): string | undefined;
  label(row: unknown): string | undefined;
  context(row: unknown): Record<string, string>;
  /** Whether the row passes the filter. */
  passes(row: unknown): boolean;
  /** Fields of the spec not met in any row that was shown to `look`. */
  readonly missing: ReadonlySet<string>;
  look(row: unknown): void;
}

export function rowFields(spec: PoolSpec, getterOf: (name: string) => Getter): RowFields {
  const idOf = spec.idField === undefined ? undefined : getterOf(spec.idField);
  const labelOf = spec.labelField === undefined ? undefined : getterOf(spec.labelField);
  const context = spec.contextFields.map((name) => ({ name, get: getterOf(name) }));
  const filters = (spec.filter ?? []).map(({ field, oneOf }) => ({
    get: getterOf(field),
    allowed: new Set(oneOf),
  }));
  const missing = new Map(namesOf(spec).map((name) => [name, getterOf(name)]));
  const given = (value: unknown): string | undefined => {
    const text = textOf(value)?.trim();
    return text === '' ? undefined : text;
  };
  return {
    text: textGetter(spec.textFields, spec.textFields.map(getterOf)),
    sourceId: (row) => idOf && given(idOf(row)),
    label: (row) => labelOf && given(labelOf(row)),
    context(row) {
      const shown: Record<string, string> = {};
      for (const { name, get } of context) {
        const value = contextOf(get(row));
        if (value !== undefined) shown[name] = value;
      }
      return shown;
    },
    passes: (row) =>
      filters.length === 0 ||
      filters.every(({ get, allowed }) => allowed.has(contextOf(get(row)) ?? '')),
    get missing() {
      return new Set(missing.keys());
    },
    look(row) {
      if (missing.size === 0) return;
      for (const [name, get] of missing) if (get(row) !== undefined) missing.delete(name);
    },
  };
}

function namesOf(spec: PoolSpec): string[] {
  const names = [
    ...spec.textFields,
    ...spec.contextFields,
    ...(spec.filter ?? []).map(({ field }) => field),
  ];
  if (spec.idField !== undefined) names.push(spec.idField);
  if (spec.labelField !== undefined) names.push(spec.labelField);
  return names;
}
