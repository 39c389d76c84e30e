import type { RulerMark } from './gutterMarks.ts';

/** Defaults for the four kinds of themes, as in the manifest: hex, or another colour's id. */
export interface ColorDefaults {
  readonly dark: string;
  readonly light: string;
  readonly highContrast: string;
  readonly highContrastLight: string;
}

export type ThemeKind = keyof ColorDefaults;

/** The contributed colour of each mark. */
export const markColors: Readonly<Record<RulerMark, string>> = {
  'charts.blue': 'marginalia.label.blue',
  'charts.orange': 'marginalia.label.orange',
  'charts.green': 'marginalia.label.green',
  'charts.purple': 'marginalia.label.purple',
  'charts.red': 'marginalia.label.red',
  'charts.yellow': 'marginalia.label.yellow',
  none: 'marginalia.label.none',
  skipped: 'marginalia.label.skipped',
  flagged: 'marginalia.label.flagged',
};

/** Values in VS Code's built-in themes of the colours that the manifest refers to: [dark, light]. */
const builtIn: Readonly<Record<string, readonly [string, string]>> = {
  'charts.blue': ['#59a4f9', '#0063d3'],
  'charts.green': ['#89d185', '#388a34'],
  'charts.purple': ['#b180d7', '#652d90'],
  'charts.red': ['#f14c4c', '#e51400'],
  'charts.yellow': ['#cca700', '#9a6d02'],
  descriptionForeground: ['#9d9d9d', '#606060'],
};

/** Foreground and background of VS Code's built-in themes. */
const surfaces: Readonly<Record<'foreground' | 'editor.background', Record<ThemeKind, string>>> = {
  foreground: {
    dark: '#cccccc',
    light: '#3b3b3b',
    highContrast: '#ffffff',
    highContrastLight: '#292929',
  },
  'editor.background': {
    dark: '#1f1f1f',
    light: '#ffffff',
    highContrast: '#000000',
    highContrastLight: '#ffffff',
  },
};

/** The hex value of the theme's foreground or background, as far as it can be determined. */
export function surfaceColor(
  id: keyof typeof surfaces,
  kind: ThemeKind,
  custom: ReadonlyMap<string, string>,
): string {
  return custom.get(id) ?? surfaces[id][kind];
}

/**
 * The hex value of a contributed colour. VS Code has no API for it; the user's settings can be read, but a
 * theme's own overrides are unknown.
 * @param custom colours from the user's settings, by id
 * @param contributed defaults of Marginalia's colours, by id
 */
export function markColor(
  mark: RulerMark,
  kind: ThemeKind,
  custom: ReadonlyMap<string, string>,
  contributed: ReadonlyMap<string, ColorDefaults>,
): string {
  const id = markColors[mark];
  const customColor = custom.get(id);
  if (customColor !== undefined) return customColor;
  const standard = contributed.get(id)?.[kind] ?? '#808080';
  if (isHex(standard)) return standard;
  const isDark = kind === 'dark' || kind === 'highContrast';
  return custom.get(standard) ?? builtIn[standard]?.[isDark ? 0 : 1] ?? '#808080';
}

/**
 * The colours that `workbench.colorCustomizations` sets for a theme: those for all themes,
 * overridden by blocks for this theme, such as "[Default Dark Modern]", "[Abyss][Red]" and
 * "[Solarized*]".
 * @param theme its id, as in the setting `workbench.colorTheme`
 */
export function customColors(setting: unknown, theme: string): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  if (!isObject(setting)) return colors;
  const take = (from: Readonly<Record<string, unknown>>): void => {
    for (const [id, value] of Object.entries(from)) {
      if (isHex(value)) colors.set(id, value);
      // "default" revokes the colour set for all themes.
      else if (value === 'default') colors.delete(id);
    }
  };
  take(setting);
  for (const [scope, block] of Object.entries(setting)) {
    if (isObject(block) && scopesOf(scope).some((pattern) => fits(pattern, theme))) take(block);
  }
  return colors;
}

/** "[Abyss][Solarized*]" → "Abyss", "Solarized*" */
function scopesOf(key: string): string[] {
  return [...key.matchAll(/\[([^[\]]+)\]/g)].map(([, name]) => name!);
}

/** Matches a theme against a pattern that may have a wildcard at either end. */
function fits(pattern: string, theme: string): boolean {
  const open = pattern.startsWith('*');
  const end = pattern.endsWith('*');
  const name = pattern.slice(open ? 1 : 0, end ? -1 : undefined);
  if (open && end) return theme.includes(name);
  if (open) return theme.endsWith(name);
  return end ? theme.startsWith(name) : theme === name;
}

function isHex(value: unknown): value is string {
  return (
    typeof value === 'string' && /^#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
