import * as vscode from 'vscode';
import { themeInUse, themeKind } from './themeKind.ts';
import { customColors, markColor, surfaceColor, type ColorDefaults } from './markColors.ts';
import { marks, type RulerMark } from './gutterMarks.ts';
import { DisposableOwner } from '../disposables.ts';

interface Manifest {
  readonly contributes: {
    readonly colors: readonly { readonly id: string; readonly defaults: ColorDefaults }[];
  };
}

/** Current theme colours as hex values, for images, which themes do not colour. */
export interface HexColors {
  readonly marks: ReadonlyMap<RulerMark, string>;
  readonly foreground: string;
  readonly background: string;
}

/**
 * The colours of marks under the user's settings and the kind of theme; recomputed when either
 * changes.
 */
export class ColorsInUse extends DisposableOwner {
  readonly #contributed: ReadonlyMap<string, ColorDefaults>;
  readonly #changed = new vscode.EventEmitter<void>();
  #now: HexColors;
  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Extension<unknown>) {
    super();
    const { contributes } = extension.packageJSON as Manifest;
    this.#contributed = new Map(contributes.colors.map(({ id, defaults }) => [id, defaults]));
    this.#now = this.#read();
    const follow = (): void => this.#follow();
    this.register(
      this.#changed,
      vscode.window.onDidChangeActiveColorTheme(follow),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('workbench.colorCustomizations')) follow();
      }),
    );
  }

  get now(): HexColors {
    return this.#now;
  }

  #follow(): void {
    const [previous, now] = [this.#now, this.#read()];
    this.#now = now;
    const isUnchanged = marks.every((mark) => now.marks.get(mark) === previous.marks.get(mark));
    const sameSurface =
      now.foreground === previous.foreground && now.background === previous.background;
    if (!isUnchanged || !sameSurface) this.#changed.fire();
  }

  #read(): HexColors {
    const setting = vscode.workspace.getConfiguration('workbench').get('colorCustomizations');
    const custom = customColors(setting, themeInUse());
    const kind = themeKind();
    return {
      marks: new Map(marks.map((mark) => [mark, markColor(mark, kind, custom, this.#contributed)])),
      foreground: surfaceColor('foreground', kind, custom),
      background: surfaceColor('editor.background', kind, custom),
    };
  }
}
