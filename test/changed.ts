/** Properties to change; undefined removes one. */
export type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A copy of `base` with `changes`. The caller removes no property that T requires. */
export function changed<T extends object>(base: T, changes: Changes<T>): T {
  const entries = Object.entries({ ...base, ...changes }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(entries) as T;
}
