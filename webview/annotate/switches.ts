/** What the annotator has switched on or off, which outlives a reload of the page. */
export interface Switches {
  /** Undefined while the setting of VS Code decides. */
  readonly suggestion: boolean | undefined;
  readonly words: boolean;
  readonly guidelines: boolean;
  /** Labels in groups by how their names begin. */
  readonly groups: boolean;
}

/** The switches of a page that was reloaded; as they are at first where what was kept is not readable. */
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
