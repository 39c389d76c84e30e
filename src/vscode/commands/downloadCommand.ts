import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import {
  declinedOffers,
  declineOffers,
  hasAgreed,
  rememberAgreement,
  type Download,
} from '../downloadConsent.ts';
import { downloadsOf, hostOf } from '../modelDownload.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { settings } from '../settings.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/** Asks for consent in a dialogue, remembers it and embeds the project with the model. */
export async function downloadModel(project: Project, memory: vscode.Memento): Promise<void> {
  if (!(await agreeTo(project, memory))) return;
  const { learner } = await project.open();
  await learner.resume({ allowDownload: true });
}

/** Downloads a model again; the installed copy stays until the new one opens. */
export async function downloadAgain(project: Project, memory: vscode.Memento): Promise<void> {
  if (!(await agreeTo(project, memory))) return;
  const { learner } = await project.open();
  await learner.resume({ allowDownload: true, downloadAgain: true });
}

/**
 * Asks about each model of the project whose download from this host has no consent yet.
 * @returns whether there is consent to all
 * @throws UserError if nothing can be downloaded.
 */
async function agreeTo(project: Project, memory: vscode.Memento): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    throw new UserError(message('command.untrustedDownload', {}));
  }
  const downloads = await downloadsFor(project);
  if (downloads.length === 0) {
    throw new UserError(message('command.nothingToDownload', { project: project.name }));
  }
  for (const download of downloads) {
    if (!(await agreeToDownload(project.name, download, memory))) return false;
  }
  return true;
}

/**
 * Asks unless the download of this model from this host already has consent, and remembers the
 * consent.
 */
export async function agreeToDownload(
  name: string,
  download: Download,
  memory: vscode.Memento,
): Promise<boolean> {
  if (hasAgreed(memory, download)) return true;
  const accept = localize('Download');
  const answer = await vscode.window.showInformationMessage(
    localize('Download the embedding model of {0}?', name),
    { modal: true, detail: whatIsDownloaded(download) },
    accept,
  );
  if (answer !== accept) return false;
  await rememberAgreement(memory, download);
  return true;
}

/**
 * Offers the download once, without a command, if a project could use a model that is not
 * installed.
 */
export class DownloadOffer extends DisposableOwner {
  readonly #memory: vscode.Memento;
  #offered = false;

  constructor(projects: Projects, memory: vscode.Memento, accept: (project: Project) => void) {
    super();
    this.#memory = memory;
    const listening = projects.onDidChange(() => {
      const project = projects.all.find(({ view }) =>
        view.notices.some(({ id }) => id === 'model-not-downloaded'),
      );
      if (project) void this.#offer(project, accept);
    });
    this.register(listening);
  }

  async #offer(project: Project, accept: (project: Project) => void): Promise<void> {
    if (this.#offered || declinedOffers(this.#memory) || !vscode.workspace.isTrusted) return;
    this.#offered = true;
    const download = localize('Download …');
    const never = localize('Never Offer');
    const answer = await vscode.window.showInformationMessage(
      localize(
        '{0} works with the built-in lexical embedding for now. A sentence model usually learns from fewer labels; it would be downloaded once.',
        project.name,
      ),
      download,
      never,
    );
    if (answer === download) accept(project);
    if (answer === never) await declineOffers(this.#memory);
  }
}

async function downloadsFor(project: Project): Promise<readonly Download[]> {
  const { learner } = await project.open();
  const embedding = project.file?.embedding ?? 'auto';
  // Under the current defaults, "auto" means the bundled model.
  if (embedding === 'auto' && learner.labelSet.defaults !== 1) return [];
  return downloadsOf(embedding, settings.modelHub());
}

function whatIsDownloaded(download: Download): string {
  const { model } = download;
  const megabytes = sizes[model];
  return megabytes === undefined
    ? localize(
        '{0} comes from {1} and is kept for all projects. No text of yours is sent anywhere.',
        model,
        hostOf(download),
      )
    : localize(
        '{0} (about {2} MB) comes from {1} and is kept for all projects. No text of yours is sent anywhere.',
        model,
        hostOf(download),
        megabytes,
      );
}

/** Megabytes of the models that are offered. */
const sizes: Readonly<Record<string, number>> = {
  'Xenova/all-MiniLM-L6-v2': 25,
  'Xenova/multilingual-e5-small': 135,
  'Xenova/paraphrase-multilingual-MiniLM-L12-v2': 135,
};
