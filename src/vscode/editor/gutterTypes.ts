import * as vscode from 'vscode';
import { themeInUse, themeKind } from '../themeInUse.ts';
import { gutterIcon } from './gutterIcon.ts';
import { customColors, markColor, type ColorDefaults } from './markColors.ts';
import { marks, type Mark } from './marks.ts';

interface Manifest {
  readonly contributes: {
    readonly colors: readonly { readonly id: string; readonly defaults: ColorDefaults }[];
  };
}

/**
 * The marks of the gutter in the colours of the moment. Icons there are images, which no theme colours; so they
 * are made from the user's settings and the kind of theme, and made anew when either changes.
 */
export class GutterTypes implements vscode.Disposable {
  readonly #contributed: ReadonlyMap<string, ColorDefaults>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #colors: ReadonlyMap<Mark, string>;
  #types: ReadonlyMap<Mark, vscode.TextEditorDecorationType>;

  /** The types are other ones; what was drawn with those before is gone. */
  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Extension<unknown>) {
    const { contributes } = extension.packageJSON as Manifest;
    this.#contributed = new Map(contributes.colors.map(({ id, defaults }) => [id, defaults]));
    this.#colors = this.#readColors();
    this.#types = typesOf(this.#colors);
    const follow = (): void => this.#follow();
    this.#disposables = [
      this.#changed,
      vscode.window.onDidChangeActiveColorTheme(follow),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('workbench.colorCustomizations')) follow();
      }),
    ];
  }

  /** As they are drawn at the moment, in hex. */
  get colors(): ReadonlyMap<Mark, string> {
    return this.#colors;
  }

  of(mark: Mark): vscode.TextEditorDecorationType {
    return this.#types.get(mark)!;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #follow(): void {
    const colors = this.#readColors();
    if (marks.every((mark) => colors.get(mark) === this.#colors.get(mark))) return;
    const before = this.#types;
    this.#colors = colors;
    this.#types = typesOf(colors);
    for (const type of before.values()) type.dispose();
    this.#changed.fire();
  }

  #readColors(): ReadonlyMap<Mark, string> {
    const setting = vscode.workspace.getConfiguration('workbench').get('colorCustomizations');
    const custom = customColors(setting, themeInUse());
    return new Map(
      marks.map((mark) => [mark, markColor(mark, themeKind(), custom, this.#contributed)]),
    );
  }
}

function typesOf(
  colors: ReadonlyMap<Mark, string>,
): ReadonlyMap<Mark, vscode.TextEditorDecorationType> {
  return new Map(
    [...colors].map(([mark, color]) => {
      const image = Buffer.from(gutterIcon(mark, color)).toString('base64');
      const type = vscode.window.createTextEditorDecorationType({
        gutterIconPath: vscode.Uri.parse(`data:image/svg+xml;base64,${image}`),
        gutterIconSize: '70%',
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      });
      return [mark, type];
    }),
  );
}
