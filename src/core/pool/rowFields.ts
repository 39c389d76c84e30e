import { contextOf, textGetter, textOf, type Getter, type RowText } from './fields.ts';
import { isRejected, labelOfValue, type LabelValue } from './labelValue.ts';
import { multiLabelReader, type LabelReader } from './multiLabelReader.ts';
import type { PoolSpec } from './poolSpec.ts';

/** The value of a row's id field. */
export interface RowId {
  readonly id: string;
  /** The id rounded to a double if that differs, as stored by earlier versions. */
  readonly rounded?: string;
}

/** The fields that the pool reads from a row, for files of one format. */
export interface RowFields {
  /** `source`, here and below: the row's JSON, for the exact digits of numbers. */
  text(row: unknown, source?: string): RowText;
  /** Undefined if the row has none. */
  id(row: unknown, source?: string): RowId | undefined;
  /** Undefined if the row has none. */
  label(row: unknown, source?: string): LabelValue | undefined;
  context(row: unknown, source?: string): Record<string, string>;
  /** Whether the row passes the filter. */
  passes(row: unknown, source?: string): boolean;
  /** Fields of the spec absent from all rows passed to `look`. */
  readonly missing: ReadonlySet<string>;
  look(row: unknown): void;
}

/** The readers of a spec's fields. @param getterOf reads a field of this name or path */
export function rowFields(spec: PoolSpec, getterOf: (name: string) => Getter): RowFields {
  const idOf = spec.idField === undefined ? undefined : getterOf(spec.idField);
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
    id(row, source) {
      const value = idOf?.(row, source);
      const id = given(value);
      if (id === undefined) return undefined;
      if (typeof value === 'number' || source === undefined) return { id };
      const rounded = idOf!(row);
      return typeof rounded === 'number' && String(rounded) !== id
        ? { id, rounded: String(rounded) }
        : { id };
    },
    label: spec.multiLabel ? multiLabelReader(spec, getterOf) : oneLabelReader(spec, getterOf),
    context(row, source) {
      const shown: [string, string][] = [];
      for (const { name, get } of context) {
        const value = contextOf(get(row, source));
        if (value !== undefined) shown.push([name, value]);
      }
      // Defines a field named `__proto__` as an ordinary member.
      return Object.fromEntries(shown);
    },
    passes: (row, source) =>
      filters.length === 0 ||
      filters.every(
        ({ get, allowed }) =>
          allowed.has(contextOf(get(row, source)) ?? '') || allowed.has(contextOf(get(row)) ?? ''),
      ),
    get missing() {
      return new Set(missing.keys());
    },
    look(row) {
      if (missing.size === 0) return;
      for (const [name, get] of missing) if (get(row) !== undefined) missing.delete(name);
    },
  };
}

function oneLabelReader(
  { labelField, labelNames }: PoolSpec,
  getterOf: (name: string) => Getter,
): LabelReader {
  if (labelField === undefined) return () => undefined;
  const [labelOf, answerOf] = [getterOf(labelField), getterOf('answer')];
  return (row, source) => {
    const found = labelOfValue(labelOf(row, source));
    if (found === undefined || !('label' in found)) return found;
    if (isRejected(labelField, answerOf(row))) return { notTaken: 'rejected' };
    const own = labelNames?.get(found.label);
    return own === undefined ? found : { label: own };
  };
}

function namesOf(spec: PoolSpec): string[] {
  const names = [
    ...spec.textFields,
    ...spec.contextFields,
    ...(spec.filter ?? []).map(({ field }) => field),
    ...Object.values(spec.multiLabel?.columns ?? {}),
  ];
  if (spec.idField !== undefined) names.push(spec.idField);
  if (spec.labelField !== undefined) names.push(spec.labelField);
  return names;
}
