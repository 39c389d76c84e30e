import { delimiter } from 'node:path';
import type * as vscode from 'vscode';
import type { ErrorReporter } from './errorReporter.ts';
import type { TerminalCommand } from './ports.ts';
import { localize } from './windowLanguage.ts';

/**
 * Adds the `marginalia` command to the PATH of integrated terminals. VS Code keeps the change for
 * the folder (`persistent`): terminals that it restores before the extension runs have it too, and
 * are not marked as outdated when the extension sets the same value again.
 */
export async function addToTerminals(
  variables: vscode.GlobalEnvironmentVariableCollection,
  command: TerminalCommand,
  reporter: ErrorReporter,
): Promise<void> {
  try {
    await command.write();
  } catch (error) {
    return reporter.note(error);
  }
  variables.persistent = true;
  variables.description = localize('Adds the command `marginalia`.');
  // A login shell of macOS puts its own folders before PATH, and shell integration runs after that.
  variables.prepend('PATH', `${command.folder}${delimiter}`, {
    applyAtProcessCreation: true,
    applyAtShellIntegration: true,
  });
}
