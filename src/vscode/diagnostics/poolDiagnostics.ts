import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { PoolProblem } from '../../core/pool/poolSpec.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { planPoolDiagnostics, type PlannedDiagnostic } from './planPoolDiagnostics.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/** Shows the problems of pool files in the Problems view. */
export class PoolDiagnostics extends DisposableOwner {
  readonly #projects: Projects;
  readonly #collection = vscode.languages.createDiagnosticCollection('marginalia-pool');
  /** Drawn last; compared because problems change rarely and views often. */
  #drawn: readonly (readonly PoolProblem[])[] = [];

  constructor(projects: Projects) {
    super();
    this.#projects = projects;
    this.register(
      this.#collection,
      projects.onDidChange(() => this.#draw()),
    );
  }

  #draw(): void {
    const { all } = this.#projects;
    const problems = all.map(({ view }) => view.problems);
    if (sameLists(problems, this.#drawn)) return;
    this.#drawn = problems;
    // Projects that share a pool report the same problem of a line only once.
    const byFile = new Map<string, { uri: vscode.Uri; planned: Map<string, PlannedDiagnostic> }>();
    for (const project of all) {
      const { problems: found, problemCount } = project.view;
      for (const [file, planned] of planPoolDiagnostics(found, problemCount, localize)) {
        const uri = uriOf(file, project);
        const group = byFile.get(uri.toString()) ?? { uri, planned: new Map() };
        for (const diagnostic of planned) group.planned.set(keyOf(diagnostic), diagnostic);
        byFile.set(uri.toString(), group);
      }
    }
    this.#collection.clear();
    for (const { uri, planned } of byFile.values()) {
      this.#collection.set(uri, [...planned.values()].map(toDiagnostic));
    }
  }
}

/** Equal for the same problem in the same place. */
function keyOf({ problem }: PlannedDiagnostic): string {
  return problem ? JSON.stringify([problem.line, problem.message]) : '';
}

function toDiagnostic({ line, column, message, severity }: PlannedDiagnostic): vscode.Diagnostic {
  const range =
    column === undefined
      ? new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER)
      : new vscode.Range(line, column, line, column + 1);
  const diagnostic = new vscode.Diagnostic(range, message, severityOf(severity));
  diagnostic.source = 'Marginalia';
  return diagnostic;
}

function severityOf(severity: PlannedDiagnostic['severity']): vscode.DiagnosticSeverity {
  if (severity === 'error') return vscode.DiagnosticSeverity.Error;
  if (severity === 'warning') return vscode.DiagnosticSeverity.Warning;
  return vscode.DiagnosticSeverity.Information;
}

function uriOf(file: string, { folder }: Project): vscode.Uri {
  return isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder, file);
}

function sameLists<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
