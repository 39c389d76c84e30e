import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { CommandPlace, TerminalCommand } from '../ports.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Links the `marginalia` command into a folder on the PATH of shells outside VS Code; asks before replacing
 * another command, and offers to remove its own link.
 */
export async function installCommand(command: TerminalCommand): Promise<void> {
  const place = await command.place();
  if (!place) {
    await command.write();
    return showInformation(
      localize(
        'To use marginalia in other terminals, add this folder to your Path (Settings, “Edit environment variables for your account”): {0}',
        command.folder,
      ),
      { label: localize('Copy Folder'), text: command.folder },
    );
  }
  if (place.holds === 'folder') {
    throw new UserError(message('command.folderInPlace', { file: place.file }));
  }
  if (place.holds === 'this command') return offerRemoval(command, place);
  if (place.holds === 'another command' && !(await agreedToReplace(place))) return;
  await command.install(place);
  if (place.onPath) {
    return showInformation(localize('The command marginalia is installed: {0}', place.file));
  }
  const line = 'export PATH="$HOME/.local/bin:$PATH"';
  await showInformation(
    localize(
      'The command marginalia is installed: {0}. That folder is not on your PATH; add this line to your shell’s profile (~/.profile, ~/.zprofile): {1}',
      place.file,
      line,
    ),
    { label: localize('Copy Line'), text: line },
  );
}

async function agreedToReplace({ file }: CommandPlace): Promise<boolean> {
  const replace = localize('Replace');
  const answer = await vscode.window.showWarningMessage(
    localize('There is another command marginalia. Replace it?'),
    { modal: true, detail: file },
    replace,
  );
  return answer === replace;
}

async function offerRemoval(command: TerminalCommand, place: CommandPlace): Promise<void> {
  await command.install(place);
  const remove = localize('Remove');
  const answer = await vscode.window.showInformationMessage(
    localize('The command marginalia is installed: {0}', place.file),
    remove,
  );
  if (answer !== remove) return;
  await command.remove(place);
  await showInformation(localize('{0} was removed.', place.file));
}

async function showInformation(
  text: string,
  copy?: { label: string; text: string },
): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(text, ...(copy ? [copy.label] : []));
  if (copy && chosen === copy.label) await vscode.env.clipboard.writeText(copy.text);
}
