import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { isPlainText } from '../../core/pool/poolSpec.ts';
import type { QuotedRows } from '../../core/pool/delimitedRows.ts';
import type { RecordId } from '../../core/record.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import type { Session } from '../ports.ts';
import { DocumentRecords, type BufferRow } from './documentRecords.ts';
import { runInSlices } from './timeSlices.ts';
import { DisposableOwner } from '../disposables.ts';

/** A pool file of an open project, as a document of the editor. */
export interface PoolDocument {
  readonly document: vscode.TextDocument;
  readonly project: Project;
  readonly session: Session;
  readonly rows: DocumentRecords;
}

/** The URI of a file that a project file or a record names. */
export function uriIn(project: Project, file: string): vscode.Uri {
  return isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(project.folder, file);
}

/**
 * The documents on pool files of open projects, with their records. Files that are compressed or
 * too large for VS Code to sync to extensions never become documents.
 */
export class PoolDocuments extends DisposableOwner {
  readonly #projects: Projects;
  readonly #quotedRows: QuotedRows;
  readonly #reporter: ErrorReporter;
  readonly #open = new Map<vscode.TextDocument, PoolDocument>();
  readonly #scans = new Map<vscode.TextDocument, AbortController>();
  readonly #onFound = new vscode.EventEmitter<PoolDocument>();
  readonly #changed = new vscode.EventEmitter<void>();

  /** Fires when all records of a document are found; again after each edit. */
  readonly onDidFind = this.#onFound.event;
  /** Fires when documents are opened or closed. */
  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects, quotedRows: QuotedRows, reporter: ErrorReporter) {
    super();
    this.#projects = projects;
    this.#quotedRows = quotedRows;
    this.#reporter = reporter;
    this.register(
      this.#onFound,
      this.#changed,
      projects.onDidChange(() => this.#follow()),
      vscode.workspace.onDidOpenTextDocument(() => this.#follow()),
      vscode.workspace.onDidCloseTextDocument(() => this.#follow()),
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
    );
    this.#follow();
  }

  get all(): readonly PoolDocument[] {
    return [...this.#open.values()];
  }

  of(document: vscode.TextDocument): PoolDocument | undefined {
    return this.#open.get(document);
  }

  /** The document of a file, if it is open. */
  at(uri: vscode.Uri): PoolDocument | undefined {
    return this.all.find(({ document }) => document.uri.toString() === uri.toString());
  }

  /** The line of a record in the buffer; its line on disk if the buffer is not scanned that far. */
  lineOf(file: PoolDocument | undefined, id: RecordId, lineOnDisk: number): number {
    if (!file || file.rows.rowAt(lineOnDisk)?.id === id) return lineOnDisk;
    return file.rows.lineOf(id) ?? lineOnDisk;
  }

  /** The records that a selection touches, without duplicates. */
  within({ rows }: PoolDocument, selections: readonly vscode.Range[]): BufferRow[] {
    const found = new Map<RecordId, BufferRow>();
    for (const { start, end } of selections) {
      // A selection that ends at column 0 does not include that line.
      const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
      for (let line = start.line; line <= last; line++) {
        const row = rows.rowAt(line);
        if (row) found.set(row.id, row);
        if (row) line = row.last;
      }
    }
    return [...found.values()];
  }

  override dispose(): void {
    for (const scan of this.#scans.values()) scan.abort();
    super.dispose();
  }

  /** Tracks the documents of the current pool files and drops the others. */
  #follow(): void {
    const files = this.#poolFiles();
    let changed = false;
    const openDocuments = new Set(vscode.workspace.textDocuments);
    for (const [document, { session }] of this.#open) {
      const file = files.get(document.uri.toString());
      if (openDocuments.has(document) && file?.session === session) continue;
      this.#scans.get(document)?.abort();
      this.#scans.delete(document);
      this.#open.delete(document);
      changed = true;
    }
    for (const document of openDocuments) {
      const file = files.get(document.uri.toString());
      if (!file || this.#open.has(document)) continue;
      this.#begin(document, file);
      changed = true;
    }
    if (changed) this.#changed.fire();
  }

  /** The pool files of open projects by URI; shared files belong to the active project. */
  #poolFiles(): Map<string, { project: Project; session: Session; at: number }> {
    const files = new Map<string, { project: Project; session: Session; at: number }>();
    const { all, active } = this.#projects;
    for (const project of [
      ...all.filter((candidate) => candidate !== active),
      ...(active ? [active] : []),
    ]) {
      const { session } = project;
      session?.pool.files.forEach(({ path, format }, at) => {
        if (isPlainText(format))
          files.set(uriIn(project, path).toString(), { project, session, at });
      });
    }
    return files;
  }

  #begin(
    document: vscode.TextDocument,
    { project, session, at }: { project: Project; session: Session; at: number },
  ): void {
    const { pool } = session;
    const rows = new DocumentRecords(pool, pool.files[at]!.format, this.#quotedRows, {
      get lineCount() {
        return document.lineCount;
      },
      line: (line) => document.lineAt(line).text,
    });
    const file = { document, project, session, rows };
    this.#open.set(document, file);
    this.#scan(file);
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const file = this.#open.get(document);
    if (!file || contentChanges.length === 0) return;
    // At once, because the document's lines have already changed.
    file.rows.edited(
      contentChanges.map(({ range, text }) => ({
        first: range.start.line,
        last: range.end.line,
        count: text.split(/\r\n|\r|\n/).length,
      })),
    );
    this.#scan(file);
  }

  #scan(file: PoolDocument): void {
    const { document } = file;
    this.#scans.get(document)?.abort();
    const abort = new AbortController();
    this.#scans.set(document, abort);
    runInSlices(file.rows.scan(), abort.signal)
      .then((ended) => {
        if (ended && !abort.signal.aborted) this.#onFound.fire(file);
      })
      .catch((error: unknown) => this.#reporter.note(error));
  }
}
