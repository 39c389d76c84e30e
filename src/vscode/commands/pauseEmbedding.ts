import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import { localize } from '../windowLanguage.ts';

/** Pauses the background embedding. */
export async function pauseEmbedding(project: Project): Promise<void> {
  const { learner } = project.session ?? {};
  if (learner?.view.background && !learner.view.background.paused) return learner.pauseEmbedding();
  const why = learner?.view.background
    ? localize('The sentence model is paused already.')
    : localize('No vectors are made for {0} at the moment.', project.name);
  void vscode.window.showInformationMessage(why);
}

/** Resumes a paused embedding with the records that have no vector yet. */
export async function resumeEmbedding(project: Project): Promise<void> {
  const { learner } = project.session ?? (await project.open());
  if (learner.view.background?.paused) return learner.resumeEmbedding();
  const notPaused = localize('The sentence model is not paused for {0}.', project.name);
  void vscode.window.showInformationMessage(notPaused);
}

/** Embeds the rest of a partly embedded pool. */
export async function embedAll(project: Project): Promise<void> {
  const { learner } = project.session ?? (await project.open());
  const { drawsFrom, background, embedding } = learner.view;
  // While the part is still being embedded, the rest is queued behind it.
  if (drawsFrom !== undefined || background || embedding === undefined) return learner.embedAll();
  const allEmbedded = localize('All records of {0} are embedded already.', project.name);
  void vscode.window.showInformationMessage(allEmbedded);
}
