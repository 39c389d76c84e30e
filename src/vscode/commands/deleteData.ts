import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import type { Host } from '../ports.ts';
import { projectFileEnding } from '../project/projectNames.ts';
import { formatProjectData } from '../text/projectData.ts';
import { localize } from '../windowLanguage.ts';

/** Where a project's answers and caches are, in the folder of its project file. */
const dataFolder = '.marginalia';

/** Deletes what was answered and learnt in a project, after saying what that is. */
export async function deleteData(project: Project, services: Host): Promise<void> {
  // What is lost is only known of an open project; one that cannot be opened may be deleted all the same.
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
        'This will be lost, with the whole history, and cannot be brought back:\n{0}.\n\n{1} goes with it, since opening the project again would bring its labels back. The project file, the pool and everything exported stay.',
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
  // Whatever shows the project begins again from nothing.
  if (wasOpen) await project.open();
}

/** The labels as git sees them, beside the project file. */
function mirrorName({ name }: Project): string {
  return `${name}.labels.jsonl`;
}

async function deleteFiles(project: Project): Promise<void> {
  const { folder, name, uri } = project;
  await removeIfThere(vscode.Uri.joinPath(folder, mirrorName(project)));
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
