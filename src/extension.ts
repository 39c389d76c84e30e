import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('marginalia.openPanel', async () => {
      await vscode.window.showInformationMessage('Marginalia');
    }),
  );
}
