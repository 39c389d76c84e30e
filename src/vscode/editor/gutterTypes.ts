import * as vscode from 'vscode';
import { ColorsInUse } from './colorsInUse.ts';
import { imageUrl, gutterIcon } from './markImages.ts';
import type { GutterMark, RulerMark } from './gutterMarks.ts';
import { DisposableOwner } from '../disposables.ts';

/** The marks of the gutter in the colours of the moment: icons there are images, which no theme colours. */
export class GutterTypes extends DisposableOwner {
  readonly #inUse: ColorsInUse;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Made when a mark is first drawn: a project with 90 labels has as many. */
  readonly #types = new Map<GutterMark, vscode.TextEditorDecorationType>();

  /** The types are other ones; what was drawn with those before is gone. */
  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Extension<unknown>) {
    super();
    this.#inUse = new ColorsInUse(extension);
    this.own(
      this.#inUse,
      this.#changed,
      this.#inUse.onDidChange(() => this.#follow()),
    );
  }

  /** As they are drawn at the moment, in hex. */
  get colors(): ReadonlyMap<RulerMark, string> {
    return this.#inUse.now.marks;
  }

  /** Marks that have a type. */
  get made(): readonly GutterMark[] {
    return [...this.#types.keys()];
  }

  of(mark: GutterMark): vscode.TextEditorDecorationType {
    const known = this.#types.get(mark);
    if (known) return known;
    const type = vscode.window.createTextEditorDecorationType({
      gutterIconPath: vscode.Uri.parse(imageUrl(gutterIcon(mark, this.#inUse.now))),
      gutterIconSize: '70%',
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    this.#types.set(mark, type);
    return type;
  }

  override dispose(): void {
    super.dispose();
    this.#clear();
  }

  #follow(): void {
    this.#clear();
    this.#changed.fire();
  }

  #clear(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#types.clear();
  }
}
