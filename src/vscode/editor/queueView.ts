import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { queueDocument, type QueueDocument } from './queueDocument.ts';
import type { SourceView } from './sourceView.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

const scheme = 'marginalia-queue';
const language = 'marginalia-queue';

/** The last contents of a queue document. */
interface ShownQueue {
  readonly project: Project;
  written: QueueDocument;
  /** Revision of the queue that it shows. */
  revision: number;
}

/** The ranked queue of a project as a read-only document that updates itself. */
export class QueueView
  extends DisposableOwner
  implements
    vscode.TextDocumentContentProvider,
    vscode.FoldingRangeProvider,
    vscode.DefinitionProvider
{
  readonly #projects: Projects;
  readonly #sources: SourceView;
  readonly #shown = new Map<string, ShownQueue>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects, sources: SourceView) {
    super();
    this.#projects = projects;
    this.#sources = sources;
    this.register(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerFoldingRangeProvider({ scheme }, this),
      vscode.languages.registerDefinitionProvider({ scheme }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
      projects.onDidChange(() => this.#follow()),
    );
  }

  /** Opens the queue beside the active editor. */
  async show(project: Project): Promise<void> {
    await project.open();
    const document = await vscode.workspace.openTextDocument(this.uriOf(project));
    await vscode.window.showTextDocument(document, { preview: false });
  }

  uriOf(project: Project): vscode.Uri {
    const query = new URLSearchParams({ project: project.uri.toString() }).toString();
    return vscode.Uri.from({ scheme, path: `/${project.name}.${language}`, query });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const address = new URLSearchParams(uri.query).get('project');
    const project = address === null ? undefined : this.#projects.get(vscode.Uri.parse(address));
    if (!project) return localize('# This project is gone.');
    const { learner } = await project.open();
    const { queueRevision: revision } = learner.records;
    // All of them: the panel's records and the batch, whose size the project file limits.
    const ranked = await learner.records.ranked(Number.MAX_SAFE_INTEGER);
    const written = queueDocument({
      title: this.#projects.titleOf(project),
      round: learner.view.rounds.at(-1)?.round ?? 0,
      ranked,
      localize,
    });
    this.#shown.set(uri.toString(), { project, written, revision });
    return written.text;
  }

  provideFoldingRanges({ uri }: vscode.TextDocument): vscode.FoldingRange[] {
    const sections = this.#shown.get(uri.toString())?.written.sections ?? [];
    return sections.map(({ first, last }) => new vscode.FoldingRange(first, last));
  }

  async provideDefinition(
    { uri }: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Location | undefined> {
    const queue = this.#shown.get(uri.toString());
    const record = queue?.written.records.get(position.line);
    return queue && record && this.#sources.locationOf(queue.project, record.record);
  }

  #follow(): void {
    for (const [uri, queue] of this.#shown) {
      const revision = queue.project.session?.learner.records.queueRevision;
      if (revision === undefined || revision === queue.revision) continue;
      queue.revision = revision;
      this.#changed.fire(vscode.Uri.parse(uri));
    }
  }
}
