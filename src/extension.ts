import { join } from 'node:path';
import * as vscode from 'vscode';
import { distinctValues, inspectPool } from './services/inspectPool.ts';
import { openSession } from './services/openSession.ts';
import { buildUserInterface, type UserInterface } from './vscode/userInterface.ts';

let userInterface: UserInterface | undefined;

/** What tests and other extensions may use of a running Marginalia. */
export interface MarginaliaApi {
  readonly userInterface: UserInterface;
}

export function activate(extension: vscode.ExtensionContext): MarginaliaApi {
  const log = vscode.window.createOutputChannel('Marginalia', { log: true });
  extension.subscriptions.push(log);
  const surroundings = {
    engineModule: join(extension.extensionPath, 'dist', 'engine.mjs'),
    modelsDir: join(extension.globalStorageUri.fsPath, 'models'),
    log: (level: 'info' | 'warning' | 'error', message: string): void => {
      if (level === 'warning') log.warn(message);
      else log[level](message);
    },
  };
  userInterface = buildUserInterface(
    extension,
    {
      openSession: (request) => openSession(request, surroundings),
      inspectPool,
      distinctValues,
    },
    log,
  );
  return { userInterface };
}

/** VS Code waits for this: every store is settled and every engine ended before the window goes. */
export async function deactivate(): Promise<void> {
  await userInterface?.close();
}
