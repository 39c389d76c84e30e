import { textOf } from './fields.ts';

/** Tolerance for rounded probabilities. */
const rounding = 1e-6;

/**
 * Whether a row, of JSON or a table, is a model's prediction as written by `predict` and the
 * scripts of model folders: `p` is the probability of `label`, or each of `labels` has a
 * probability.
 */
export function isPredicted(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false;
  const fields = row as Readonly<Record<string, unknown>>;
  const probabilities = probabilitiesIn(fields);
  if (probabilities.size === 0) return false;
  if ('p' in fields && 'label' in fields) {
    const label = textOf(fields['label']) ?? '';
    const p = numberOf(fields['p']);
    // The label is left out if its probability is below the requested minimum.
    const given = label === '' ? Math.max(...probabilities.values()) : probabilities.get(label);
    return p !== undefined && given !== undefined && Math.abs(given - p) <= rounding;
  }
  const labels = listOf(fields['labels']);
  // An export also lists, as `not`, the labels that do not apply.
  return (
    labels?.every((label) => probabilities.has(textOf(label) ?? '')) === true && !('not' in fields)
  );
}

/** The labels of a predicted row, with their probabilities. */
export function probabilitiesIn(row: Readonly<Record<string, unknown>>): Map<string, number> {
  const { probabilities } = row;
  const given =
    typeof probabilities === 'object' && probabilities !== null && !Array.isArray(probabilities)
      ? Object.entries(probabilities as Readonly<Record<string, unknown>>)
      : Object.entries(row).flatMap(([name, value]) =>
          name.startsWith('p_') ? [[name.slice(2), value] as const] : [],
        );
  const found = given.flatMap(([label, value]) => {
    const p = numberOf(value);
    return p !== undefined && p >= 0 && p <= 1 ? [[label, p] as const] : [];
  });
  return new Map(found.length === given.length ? found : []);
}

/** A list, or the JSON of one, as tables store it. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (typeof value !== 'string' || !value.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? (list as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
