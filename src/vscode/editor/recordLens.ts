import * as vscode from 'vscode';
import type { Projects } from '../project/projects.ts';
import { settings } from '../settings.ts';
import { coalesce } from '../coalesce.ts';
import { lensEntries } from './lensEntries.ts';
import type { PoolDocuments } from './poolDocuments.ts';
import type { RecordTarget } from '../project/recordTarget.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/** Clickable labels above the record at the cursor. */
export class RecordLens extends DisposableOwner implements vscode.CodeLensProvider {
  readonly #documents: PoolDocuments;
  readonly #changed = new vscode.EventEmitter<void>();
  /** The record that has lenses. */
  #shown: string | undefined;
  #state = '';
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: PoolDocuments, projects: Projects) {
    super();
    this.#documents = documents;
    const redraw = coalesce(() => this.#changed.fire());
    this.register(
      this.#changed,
      documents.onDidFind(redraw),
      documents.onDidChange(redraw),
      projects.onDidChange(() => {
        // Views change often, the lenses only after an answer or a refit.
        if (this.#shown !== undefined && this.#stateNow() !== this.#state) redraw();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#under(textEditor) !== this.#shown) redraw();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const file = this.#documents.of(document);
    const editor = vscode.window.activeTextEditor;
    const project = file?.project.file;
    if (!file || !project || editor?.document !== document) return [];
    const row = file.rows.rowAt(editor.selection.active.line);
    this.#shown = row?.id;
    this.#state = this.#stateNow();
    if (!row) return [];
    const [facts] = await file.session.learner.records.details([row.id]);
    const showSuggestion = settings.showSuggestion(file.project.uri);
    const range = new vscode.Range(row.first, 0, row.first, 0);
    return lensEntries(project, facts!, showSuggestion, localize).map(
      ({ title, tooltip, answer }) => {
        const target: RecordTarget = {
          project: file.project.uri,
          ids: [row.id],
          ...(answer ? { answer } : {}),
        };
        const command = 'marginalia.labelAtCursor';
        return new vscode.CodeLens(range, { title, tooltip, command, arguments: [target] });
      },
    );
  }

  /** Changes after every answer and refit of a visible pool. */
  #stateNow(): string {
    return this.#documents.all
      .map(({ session: { learner } }) => learner.records)
      .map(({ position, queueRevision }) => `${position} ${queueRevision}`)
      .join();
  }

  #under({ document, selection }: vscode.TextEditor): string | undefined {
    return this.#documents.of(document)?.rows.rowAt(selection.active.line)?.id;
  }
}
