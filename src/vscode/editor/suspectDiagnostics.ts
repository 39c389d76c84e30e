import * as vscode from 'vscode';
import type { Suspicion } from '../../core/loop/insights/suspicion.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { settings } from '../settings.ts';
import { coalesce } from '../coalesce.ts';
import { planSuspicions } from './planSuspicions.ts';
import { uriIn, type PoolDocuments } from './poolDocuments.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';
import type { RecordTarget } from '../project/recordTarget.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/**
 * Suspicious labels in the Problems view with quick fixes. By default only for files that an editor
 * shows, since thousands of entries for a pool would bury all other problems.
 */
export class SuspectDiagnostics extends DisposableOwner implements vscode.CodeActionProvider {
  readonly #projects: Projects;
  readonly #documents: PoolDocuments;
  readonly #collection = vscode.languages.createDiagnosticCollection('marginalia-labels');
  /** Drawn last; compared because suspicions change rarely and views often. */
  #drawn: readonly (readonly Suspicion[])[] = [];
  /** URIs of the files that had a tab then. */
  #tabs: ReadonlySet<string> = new Set();

  constructor(projects: Projects, documents: PoolDocuments, reporter: ErrorReporter) {
    super();
    this.#projects = projects;
    this.#documents = documents;
    let moved = false;
    const draw = coalesce(() => {
      try {
        this.#draw(moved);
        moved = false;
      } catch (error) {
        // The store was just closed.
        reporter.note(error);
      }
    });
    this.register(
      this.#collection,
      projects.onDidChange(draw),
      documents.onDidFind(() => {
        moved = true;
        draw();
      }),
      vscode.window.tabGroups.onDidChangeTabs(() => {
        const tabs = filesInTabs();
        if (sameMembers(tabs, this.#tabs)) return;
        moved = true;
        draw();
      }),
      settings.onDidChange(() => {
        moved = true;
        draw();
      }),
      vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  provideCodeActions(
    _document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return diagnostics.flatMap((diagnostic) =>
      diagnostic instanceof SuspectDiagnostic ? quickFixes(diagnostic) : [],
    );
  }

  /** @param moved records are on other lines, or other files are to be listed */
  #draw(moved: boolean): void {
    const lists = this.#projects.all.map(
      ({ session }) => session?.learner.records.suspicions() ?? none,
    );
    if (!moved && sameLists(lists, this.#drawn)) return;
    this.#drawn = lists;
    this.#tabs = filesInTabs();
    const mode = settings.listSuspects();
    const files = new Map<string, { uri: vscode.Uri; diagnostics: vscode.Diagnostic[] }>();
    for (const [i, project] of this.#projects.all.entries()) {
      for (const [name, planned] of planSuspicions(lists[i]!, localize)) {
        const uri = uriIn(project, name);
        if (mode === 'never') continue;
        if (mode === 'openFiles' && !this.#tabs.has(uri.toString())) continue;
        const file = this.#documents.at(uri);
        const group = files.get(uri.toString()) ?? { uri, diagnostics: [] };
        files.set(uri.toString(), group);
        for (const { suspicion, message } of planned) {
          const line = suspicion
            ? this.#documents.lineOf(file, suspicion.record.id, suspicion.record.line - 1)
            : 0;
          group.diagnostics.push(
            suspicion
              ? new SuspectDiagnostic(line, message, project, suspicion)
              : summary(line, message),
          );
        }
      }
    }
    this.#collection.clear();
    for (const { uri, diagnostics } of files.values()) this.#collection.set(uri, diagnostics);
  }
}

const none: readonly Suspicion[] = [];

/** Documents outlive their tabs by minutes, so the tabs decide what an editor shows. */
function filesInTabs(): ReadonlySet<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(
    tabs.flatMap(({ input }) => {
      if (input instanceof vscode.TabInputText) return input.uri.toString();
      return input instanceof vscode.TabInputTextDiff ? input.modified.toString() : [];
    }),
  );
}

function sameMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((member) => b.has(member));
}

function sameLists<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** Carries the suspicion; VS Code passes the diagnostic back when it requests quick fixes. */
class SuspectDiagnostic extends vscode.Diagnostic {
  readonly project: Project;
  readonly suspicion: Suspicion;

  constructor(line: number, message: string, project: Project, suspicion: Suspicion) {
    super(wholeLine(line), message, vscode.DiagnosticSeverity.Information);
    this.source = 'Marginalia';
    this.project = project;
    this.suspicion = suspicion;
    if (suspicion.kind !== 'contradiction') return;
    const { record, label } = suspicion.other;
    const position = new vscode.Position(record.line - 1, 0);
    this.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uriIn(project, record.file), position),
        localize('Labelled {0} here', label || localize('none of these')),
      ),
    ];
  }
}

/** The number of further suspicious labels in the file. */
function summary(line: number, message: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    wholeLine(line),
    message,
    vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = 'Marginalia';
  return diagnostic;
}

function wholeLine(line: number): vscode.Range {
  return new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
}

function quickFixes(diagnostic: SuspectDiagnostic): vscode.CodeAction[] {
  const { suspicion } = diagnostic;
  const project = diagnostic.project.uri;
  const target = { project, ids: [suspicion.record.id] };
  const fix = (title: string, command: string, argument: RecordTarget): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [argument] };
    action.diagnostics = [diagnostic];
    return action;
  };
  const keep = suspicion.label
    ? localize('Keep {0}, it is right', suspicion.label)
    : localize('Keep the answer, it is right');
  return [
    ...correctionOf(diagnostic).map(({ title, answer }) =>
      fix(title, 'marginalia.labelAtCursor', { ...target, answer }),
    ),
    fix(keep, 'marginalia.keepLabel', target),
    fix(localize('Flag the record'), 'marginalia.flagAtCursor', target),
  ];
}

/** The answer that would resolve the suspicion, if there is just one. */
function correctionOf({
  suspicion,
  project,
}: SuspectDiagnostic): { readonly title: string; readonly answer: AnswerInput }[] {
  if (suspicion.kind !== 'unlikely' && suspicion.kind !== 'contradiction') {
    const { doubted, kind } = suspicion;
    const applies = kind === 'omission';
    const labels = (project.file?.labels ?? []).map(({ name }) => name);
    if (!labels.includes(doubted)) return [];
    const title = applies ? localize('Add {0}', doubted) : localize('Remove {0}', doubted);
    const judged = [doubted];
    return [{ title, answer: { kind: 'labels', yes: applies ? judged : [], of: labels, judged } }];
  }
  if (project.file?.task === 'multi') return [];
  const other = suspicion.kind === 'unlikely' ? suspicion.likely : suspicion.other.label;
  const title = localize('Change the label to {0}', other);
  return [{ title, answer: { kind: 'label', label: other } }];
}
