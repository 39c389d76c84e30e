import * as vscode from 'vscode';
import type { LabelTask } from '../../core/acquisition/acquisition.ts';
import { taskChanged } from '../../core/projectFile/checkTask.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectProblem } from '../../core/projectFile/projectFile.ts';
import { projectFileEnding } from '../../core/projectFile/projectNames.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import type { Projects } from '../project/projects.ts';
import { lineStartsOf, placeOf } from './linePlaces.ts';
import { DisposableOwner } from '../disposables.ts';

/** Reports mistakes in project files while typing, and in files that are not open. */
export class ProjectDiagnostics extends DisposableOwner {
  readonly #projects: Projects;
  readonly #collection = vscode.languages.createDiagnosticCollection('marginalia-project');

  /** The task of each project's answers when it was checked. */
  readonly #tasks = new Map<string, LabelTask | undefined>();

  constructor(projects: Projects) {
    super();
    this.#projects = projects;
    this.register(
      this.#collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.#check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#check(document)),
      // Without an editor, the file on disk is checked.
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!isProjectFile(document)) return;
        this.#collection.delete(document.uri);
        this.#later(document.uri);
      }),
      projects.onDidRefresh(({ uri }) => this.#later(uri)),
      // Only an open project knows the task of its answers.
      projects.onDidChange(() => this.#checkTasks()),
      projects.onDidRemove(({ uri }) => this.#collection.delete(uri)),
    );
    for (const document of vscode.workspace.textDocuments) this.#check(document);
  }

  #check(document: vscode.TextDocument): void {
    if (!isProjectFile(document)) return;
    this.#collection.set(
      document.uri,
      this.#problemsOf(document.uri, document.getText())
        .filter(notShownBySchema)
        .map((problem) => toDiagnostic(problem, (offset) => document.positionAt(offset))),
    );
  }

  #checkTasks(): void {
    for (const { uri, taskOfAnswers } of this.#projects.all) {
      if (this.#tasks.get(uri.toString()) === taskOfAnswers) continue;
      const document = openDocument(uri);
      if (document) this.#check(document);
      else this.#later(uri);
    }
  }

  #problemsOf(uri: vscode.Uri, text: string): readonly ProjectProblem[] {
    const task = this.#projects.get(uri)?.taskOfAnswers;
    this.#tasks.set(uri.toString(), task);
    const other = task && taskChanged(text, task);
    const { problems } = parseProjectFile(text);
    return other ? [other, ...problems] : problems;
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
    if (!project || openDocument(uri)) return;
    // Reads the file instead of opening a document, which would start the language features on it.
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const starts = lineStartsOf(text);
    this.#collection.set(
      uri,
      this.#problemsOf(uri, text).map((problem) =>
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

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
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
