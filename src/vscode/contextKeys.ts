import * as vscode from 'vscode';

/** What `when` clauses may ask of this extension. docs/labelling.md lists them; a test compares. */
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

const told = new Map<ContextKey, boolean>();

/** Tells VS Code what holds now; what it was told already is not said again. */
export function setContext(key: ContextKey, value: boolean): void {
  if (told.get(key) === value) return;
  told.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
