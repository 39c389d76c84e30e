import * as vscode from 'vscode';
import { ColorsInUse } from './colorsInUse.ts';
import { imageUrl, gutterIcon } from './markImages.ts';
import type { GutterMark, RulerMark } from './gutterMarks.ts';
import { DisposableOwner } from '../disposables.ts';

/**
 * The gutter decoration types in the current colours: gutter icons are images, which themes do not
 * colour.
 */
export class GutterTypes extends DisposableOwner {
  readonly #inUse: ColorsInUse;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Created on first use, because a project may have 90 labels. */
  readonly #types = new Map<GutterMark, vscode.TextEditorDecorationType>();

  /** The types were replaced, and their decorations removed. */
  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Extension<unknown>) {
    super();
    this.#inUse = new ColorsInUse(extension);
    this.register(
      this.#inUse,
      this.#changed,
      this.#inUse.onDidChange(() => this.#follow()),
    );
  }

  /** The current colours as hex values. */
  get colors(): ReadonlyMap<RulerMark, string> {
    return this.#inUse.now.marks;
  }

  /** Marks whose type was created. */
  get created(): readonly GutterMark[] {
    return [...this.#types.keys()];
  }

  of(mark: GutterMark): vscode.TextEditorDecorationType {
    const existing = this.#types.get(mark);
    if (existing) return existing;
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
