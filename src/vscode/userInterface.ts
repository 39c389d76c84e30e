import type * as vscode from 'vscode';
import { commandRunner, registerCommands } from './commands/commandMap.ts';
import { DownloadOffer } from './commands/downloadCommand.ts';
import { showSource, type GoToSource } from './commands/goToSource.ts';
import { panelCommands } from './commands/panelCommands.ts';
import { projectCommands } from './commands/projectCommands.ts';
import { PoolDiagnostics } from './diagnostics/poolDiagnostics.ts';
import { ProjectDiagnostics } from './diagnostics/projectDiagnostics.ts';
import { EditorFeatures } from './editor/editorFeatures.ts';
import { roundCommands } from './commands/roundCommands.ts';
import { recordCommands } from './commands/recordCommands.ts';
import { ErrorReporter } from './errorReporter.ts';
import { setProjectContext } from './project/projectContextKeys.ts';
import { labelCommands } from './commands/labelCommands.ts';
import { LabelDiagnostics } from './diagnostics/labelDiagnostics.ts';
import { Projects } from './project/projects.ts';
import type { Host } from './ports.ts';
import { StatusBar } from './status/statusBar.ts';
import { ProjectTree } from './tree/projectTree.ts';
import { openAtStartup } from './project/openAtStartup.ts';
import { Panels } from './panels/panels.ts';
import { addToTerminals } from './terminalPath.ts';

/** Marginalia's whole user interface, for the composition root and for tests. */
export interface UserInterface {
  readonly projects: Projects;
  readonly panels: Panels;
  readonly editor: EditorFeatures;
  /** Resolves when new terminals have the command `marginalia`. */
  readonly terminalsReady: Promise<void>;
  /** Closes all sessions; resolves when their stores are closed. */
  close(): Promise<void>;
}

/** Builds the user interface; its registrations are disposed with the extension's context. */
export function buildUserInterface(
  extension: vscode.ExtensionContext,
  services: Host,
  log: vscode.LogOutputChannel,
): UserInterface {
  const reporter = new ErrorReporter(log);
  const projects = new Projects(
    { services, reporter, memory: extension.globalState, secrets: extension.secrets },
    extension.workspaceState,
  );
  const { quotedRows } = services;
  const editor = new EditorFeatures({ extension, projects, reporter, quotedRows });
  const goToSource: GoToSource = (project, recordId) =>
    showSource(project, recordId, editor.sources);
  const panels = new Panels(
    { extension: extension.extensionUri, reporter, commands: commandRunner, goToSource },
    projects,
    extension.workspaceState,
  );
  const commands = registerCommands(
    {
      ...projectCommands({ extension, services, projects, panels, editor, goToSource, log }),
      ...panelCommands(panels, projects),
      ...labelCommands(panels, projects),
      ...recordCommands(editor.documents, projects),
      ...roundCommands(projects, panels),
    },
    reporter,
  );
  extension.subscriptions.push(
    projects,
    panels,
    editor,
    commands,
    setProjectContext(projects),
    new StatusBar(projects),
    new ProjectTree(projects, extension.extension),
    new ProjectDiagnostics(projects),
    new PoolDiagnostics(projects),
    new LabelDiagnostics(projects, reporter),
    new DownloadOffer(projects, extension.globalState, (project) =>
      commandRunner.execute('marginalia.downloadModel', project),
    ),
  );
  openAtStartup(projects, () => commandRunner.execute('marginalia.openPanel')).catch(
    (error: unknown) => reporter.note(error),
  );
  const terminalsReady = addToTerminals(
    extension.environmentVariableCollection,
    services.terminalCommand,
    reporter,
  );
  return { projects, panels, editor, terminalsReady, close: () => projects.closeAll() };
}
