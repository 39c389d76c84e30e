import * as vscode from 'vscode';
import type { Projects } from '../project/projects.ts';
import { settings } from '../settings.ts';
import { hoverText } from '../text/hoverText.ts';
import type { PoolDocuments } from './poolDocuments.ts';
import { localize } from '../windowLanguage.ts';

/** Shows the details of the record under the mouse. */
export class RecordHover implements vscode.HoverProvider {
  readonly #documents: PoolDocuments;
  readonly #projects: Projects;

  constructor(documents: PoolDocuments, projects: Projects) {
    this.#documents = documents;
    this.#projects = projects;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const file = this.#documents.of(document);
    const row = file?.rows.rowAt(position.line);
    const project = file?.project.file;
    if (!file || !row || !project) return undefined;
    const [facts] = await file.session.learner.records.details([row.id]);
    const text = new vscode.MarkdownString(
      hoverText({
        title: this.#projects.titleOf(file.project),
        project,
        facts: facts!,
        showSuggestion: settings.showSuggestion(file.project.uri),
        when: (at) => new Date(at).toLocaleString(vscode.env.language),
        localize,
      }),
    );
    const end = document.lineAt(row.last).range.end;
    return new vscode.Hover(text, new vscode.Range(new vscode.Position(row.first, 0), end));
  }
}
