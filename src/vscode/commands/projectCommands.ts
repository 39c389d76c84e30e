import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { openNewProject } from '../newProject/newProject.ts';
import type { EditorFeatures } from '../editor/editorFeatures.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import type { Host } from '../ports.ts';
import type { Panels } from '../panels/panels.ts';
import { askFromFile, clearPriorities } from '../project/prioritize.ts';
import { compareEmbeddings } from './compareEmbeddings.ts';
import { chooseEmbedding } from './chooseEmbedding.ts';
import { changeStrategy } from './changeStrategy.ts';
import { projectOf, type CommandMap, type ProjectArgument } from './commandMap.ts';
import { decideConflicts } from './decideConflicts.ts';
import { deleteData } from './deleteData.ts';
import { downloadAgain, downloadModel } from './downloadCommand.ts';
import { backUpLabels, restoreAnswers, startEmpty, adoptAnswers } from './restoreAnswers.ts';
import { exportLabels } from './exportCommand.ts';
import { exportModel } from './modelCommand.ts';
import type { GoToSource } from './goToSource.ts';
import { askForLabel } from './askForLabel.ts';
import { askHoldoutAgain, holdoutConflicts } from './holdoutAgain.ts';
import { importAnswers } from './importAnswers.ts';
import { installGpuBackend, removeGpuBackend } from './gpuBackend.ts';
import { installCommand } from './installCommand.ts';
import { menuEntries } from './menuEntries.ts';
import { newFromAnswers } from './newFromAnswers.ts';
import { predictPool } from './predictCommand.ts';
import { chooseSample, openSample } from './openSample.ts';
import { allowServer, setServerKey } from './embeddingServer.ts';
import { embedAll, resumeEmbedding, pauseEmbedding } from './pauseEmbedding.ts';
import { readAgain } from './readAgain.ts';
import { setFilter } from './setFilter.ts';
import { undoImport } from './undoImport.ts';
import { useNewDefaults } from './useNewDefaults.ts';
import { localize } from '../windowLanguage.ts';

/** Records per review of suspicious labels. */
const suspectsPerBatch = 20;

export interface CommandContext {
  readonly extension: vscode.ExtensionContext;
  readonly services: Host;
  readonly projects: Projects;
  readonly panels: Panels;
  readonly editor: EditorFeatures;
  readonly goToSource: GoToSource;
  readonly log: vscode.LogOutputChannel;
}

