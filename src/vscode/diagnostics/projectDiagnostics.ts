import * as vscode from 'vscode';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectProblem } from '../../core/projectFile/projectFile.ts';
import { projectFileEnding } from '../project/projectNames.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import type { Projects } from '../project/projects.ts';
import { lineStartsOf, placeOf } from './linePlaces.ts';
import { DisposableOwner } from '../disposables.ts';

/** Mistakes in project files, at their places: while typing, and for files that are not open. */
export class ProjectDiagnostics extends DisposableOwner {
  readonly #projects: Projects;
  readonly #collection = vscode.languages.createDiagnosticCollection('marginalia-project');

  constructor(projects: Projects) {
    super();
    this.#projects = projects;
    this.own(
      this.#collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.#check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#check(document)),
      // The file on disk counts again.
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!isProjectFile(document)) return;
        this.#collection.delete(document.uri);
        this.#later(document.uri);
      }),
      projects.onDidRefresh(({ uri }) => this.#later(uri)),
      projects.onDidRemove(({ uri }) => this.#collection.delete(uri)),
    );
    for (const document of vscode.workspace.textDocuments) this.#check(document);
  }

  #check(document: vscode.TextDocument): void {
    if (!isProjectFile(document)) return;
    const { problems } = parseProjectFile(document.getText());
    this.#collection.set(
      document.uri,
      problems
        .filter(notShownBySchema)
        .map((problem) => toDiagnostic(problem, (offset) => document.positionAt(offset))),
    );
  }

  #later(uri: vscode.Uri): void {
    // A deleted file has no mistakes.
    this.#checkClosed(uri).catch(() => this.#collection.delete(uri));
  }

  /**
   * Reports all problems of a file without an editor, because the JSON support does not check it.
   */
  async #checkClosed(uri: vscode.Uri): Promise<void> {
    const project = this.#projects.get(uri);
    const open = vscode.workspace.textDocuments.some(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (!project || open) return;
    // Reads the file instead of opening a document, which would start the language features on it.
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const starts = lineStartsOf(text);
    this.#collection.set(
      uri,
      parseProjectFile(text).problems.map((problem) =>
        toDiagnostic(problem, (offset) => {
          const { line, character } = placeOf(offset, starts);
          return new vscode.Position(line, character);
        }),
      ),
    );
  }
}

/** Excludes what the schema forbids: VS Code's JSON support already reports it. */
function notShownBySchema({ source }: ProjectProblem): boolean {
  return (
    source === 'project' || !vscode.workspace.getConfiguration('json').get('validate.enable', true)
  );
}

function isProjectFile({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && uri.path.endsWith(projectFileEnding);
}

function toDiagnostic(
  { offset, length, message, severity }: ProjectProblem,
  positionAt: (offset: number) => vscode.Position,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(positionAt(offset), positionAt(offset + length)),
    textOf(message, localize),
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'Marginalia';
  return diagnostic;
}
