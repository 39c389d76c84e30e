import type * as vscode from 'vscode';

/** Disposables that are disposed together. */
export class DisposableStore implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[] = [];
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** After `dispose`, new ones are disposed at once. */
  add(...disposables: readonly vscode.Disposable[]): void {
    if (this.#disposed) for (const disposable of disposables) disposable.dispose();
    else this.#disposables.push(...disposables);
  }

  /** Disposes all in the order of addition; idempotent. */
  dispose(): void {
    this.#disposed = true;
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
  }
}

/** A class that owns disposables: listeners, emitters and parts. */
export abstract class DisposableOwner implements vscode.Disposable {
  readonly #store = new DisposableStore();

  protected register(...disposables: readonly vscode.Disposable[]): void {
    this.#store.add(...disposables);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
