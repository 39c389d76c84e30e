import * as vscode from 'vscode';
import type { ThemeKind } from './markColors.ts';

const kinds: Readonly<Record<vscode.ColorThemeKind, ThemeKind>> = {
  [vscode.ColorThemeKind.Light]: 'light',
  [vscode.ColorThemeKind.Dark]: 'dark',
  [vscode.ColorThemeKind.HighContrast]: 'highContrast',
  [vscode.ColorThemeKind.HighContrastLight]: 'highContrastLight',
};

/** Theme kinds by the `uiTheme` of a theme's manifest. */
const kindOf: Readonly<Record<string, ThemeKind>> = {
  vs: 'light',
  'vs-dark': 'dark',
  'hc-black': 'highContrast',
  'hc-light': 'highContrastLight',
};

/** The settings that name the theme for each kind when VS Code follows the system. */
const preferred: Readonly<Record<ThemeKind, string>> = {
  light: 'preferredLightColorTheme',
  dark: 'preferredDarkColorTheme',
  highContrast: 'preferredHighContrastColorTheme',
  highContrastLight: 'preferredHighContrastLightColorTheme',
};

/** The kind of the current theme. */
export function themeKind(): ThemeKind {
  return kinds[vscode.window.activeColorTheme.kind];
}

/**
 * The id of the current theme. The API gives extensions only its kind, so the id comes from the
 * settings: the theme preferred for that kind if VS Code follows the system.
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
