import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';
import { pageHtml } from './pageHtml.ts';

/** A webview panel with a typed message protocol. */
export class Page<ToPage, FromPage> implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #owned = new DisposableStore();

  /**
   * @param name bundle in dist/webview
   * @param onMessage called for every message of the page, in order
   */
  constructor(
    panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    name: 'annotate' | 'metrics',
    onMessage: (message: FromPage) => void,
  ) {
    this.panel = panel;
    const { webview } = panel;
    const bundles = vscode.Uri.joinPath(extension, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [bundles] };
    this.#owned.add(webview.onDidReceiveMessage(onMessage));
    panel.onDidDispose(() => this.#owned.dispose());
    // Images cannot use theme colours, so there is one per kind of theme.
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'panelLight.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'panelDark.svg'),
    };
    webview.html = pageHtml({
      title: panel.title,
      script: webview.asWebviewUri(vscode.Uri.joinPath(bundles, `${name}.js`)).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(bundles, `${name}.css`)).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString('base64url'),
      language: vscode.env.language,
    });
  }

  send(message: ToPage): void {
    if (!this.#owned.isDisposed) void this.panel.webview.postMessage(message);
  }

  /** Disposes them with the panel. */
  register(...disposables: vscode.Disposable[]): void {
    this.#owned.add(...disposables);
  }

  dispose(): void {
    this.panel.dispose();
  }
}

/** An error of a page with the page's stack. */
export function pageError({ message, stack }: { message: string; stack?: string }): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
