import * as vscode from 'vscode';
import type { OrphanedLabel } from '../../core/labelSet/orphans.ts';
import { nodeAt, readJson } from '../../core/projectFile/jsonTree.ts';
import { lineStartsOf, placeOf } from './linePlaces.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { coalesce } from '../coalesce.ts';
import { fixes } from '../labels/fixOrphanedLabel.ts';
import { formatOrphan } from '../text/orphanedLabels.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/** Quick fixes per label; the command offers the rest. */
const maxFixes = 5;

/**
 * Diagnostics for annotations whose label was renamed or removed by hand in the project file, shown
 * at its list of labels with quick fixes.
 */
export class LabelDiagnostics extends DisposableOwner implements vscode.CodeActionProvider {
  readonly #projects: Projects;
  readonly #reporter: ErrorReporter;
  readonly #collection = vscode.languages.createDiagnosticCollection('marginalia-label-set');
  /** The drawn state by project file: views change often, orphaned labels rarely. */
  readonly #drawn = new Map<string, string>();

  constructor(projects: Projects, reporter: ErrorReporter) {
    super();
    this.#projects = projects;
    this.#reporter = reporter;
    const draw = coalesce(() => void this.#drawAll());
    this.register(
      this.#collection,
      projects.onDidChange(draw),
      projects.onDidRefresh(draw),
      projects.onDidRemove(({ uri }) => {
        this.#drawn.delete(uri.toString());
        this.#collection.delete(uri);
      }),
      vscode.languages.registerCodeActionsProvider(
        { scheme: 'file', pattern: '**/*.marginalia.json' },
        this,
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    );
  }

  provideCodeActions(
    { uri }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const project = this.#projects.get(uri);
    if (!project) return [];
    return diagnostics.flatMap((diagnostic) =>
      diagnostic instanceof OrphanDiagnostic ? quickFixes(diagnostic, project) : [],
    );
  }

  async #drawAll(): Promise<void> {
    for (const project of this.#projects.all) {
      try {
        await this.#draw(project);
      } catch (error) {
        // The file was deleted in between.
        this.#reporter.note(error);
      }
    }
  }

  async #draw({ uri, view: { orphanedLabels } }: Project): Promise<void> {
    const key = uri.toString();
    if (orphanedLabels.length === 0) {
      if (this.#drawn.delete(key)) this.#collection.delete(uri);
      return;
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const state = JSON.stringify([text, orphanedLabels]);
    if (this.#drawn.get(key) === state) return;
    this.#drawn.set(key, state);
    const range = labelsRange(text);
    this.#collection.set(
      uri,
      orphanedLabels.map((orphan) => new OrphanDiagnostic(range, orphan)),
    );
  }
}

/** Carries the orphaned label; VS Code passes the diagnostic back when it requests quick fixes. */
class OrphanDiagnostic extends vscode.Diagnostic {
  readonly orphan: OrphanedLabel;

  constructor(range: vscode.Range, orphan: OrphanedLabel) {
    super(
      range,
      formatOrphan(orphan, vscode.env.language, localize),
      orphan.into ? vscode.DiagnosticSeverity.Information : vscode.DiagnosticSeverity.Warning,
    );
    this.source = 'Marginalia';
    this.orphan = orphan;
  }
}

/** The range of the list of labels, or the start of the file if it has none. */
function labelsRange(text: string): vscode.Range {
  const { root } = readJson(text);
  const labels = root && nodeAt(root, ['labels']);
  const starts = lineStartsOf(text);
  const at = (offset: number): vscode.Position => {
    const { line, character } = placeOf(offset, starts);
    return new vscode.Position(line, character);
  };
  return labels
    ? new vscode.Range(at(labels.offset), at(labels.offset + labels.length))
    : new vscode.Range(0, 0, 0, 0);
}

function quickFixes(diagnostic: OrphanDiagnostic, project: Project): vscode.CodeAction[] {
  const { orphan } = diagnostic;
  const { label } = orphan;
  const fix = (title: string, command: string, ...args: unknown[]): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [{ project, label }, ...args] };
    action.diagnostics = [diagnostic];
    return action;
  };
  if (orphan.into) {
    return [fix(localize('Resolve the split of “{0}”', label), 'marginalia.divideLabel')];
  }
  const all = fixes(project, orphan);
  const first = all
    .slice(0, maxFixes)
    .map(({ title, change }) => fix(title, 'marginalia.mendLabel', change));
  if (all.length <= maxFixes) return first;
  return [...first, fix(localize('More …'), 'marginalia.mendLabel')];
}
