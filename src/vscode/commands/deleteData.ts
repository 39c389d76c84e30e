import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import type { Host } from '../ports.ts';
import { projectFileEnding } from '../../core/projectFile/projectNames.ts';
import { formatProjectData } from '../text/projectData.ts';
import { localize } from '../windowLanguage.ts';

/** Folder of a project's answers and caches, beside its project file. */
const dataFolder = '.marginalia';

/** Deletes a project's answers and caches after a confirmation that lists them. */
export async function deleteData(project: Project, services: Host): Promise<void> {
  // The counts are known only for an open project; one that cannot be opened can still be deleted.
  const wasOpen = project.session !== undefined;
  const session = await project.open().catch(() => undefined);
  const loss = session
    ? formatProjectData(session.learner.view, localize)
    : localize('All its answers');
  const confirm = localize('Delete Data');
  const answer = await vscode.window.showWarningMessage(
    localize('Delete the data of {0}?', project.name),
    {
      modal: true,
      detail: localize(
        'This will be permanently deleted, with its whole history:\n{0}.\n\n{1} is deleted too, because opening the project again would restore its labels. The project file, the pool and everything exported are kept.',
        loss,
        mirrorName(project),
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
  await services.forgetAnswers(project.uri.fsPath, project.name);
  // Views of the project restart from an empty state.
  if (wasOpen) await project.open();
}

/** The mirror: the file of labels beside the project file that is kept under version control. */
function mirrorName({ name }: Project): string {
  return `${name}.labels.jsonl`;
}

async function deleteFiles(project: Project): Promise<void> {
  const { folder, name, uri } = project;
  await removeIfExists(vscode.Uri.joinPath(folder, mirrorName(project)));
  const data = vscode.Uri.joinPath(folder, dataFolder);
  const siblings = await vscode.workspace.fs.readDirectory(folder);
  const fileName = uri.path.split('/').at(-1);
  const shared = siblings.some(([file]) => file.endsWith(projectFileEnding) && file !== fileName);
  if (!shared) return removeIfExists(data);
  // The caches are shared with other projects and can be rebuilt.
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    await removeIfExists(vscode.Uri.joinPath(data, `${name}.sqlite${suffix}`));
  }
}

async function removeIfExists(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
  }
}
