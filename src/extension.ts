import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AcquisitionFunction } from './core/acquisition/acquisition.ts';
import { AcquisitionRegistry } from './core/acquisition/registry.ts';
import { userMessageOf } from './core/errors.ts';
import type { Matrix } from './core/math/matrix.ts';
import { quotedRows } from './adapters/csv/quotedRows.ts';
import { modelFacts } from './adapters/transformers/hubFacts.ts';
import { BackendInstaller } from './host/backendInstaller.ts';
import { answersInFile } from './host/findAnswers.ts';
import { countValues, inspectPool, surveyPool } from './host/inspectPool.ts';
import { AnswerPlaces } from './host/savedAnswers.ts';
import { openSession } from './host/openSession.ts';
import { ShimCommand } from './host/terminalCommand.ts';
import { writeFromFile } from './host/writeFromFile.ts';
import { untranslated } from './core/localize.ts';
import type { Message } from './core/messages/message.ts';
import { textOf } from './vscode/text/messages/textOf.ts';
import { buildUserInterface, type UserInterface } from './vscode/userInterface.ts';
import { localize } from './vscode/windowLanguage.ts';

let userInterface: UserInterface | undefined;

/** The API for tests and other extensions. */
export interface MarginaliaApi {
  readonly userInterface: UserInterface;
  /**
   * Adds a custom acquisition function, which projects can name as their strategy: `"query": {"strategy":
   * "my-own"}`, or inside `rank-power`, with every existing wrapper.
   *
   * ```ts const marginalia = vscode.extensions.getExtension<MarginaliaApi>('marginalia.marginalia'); const {
   * registerAcquisition } = await marginalia!.activate(); context.subscriptions.push(
   * registerAcquisition('least-of-two', ({ rows, cols, data }) => Float32Array.from({ length: rows }, (_, i)
   * => -Math.abs(data[i * cols]! - 0.5)), ), ); ```
   *
   * The function runs in the extension host, once per batch, over all candidates.
   * @param name lower-case letters, digits and hyphens, beginning with a letter; not taken yet
   * @param fn probabilities (row-major `rows` × `cols`, each row sums to 1) to one finite score per row in a
   * `Float32Array`; higher = ask sooner. Pure: randomness from `context.rng` only.
   * @returns a Disposable that removes it; projects that name it then draw at random and report that
   * @throws Error if the name is invalid or taken, or the function fails its trial run.
   */
  registerAcquisition(name: string, fn: AcquisitionFunction<Matrix>): vscode.Disposable;
}

export function activate(extension: vscode.ExtensionContext): MarginaliaApi {
  const log = vscode.window.createOutputChannel('Marginalia', { log: true });
  extension.subscriptions.push(log);
  const acquisitions = new AcquisitionRegistry();
  const bundles = join(extension.extensionPath, 'dist');
  const dependencies = {
    acquisitions,
    engineModule: join(bundles, 'engine.mjs'),
    modelsDir: join(extension.globalStorageUri.fsPath, 'models'),
    backendsDir: join(extension.globalStorageUri.fsPath, 'tensorflow'),
    backupsDir: join(extension.globalStorageUri.fsPath, 'backups'),
    trialModule: join(bundles, 'backendTrial.mjs'),
    log: (level: 'info' | 'warning' | 'error', message: Message | string): void => {
      const line = typeof message === 'string' ? message : textOf(message, untranslated);
      if (level === 'warning') log.warn(line);
      else log[level](line);
    },
  };
  userInterface = buildUserInterface(
    extension,
    {
      openSession: (request) => openSession(request, dependencies),
      forgetAnswers: (file, name) =>
        new AnswerPlaces(file, name, dependencies.backupsDir).deleteCopies(),
      modelFacts: ({ model, hub }, options) =>
        modelFacts({ hubId: model, remoteHost: hub, ...options }),
      inspectPool,
      answersInFile,
      newFromFile: (request, options) =>
        writeFromFile(request, { backupsDir: dependencies.backupsDir, ...options }),
      surveyPool,
      countValues,
      quotedRows,
      nativeBackends: new BackendInstaller(dependencies),
      terminalCommand: new ShimCommand({
        folder: join(extension.globalStorageUri.fsPath, 'bin'),
        executable: process.execPath,
        cli: join(bundles, 'cli.js'),
        platform: process.platform,
        home: homedir,
        path: () => process.env['PATH'] ?? '',
      }),
    },
    log,
  );
  return {
    userInterface,
    registerAcquisition: (name, fn) =>
      new vscode.Disposable(withText(() => acquisitions.register(name, fn))),
  };
}

/** Runs `work`; adds the text of its errors, which other extensions read. */
function withText<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const problem = userMessageOf(error);
    throw problem === undefined ? error : new Error(textOf(problem, localize), { cause: error });
  }
}

/** Closes every store and stops every engine; VS Code awaits it. */
export async function deactivate(): Promise<void> {
  await userInterface?.close();
}
