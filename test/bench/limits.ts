import { readFile } from 'node:fs/promises';

/**
 * Upper limit of a ratio of two times. They are measured alternately, which makes it comparable across
 * machines.
 */
export interface Limit {
  /** "indexing JSON Lines, against only splitting and parsing them" */
  readonly what: string;
  readonly most: number;
}

export type Limits = Readonly<Record<string, Limit>>;

export async function readLimits(): Promise<Limits> {
  return JSON.parse(await readFile(new URL('limits.json', import.meta.url), 'utf8')) as Limits;
}

/** A sentence for each exceeded limit, each limit not measured, and each measurement without a limit. */
export function complaints(measured: ReadonlyMap<string, number>, limits: Limits): string[] {
  const passed = Object.entries(limits).flatMap(([name, { what, most }]) => {
    const ratio = measured.get(name);
    if (ratio === undefined) return [`${name} was not measured: ${what}.`];
    // NaN exceeds every limit.
    if (ratio <= most) return [];
    return [`${name} is ${ratio.toPrecision(3)}, beyond its limit of ${most}: ${what}.`];
  });
  const unknown = [...measured.keys()].filter((name) => !Object.hasOwn(limits, name));
  return [...passed, ...unknown.map((name) => `${name} has no limit in test/bench/limits.json.`)];
}
