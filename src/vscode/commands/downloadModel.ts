import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';
import { downloadConsent, rememberConsent } from '../downloadConsent.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { settings } from '../settings.ts';

/** Asks in a dialogue, remembers a yes, and embeds the project anew with the model. */
export async function downloadModel(project: Project, memory: vscode.Memento): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new HumanError(
      vscode.l10n.t(
        'This folder is not trusted, so no model is downloaded for it. Trust it with “Workspaces: Manage Workspace Trust”.',
      ),
    );
  }
  if (!downloadConsent(memory).given) {
    const download = vscode.l10n.t('Download');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('Download the embedding model of {0}?', project.name),
      { modal: true, detail: whatIsDownloaded(project) },
      download,
    );
    if (answer !== download) return;
    await rememberConsent(memory, 'given');
  }
  const { learner } = await project.open();
  await learner.resume({ allowDownload: true });
}

/** Offers the download once, unasked, when a project could use a model that is not here yet. */
export class DownloadOffer implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #listening: vscode.Disposable;
  #offered = false;

  constructor(projects: Projects, memory: vscode.Memento, accept: (project: Project) => void) {
    this.#memory = memory;
    this.#listening = projects.onDidChange(() => {
      const project = projects.all.find(({ view }) =>
        view.notices.some(({ id }) => id === 'model-not-downloaded'),
      );
      if (project) void this.#offer(project, accept);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #offer(project: Project, accept: (project: Project) => void): Promise<void> {
    const { given, refused } = downloadConsent(this.#memory);
    if (this.#offered || given || refused || !vscode.workspace.isTrusted) return;
    this.#offered = true;
    const download = vscode.l10n.t('Download …');
    const never = vscode.l10n.t('Never Offer');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} works with the built-in lexical embedding for now. A sentence model usually learns from fewer labels; it would be downloaded once.',
        project.name,
      ),
      download,
      never,
    );
    if (answer === download) accept(project);
    if (answer === never) await rememberConsent(this.#memory, 'refused');
  }
}

function whatIsDownloaded(project: Project): string {
  const from = settings.modelHub() ?? 'huggingface.co';
  const embedding = project.file?.embedding ?? 'auto';
  return embedding === 'auto'
    ? vscode.l10n.t(
        'Xenova/all-MiniLM-L6-v2 (about 25 MB) comes from {0} and is kept for all projects. No text of yours is sent anywhere.',
        from,
      )
    : vscode.l10n.t(
        '{0} comes from {1} and is kept for all projects. No text of yours is sent anywhere.',
        embedding,
        from,
      );
}
