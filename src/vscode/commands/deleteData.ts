import * as vscode from 'vscode';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Project } from '../project/project.ts';
import { projectFileEnding } from '../project/projectNames.ts';

/** Where a project's answers and caches are, in the folder of its project file. */
const dataFolder = '.marginalia';

/** Deletes what was answered and learnt in a project, after saying what that is. */
export async function deleteData(project: Project): Promise<void> {
  // What is lost is only known of an open project; one that cannot be opened may be deleted all the same.
  const wasOpen = project.session !== undefined;
  const session = await project.open().catch(() => undefined);
  const loss = session ? whatIsLost(session.learner.view) : vscode.l10n.t('All its answers');
  const confirm = vscode.l10n.t('Delete Data');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the data of {0}?', project.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0} will be lost, with the whole history. This cannot be undone.\n\nThe project file, the pool and everything exported stay.',
        loss,
      ),
    },
    confirm,
  );
  if (answer !== confirm) {
    if (!wasOpen) await project.close();
    return;
  }
  await project.close();
  await deleteFiles(project);
  // Whatever shows the project begins again from nothing.
  if (wasOpen) await project.open();
}

function whatIsLost({ counts, rounds }: LearnerView): string {
  return vscode.l10n.t(
    '{0} labels, {1} skipped and {2} flagged records and {3} rounds of training',
    counts.labelled,
    counts.skipped,
    counts.flagged,
    rounds.length,
  );
}

async function deleteFiles({ folder, name, uri }: Project): Promise<void> {
  const data = vscode.Uri.joinPath(folder, dataFolder);
  const siblings = await vscode.workspace.fs.readDirectory(folder);
  const own = uri.path.split('/').at(-1);
  const shared = siblings.some(([file]) => file.endsWith(projectFileEnding) && file !== own);
  if (!shared) return removeIfThere(data);
  // The caches are other projects' too, and are made anew at will.
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    await removeIfThere(vscode.Uri.joinPath(data, `${name}.sqlite${suffix}`));
  }
}

async function removeIfThere(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
  }
}
