import * as vscode from 'vscode';
import type { ThemeKind } from './markColors.ts';

const kinds: Readonly<Record<vscode.ColorThemeKind, ThemeKind>> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'highContrast',
  [vscode.ColorThemeKind.HighContrastLight]: 'highContrastLight',
};

/** How themes say in their manifests of which kind they are. */
const kindOf: Readonly<Record<string, ThemeKind>> = {
  vs: 'light',
  'vs-dark': 'dark',
  'hc-black': 'highContrast',
  'hc-light': 'highContrastLight',
};

/** The setting that names the theme for a kind when VS Code follows the system. */
const preferred: Readonly<Record<ThemeKind, string>> = {
  light: 'preferredLightColorTheme',
  dark: 'preferredDarkColorTheme',
  highContrast: 'preferredHighContrastColorTheme',
  highContrastLight: 'preferredHighContrastLightColorTheme',
};

/** Of which kind the theme on screen is. */
export function themeKind(): ThemeKind {
  return kinds[vscode.window.activeColorTheme.kind];
}

/**
 * The id of the theme on screen. VS Code tells extensions its kind alone; the settings name it, and where the
 * system chooses, the one for that kind is meant.
 */
export function themeInUse(): string {
  const workbench = vscode.workspace.getConfiguration('workbench');
  const chosen = workbench.get('colorTheme', '');
  const followsSystem = vscode.workspace
    .getConfiguration('window')
    .get('autoDetectColorScheme', false);
  const kind = themeKind();
  const isOfAnotherKind = (kindsOfThemes().get(chosen) ?? kind) !== kind;
  return followsSystem || isOfAnotherKind ? workbench.get(preferred[kind], chosen) : chosen;
}

interface ThemeManifest {
  readonly contributes?: {
    readonly themes?: readonly { readonly id?: string; label: string; uiTheme: string }[];
  };
}

function kindsOfThemes(): ReadonlyMap<string, ThemeKind> {
  const themes = vscode.extensions.all.flatMap(
    ({ packageJSON }) => (packageJSON as ThemeManifest).contributes?.themes ?? [],
  );
  return new Map(
    themes.flatMap(({ id, label, uiTheme }) => {
      const kind = kindOf[uiTheme];
      return kind ? [[id ?? label, kind] as const] : [];
    }),
  );
}
