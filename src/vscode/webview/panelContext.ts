import type * as vscode from 'vscode';
import type { CommandRunner } from '../commands/commandMap.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Project } from '../project/project.ts';

/** Dependencies of the panels. */
export interface PanelContext {
  /** Folder of the extension. */
  readonly extension: vscode.Uri;
  readonly reporter: ErrorReporter;
  readonly commands: CommandRunner;
  readonly goToSource: (project: Project, recordId: string) => Promise<void>;
}
