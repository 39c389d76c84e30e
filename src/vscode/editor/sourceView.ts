import * as vscode from 'vscode';
import type { PoolRecord } from '../../core/record.ts';
import type { Project } from '../project/project.ts';
import { uriIn, type PoolDocuments } from './poolDocuments.ts';
import { neighbourhood, sourceDocument } from './sourceDocument.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

const sourceScheme = 'marginalia-source';

/** VS Code syncs no larger documents to extensions. */
const largestDocument = 50 * 1024 * 1024;

/** Why a pool file has no marks, hovers and lenses; undefined if it has them. */
export async function unsupportedReason(
  uri: vscode.Uri,
): Promise<'compressed' | 'binary' | 'too large' | undefined> {
  if (/\.(gz|zst)$/i.test(uri.path)) return 'compressed';
  if (/\.(parquet|xlsx)$/i.test(uri.path)) return 'binary';
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largestDocument ? 'too large' : undefined;
  } catch {
    return undefined;
  }
}

/** Finds the location of records; for files that cannot be documents, in an excerpt that is one. */
export class SourceView extends DisposableOwner implements vscode.TextDocumentContentProvider {
  readonly #documents: PoolDocuments;
  readonly #texts = new Map<string, string>();

  constructor(documents: PoolDocuments) {
    super();
    this.#documents = documents;
    this.register(
      vscode.workspace.registerTextDocumentContentProvider(sourceScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** @throws UserError if the file is not a document and the engine is unavailable. */
  async locationOf(project: Project, record: PoolRecord): Promise<vscode.Location> {
    const uri = uriIn(project, record.file);
    if ((await unsupportedReason(uri)) === undefined) {
      const line = this.#documents.lineOf(this.#documents.at(uri), record.id, record.line - 1);
      return new vscode.Location(uri, new vscode.Position(line, 0));
    }
    const { learner } = await project.open();
    const records = await learner.records.around(record.id, neighbourhood);
    const { text, line } = sourceDocument(records, record.id, localize);
    const name = uri.path.split('/').at(-1)!;
    const query = new URLSearchParams({ project: project.uri.toString(), record: record.id });
    const place = vscode.Uri.from({
      scheme: sourceScheme,
      path: `/${name} (${record.line}).txt`,
      query: query.toString(),
    });
    this.#texts.set(place.toString(), text);
    return new vscode.Location(place, new vscode.Position(line, 0));
  }

  async show(project: Project, record: PoolRecord): Promise<void> {
    const { uri, range } = await this.locationOf(project, record);
    await vscode.commands.executeCommand('vscode.open', uri, {
      selection: range,
      viewColumn: vscode.ViewColumn.Beside,
    } satisfies vscode.TextDocumentShowOptions);
  }
}
