import * as vscode from 'vscode';
import type { QuotedRows } from '../../core/pool/delimitedRows.ts';
import { setContext } from '../contextKeys.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Projects } from '../project/projects.ts';
import { LabelDecorations } from './labelDecorations.ts';
import { PoolBadges } from './poolBadges.ts';
import { PoolDocuments } from './poolDocuments.ts';
import { OversizedPools } from './oversizedPools.ts';
import { QueueView } from './queueView.ts';
import { RecordHover } from './recordHover.ts';
import { RecordLens } from './recordLens.ts';
import { SourceView } from './sourceView.ts';
import { SuspectDiagnostics } from './suspectDiagnostics.ts';
import { DisposableOwner } from '../disposables.ts';

export interface EditorContext {
  readonly extension: vscode.ExtensionContext;
  readonly projects: Projects;
  readonly reporter: ErrorReporter;
  readonly quotedRows: QuotedRows;
}

/** The features of the text editor: on pool files and on the documents beside them. */
export class EditorFeatures extends DisposableOwner {
  readonly documents: PoolDocuments;
  readonly decorations: LabelDecorations;
  readonly badges: PoolBadges;
  readonly sources: SourceView;
  readonly queue: QueueView;

  constructor({ extension, projects, reporter, quotedRows }: EditorContext) {
    super();
    const anyFile = { scheme: 'file' };
    this.documents = new PoolDocuments(projects, quotedRows, reporter);
    this.decorations = new LabelDecorations(
      this.documents,
      projects,
      extension.extension,
      reporter,
    );
    this.badges = new PoolBadges(projects);
    this.sources = new SourceView(this.documents);
    this.queue = new QueueView(projects, this.sources);
    const lens = new RecordLens(this.documents, projects);
    this.register(
      this.documents,
      this.decorations,
      this.badges,
      this.sources,
      this.queue,
      lens,
      new SuspectDiagnostics(projects, this.documents, reporter),
      new OversizedPools(projects, extension.workspaceState, reporter),
      vscode.languages.registerHoverProvider(anyFile, new RecordHover(this.documents, projects)),
      vscode.languages.registerCodeLensProvider(anyFile, lens),
      vscode.window.registerFileDecorationProvider(this.badges),
      this.documents.onDidChange(() => this.#setPoolContext()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#setPoolContext()),
    );
    this.#setPoolContext();
  }

  /** For `when` clauses: whether the active editor shows a pool file of an open project. */
  #setPoolContext(): void {
    const editor = vscode.window.activeTextEditor;
    const isPoolDocument = editor !== undefined && this.documents.of(editor.document) !== undefined;
    setContext('marginalia.poolEditor', isPoolDocument);
  }
}
