import * as vscode from 'vscode';
import { ColorsInUse } from './colorsInUse.ts';
import { gutterIcon } from './gutterIcon.ts';
import type { Mark } from './marks.ts';

/** The marks of the gutter in the colours of the moment: icons there are images, which no theme colours. */
export class GutterTypes implements vscode.Disposable {
  readonly #inUse: ColorsInUse;
  readonly #changed = new vscode.EventEmitter<void>();
  #types: ReadonlyMap<Mark, vscode.TextEditorDecorationType>;

  /** The types are other ones; what was drawn with those before is gone. */
  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Extension<unknown>) {
    this.#inUse = new ColorsInUse(extension);
    this.#types = typesOf(this.colors);
    this.#inUse.onDidChange(() => this.#follow());
  }

  /** As they are drawn at the moment, in hex. */
  get colors(): ReadonlyMap<Mark, string> {
    return this.#inUse.now.marks;
  }

  of(mark: Mark): vscode.TextEditorDecorationType {
    return this.#types.get(mark)!;
  }

  dispose(): void {
    this.#inUse.dispose();
    this.#changed.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #follow(): void {
    const before = this.#types;
    this.#types = typesOf(this.colors);
    for (const type of before.values()) type.dispose();
    this.#changed.fire();
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
