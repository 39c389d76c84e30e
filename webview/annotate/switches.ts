/** The annotator's toggles, which survive a reload of the page. */
export interface Switches {
  /** Undefined as long as VS Code's setting decides. */
  readonly suggestion: boolean | undefined;
  readonly words: boolean;
  readonly guidelines: boolean;
  /** Groups labels by the first word of their names. */
  readonly groups: boolean;
}

/** The toggles of a reloaded page; the defaults if the stored value is invalid. */
export function restoreSwitches(kept: unknown): Switches {
  return {
    suggestion: restored(kept, 'suggestion'),
    words: restored(kept, 'words') ?? true,
    guidelines: restored(kept, 'guidelines') ?? false,
    groups: restored(kept, 'groups') ?? false,
  };
}

function restored(kept: unknown, name: string): boolean | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const value = (kept as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'boolean' ? value : undefined;
}
