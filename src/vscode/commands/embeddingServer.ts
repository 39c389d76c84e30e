import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { storeKey, mayReceive, originsIn, rememberServer } from '../embedding/serverAccess.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Asks for consent to send texts to each remote server that the project names and that has none,
 * and reopens the project after a yes.
 * @throws UserError if no server needs consent.
 */
export async function allowServer(project: Project, memory: vscode.Memento): Promise<void> {
  const origins = await serversIn(project);
  let agreed = false;
  for (const origin of origins) {
    if (mayReceive(memory, project.uri, origin)) continue;
    if (!(await agreeToServer(project, origin, memory))) return;
    await rememberServer(memory, project.uri, origin);
    agreed = true;
  }
  if (agreed) await project.reopen();
  else if (project.session) await project.session.learner.resume();
}

/** Asks for the API key of a server that the project names; an empty key deletes it. */
export async function setServerKey(project: Project, secrets: vscode.SecretStorage): Promise<void> {
  const origins = await serversIn(project);
  const origin =
    origins.length === 1
      ? origins[0]
      : await vscode.window.showQuickPick(origins, { title: localize('Which server?') });
  if (origin === undefined) return;
  const key = await vscode.window.showInputBox({
    title: localize('Key of {0}', hostOf(origin)),
    prompt: localize(
      'It is kept in this system’s keychain and sent only to this server. Leave empty to remove the current key.',
    ),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  await storeKey(secrets, origin, key.trim());
  if (project.session) await project.reopen();
}

/** @throws UserError if the folder is not trusted or the project names no server. */
async function serversIn(project: Project): Promise<string[]> {
  if (!vscode.workspace.isTrusted) {
    throw new UserError(message('command.untrustedServer', {}));
  }
  await project.open();
  const origins = originsIn(project.file?.embedding ?? 'auto');
  if (origins.length > 0) return origins;
  throw new UserError(message('command.noServer', { project: project.name }));
}

/** Asks for consent to send texts to a server, unless it is local or already has consent. */
export async function agreeToServer(
  { name, uri }: Project,
  origin: string,
  memory: vscode.Memento,
): Promise<boolean> {
  if (mayReceive(memory, uri, origin)) return true;
  const allow = localize('Allow');
  const sent = localize(
    'Every text of this project is sent to {0} whenever its vector is needed, and so are label names and searches. What happens to them there is up to whoever runs the server.',
    origin,
  );
  const open = localize(
    'The connection is not encrypted, so a key would be sent unencrypted, too.',
  );
  const answer = await vscode.window.showWarningMessage(
    localize('Send the texts of {0} to {1}?', name, hostOf(origin)),
    { modal: true, detail: origin.startsWith('http:') ? `${sent} ${open}` : sent },
    allow,
  );
  return answer === allow;
}

function hostOf(origin: string): string {
  return new URL(origin).host;
}
