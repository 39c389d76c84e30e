import * as vscode from 'vscode';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Projects } from '../project/projects.ts';
import { uriIn } from './poolDocuments.ts';
import { unsupportedReason } from './sourceView.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

const reportedKey = 'editor.beyondReach';

/**
 * Tells the user, once per file, that an opened pool file is too large for marks, hovers and
 * lenses.
 */
export class OversizedPools extends DisposableOwner {
  readonly #projects: Projects;
  readonly #memory: vscode.Memento;
  readonly #reported: Set<string>;

  constructor(projects: Projects, memory: vscode.Memento, reporter: ErrorReporter) {
    super();
    this.#projects = projects;
    this.#memory = memory;
    this.#reported = new Set(memory.get<string[]>(reportedKey, []));
    const listening = vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      for (const tab of [...opened, ...changed]) {
        this.#look(tab).catch((error: unknown) => reporter.note(error));
      }
    });
    this.register(listening);
  }

  async #look({ input }: vscode.Tab): Promise<void> {
    const shown = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
    if (!shown || this.#reported.has(input.uri.toString()) || !this.#isPool(input.uri)) return;
    const why = await unsupportedReason(input.uri);
    if (why === undefined || this.#reported.has(input.uri.toString())) return;
    this.#reported.add(input.uri.toString());
    await this.#memory.update(reportedKey, [...this.#reported]);
    const name = input.uri.path.split('/').at(-1)!;
    const message = {
      compressed: localize('{0} is compressed, so labels are not marked in it.', name),
      binary: localize('{0} is not text, so labels are not marked in it.', name),
      'too large': localize('{0} is larger than 50 MB, so labels are not marked in it.', name),
    }[why];
    const instead = localize('The panel, the tree and the ranked queue show its records.');
    void vscode.window.showInformationMessage(`${message} ${instead}`);
  }

  #isPool(uri: vscode.Uri): boolean {
    return this.#projects.all.some((project) =>
      project.session?.pool.files.some(
        ({ path }) => uriIn(project, path).toString() === uri.toString(),
      ),
    );
  }
}
