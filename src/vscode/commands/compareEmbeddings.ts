import * as vscode from 'vscode';
import { blocksOf, isOwn, type EmbeddingSetting } from '../../core/embed/blocks.ts';
import { CancelledError } from '../../core/errors.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import { hasAgreed } from '../downloadConsent.ts';
import { bundledEmbeddings, hubEmbeddings } from '../embedding/knownEmbeddings.ts';
import { rememberTrials, formatTrial } from '../embedding/trials.ts';
import { downloadOf } from '../modelDownload.ts';
import { progressText } from '../text/progressText.ts';
import type { Project } from '../project/project.ts';
import { settings } from '../settings.ts';
import { projectToEdit, writeProject } from './editProject.ts';
import { localize } from '../windowLanguage.ts';

interface Candidate extends vscode.QuickPickItem {
  readonly setting: EmbeddingSetting;
}

/**
 * Compares embeddings with the current one on the training labels in the background and offers to
 * switch. Only embeddings that are installed or already have consent are offered, so that a
 * comparison never asks for consent.
 */
export async function compareEmbeddings(project: Project, memory: vscode.Memento): Promise<void> {
  const { file } = await projectToEdit(project);
  const session = await project.open();
  const picked = await vscode.window.showQuickPick(
    candidates(file.dimensions, file.embedding, memory),
    {
      title: localize('Which embeddings should be compared with the present one?'),
      canPickMany: true,
    },
  );
  if (!picked || picked.length === 0) return;
  const outcome = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize('Comparing embeddings of {0}', project.name),
      cancellable: true,
    },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        return await session.tryEmbeddings(
          picked.map(({ setting }) => setting),
          {
            signal: abort.signal,
            onProgress: (now) => progress.report({ message: progressText(now, localize) }),
          },
        );
      } catch (error) {
        const cancelled = error instanceof CancelledError || abort.signal.aborted;
        if (cancelled) return undefined;
        throw error;
      }
    },
  );
  if (!outcome) return;
  const trials = outcome.trials.map((trial, i) => ({ trial, setting: picked[i]!.setting }));
  await rememberTrials(memory, project.uri, trials);
  const chosen = await vscode.window.showQuickPick<Candidate>(
    trials.map(({ trial, setting }, i) => ({
      label: picked[i]!.label,
      detail: formatTrial(trial, localize),
      setting,
    })),
    {
      title: localize(
        'Compared with the present embedding on {0} records you were asked (harder than the pool)',
        outcome.records,
      ),
      placeHolder: localize('Choose one to change over to it, or Escape'),
    },
  );
  if (!chosen) return;
  const { document } = await projectToEdit(project);
  const text = editProjectFile(document.getText(), ['embedding'], chosen.setting);
  const onSave = localize('The embedding changes once you save the project file.');
  await writeProject(document, text, onSave);
}

function candidates(
  dimensions: number,
  now: EmbeddingSetting,
  memory: vscode.Memento,
): Candidate[] {
  const known = [...bundledEmbeddings(dimensions, localize).slice(1), ...hubEmbeddings(localize)];
  return known
    .filter(({ setting }) => JSON.stringify(setting) !== JSON.stringify(now))
    .filter(({ setting }) => {
      if (blocksOf(setting).every(isOwn)) return true;
      const download = downloadOf(setting, settings.modelHub());
      return vscode.workspace.isTrusted && download !== undefined && hasAgreed(memory, download);
    })
    .map(({ name, facts, setting }) => ({ label: name, description: facts, setting }));
}