/** The commands that act on a project or create one. */
export function projectCommands(context: CommandContext) {
  const { extension, services, projects, panels, editor, goToSource, log } = context;
  /** A command on the given project, the active one, or one that the user chooses. */
  const onProject =
    (work: (project: Project) => Promise<void> | void) =>
    async (argument?: ProjectArgument): Promise<void> => {
      const project = projectOf(argument) ?? (await projects.choose());
      if (project) await work(project);
    };
  const openPanel = (project: Project): void => {
    projects.setActive(project);
    panels.openAnnotate(project);
  };

  const revisit = async (project: Project, selection: 'skipped' | 'flagged'): Promise<void> => {
    const { learner } = await project.open();
    if (learner.view.counts[selection] === 0)
      throw new UserError(
        message('command.nothingToRevisit', { project: project.name, what: selection }),
      );
    learner.revisit(selection);
    openPanel(project);
  };

  const checkSuspects = async (project: Project): Promise<void> => {
    const { learner } = await project.open();
    const ids = new Set(learner.records.suspicions().map(({ record }) => record.id));
    if (ids.size === 0)
      throw new UserError(message('command.noSuspects', { project: project.name }));
    learner.revisit({ suspects: [...ids].slice(0, suspectsPerBatch) });
    openPanel(project);
  };

  return {
    'marginalia.newProject': async (poolFile) => {
      const file = await openNewProject(services, poolFile);
      if (file) openPanel(await projects.add(file));
    },
    'marginalia.newFromAnswers': onProject(async (project) => {
      const file = await newFromAnswers(project);
      if (file) openPanel(await projects.add(file));
    }),
    'marginalia.openSample': async (requested) => {
      const name = await chooseSample(requested);
      if (!name) return;
      const { extensionUri, globalStorageUri } = extension;
      openPanel(await openSample(name, projects, extensionUri, globalStorageUri));
    },
    'marginalia.openPanel': async (argument) => {
      if (argument instanceof vscode.Uri) openPanel(await projects.add(argument));
      else await onProject(openPanel)(argument);
    },
    'marginalia.showMetrics': onProject((project) => {
      projects.setActive(project);
      panels.openMetrics(project);
    }),
    'marginalia.retrain': onProject(async (project) => (await project.open()).learner.retrain()),
    'marginalia.queryNext': onProject(async (project) =>
      (await project.open()).learner.queryNext(),
    ),
    'marginalia.changeStrategy': onProject(changeStrategy),
    'marginalia.setFilter': onProject((project) => setFilter(project, services)),
    'marginalia.readAgain': onProject((project) => readAgain(project, services)),
    'marginalia.useNewDefaults': onProject(useNewDefaults),
    'marginalia.askHoldoutAgain': onProject(askHoldoutAgain),
    'marginalia.askForLabel': onProject(askForLabel),
    'marginalia.holdoutConflicts': onProject(holdoutConflicts),
    'marginalia.decideConflicts': onProject(decideConflicts),
    'marginalia.importAnswers': async (argument, all = []) => {
      if (!(argument instanceof vscode.Uri))
        return onProject((project) => importAnswers(project))(argument);
      const files = all.filter((uri) => uri instanceof vscode.Uri);
      await onProject((project) => importAnswers(project, files.length > 0 ? files : [argument]))();
    },
    'marginalia.undoImport': onProject(undoImport),
    'marginalia.findLike': async (argument, phrase) => {
      await onProject(async (project) => {
        const text = phrase ?? (await askForText());
        if (!text) return;
        projects.setActive(project);
        panels.openAnnotate(project).act({ kind: 'like', text });
      })(argument);
    },
    'marginalia.askFromFile': async (argument, file) => {
      await onProject((project) => askFromFile(project, file))(argument);
    },
    'marginalia.clearPriorities': onProject(clearPriorities),
    'marginalia.exportLabels': async (argument, to) => {
      // Tree menus also pass all selected nodes as the second argument.
      const target = to && 'file' in to ? to : undefined;
      await onProject((project) => exportLabels(project, target))(argument);
    },
    'marginalia.predictPool': async (argument, to) => {
      const target = to && 'file' in to ? to : undefined;
      await onProject((project) => predictPool(project, target))(argument);
    },
    'marginalia.exportModel': async (argument, to) => {
      await onProject((project) => exportModel(project, to instanceof vscode.Uri ? to : undefined))(
        argument,
      );
    },
    'marginalia.deleteData': onProject((project) => deleteData(project, services)),
    'marginalia.restoreAnswers': onProject(restoreAnswers),
    'marginalia.startEmpty': onProject(startEmpty),
    'marginalia.backUpLabels': onProject(backUpLabels),
    'marginalia.takeAnswers': onProject(adoptAnswers),
    'marginalia.openProjectFile': onProject(async (project) => {
      await vscode.window.showTextDocument(project.uri);
    }),
    'marginalia.cancel': onProject((project) => {
      if (!project.session?.learner.view.busy) {
        const notRunning = localize('Nothing is running for {0}.', project.name);
        void vscode.window.showInformationMessage(notRunning);
      }
      project.session?.learner.cancel();
    }),
    'marginalia.resume': onProject(async (project) => {
      // Reopening includes everything that resuming does.
      if (project.poolIsStale) await project.reopen();
      else if (project.session) await project.session.learner.resume();
      else await project.open();
    }),
    'marginalia.pauseEmbedding': onProject(pauseEmbedding),
    'marginalia.goOnEmbedding': onProject(resumeEmbedding),
    'marginalia.embedAll': onProject(embedAll),
    'marginalia.downloadModel': onProject((project) =>
      downloadModel(project, extension.globalState),
    ),
    'marginalia.downloadAgain': onProject((project) =>
      downloadAgain(project, extension.globalState),
    ),
    'marginalia.chooseEmbedding': onProject((project) =>
      chooseEmbedding(project, { services, memory: extension.globalState }),
    ),
    'marginalia.compareEmbeddings': onProject((project) =>
      compareEmbeddings(project, services, {
        memory: extension.globalState,
        secrets: extension.secrets,
      }),
    ),
    'marginalia.allowServer': onProject((project) => allowServer(project, extension.globalState)),
    'marginalia.setServerKey': onProject((project) => setServerKey(project, extension.secrets)),
    'marginalia.installGpuBackend': (name) =>
      installGpuBackend(services.nativeBackends, projects, name),
    'marginalia.removeGpuBackend': () => removeGpuBackend(services.nativeBackends, projects),
    'marginalia.installCommand': () => installCommand(services.terminalCommand),
    'marginalia.goToSource': onProject((project) => goToSource(project)),
    'marginalia.showQueue': onProject((project) => editor.queue.show(project)),
    'marginalia.revisitSkipped': onProject((project) => revisit(project, 'skipped')),
    'marginalia.revisitFlagged': onProject((project) => revisit(project, 'flagged')),
    'marginalia.checkSuspects': onProject(checkSuspects),
    'marginalia.showMenu': onProject(async (project) => {
      const entries = menuEntries(project.view, project.session !== undefined, localize);
      const picked = await vscode.window.showQuickPick(entries, {
        title: projects.titleOf(project),
      });
      if (picked) await vscode.commands.executeCommand(picked.command, project);
    }),
    'marginalia.showProblems': async () => {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    },
    'marginalia.showLog': () => log.show(),
  } satisfies Partial<CommandMap>;
}

/** Asks for the query text of a similarity search; defaults to the editor's selection. */
async function askForText(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const text = await vscode.window.showInputBox({
    title: localize('Find records like …'),
    prompt: localize('A few words, or an example text'),
    value: editor?.document.getText(editor.selection).trim() ?? '',
  });
  return text?.trim();
}
