import * as vscode from 'vscode';

/** Context keys for `when` clauses. docs/labelling.md lists them; a test compares. */
export type ContextKey =
  | 'marginalia.hasProject'
  | 'marginalia.severalProjects'
  | 'marginalia.projectOpen'
  | 'marginalia.busy'
  | 'marginalia.canUndo'
  | 'marginalia.canRedo'
  | 'marginalia.panelOpen'
  | 'marginalia.panelFocused'
  | 'marginalia.metricsFocused'
  | 'marginalia.poolEditor'
  | 'marginalia.roundSelected';

const current = new Map<ContextKey, boolean>();

/** Sets a context key; skips values that VS Code already has. */
export function setContext(key: ContextKey, value: boolean): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
