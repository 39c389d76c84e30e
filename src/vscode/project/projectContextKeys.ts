import type * as vscode from 'vscode';
import { setContext } from '../contextKeys.ts';
import { coalesce } from '../coalesce.ts';
import type { Projects } from './projects.ts';

/** Updates the context keys about projects, most of which describe the active one. */
export function setProjectContext(projects: Projects): vscode.Disposable {
  const updateKeys = (): void => {
    const { all, active } = projects;
    const view = active?.session?.learner.view;
    setContext('marginalia.hasProject', all.length > 0);
    setContext('marginalia.severalProjects', all.length > 1);
    setContext('marginalia.projectOpen', view !== undefined);
    setContext('marginalia.busy', view?.busy !== undefined);
    setContext('marginalia.canUndo', view?.canUndo ?? false);
    setContext('marginalia.canRedo', view?.canRedo ?? false);
  };
  updateKeys();
  return projects.onDidChange(coalesce(updateKeys));
}
