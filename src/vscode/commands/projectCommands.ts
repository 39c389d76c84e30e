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
  const on =
    (work: (project: Project) => Promise<void> | void) =>
    async (argument?: ProjectArgument): Promise<void> => {
      const project = projectOf(argument) ?? (await projects.choose());
      if (project) await work(project);
    };
  const openPanel = (project: Project): void => {
    projects.setActive(project);
    panels.openAnnotate(project);
  };

  const revisit = async (project: Project, what: 'skipped' | 'flagged'): Promise<void> => {
    const { learner } = await project.open();
    if (learner.view.counts[what] === 0)
      throw new UserError(message('command.nothingToRevisit', { project: project.name, what }));
    learner.revisit(what);
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
    'marginalia.newFromAnswers': on(async (project) => {
      const file = await newFromAnswers(project);
      if (file) openPanel(await projects.add(file));
    }),
    'marginalia.openSample': async (given) => {
      const name = await chooseSample(given);
      if (!name) return;
      const { extensionUri, globalStorageUri } = extension;
      openPanel(await openSample(name, projects, extensionUri, globalStorageUri));
    },
    'marginalia.openPanel': async (argument) => {
      if (argument instanceof vscode.Uri) openPanel(await projects.add(argument));
      else await on(openPanel)(argument);
    },
    'marginalia.showMetrics': on((project) => {
      projects.setActive(project);
      panels.openMetrics(project);
    }),
    'marginalia.retrain': on(async (project) => (await project.open()).learner.retrain()),
    'marginalia.queryNext': on(async (project) => (await project.open()).learner.queryNext()),
    'marginalia.changeStrategy': on(changeStrategy),
    'marginalia.setFilter': on((project) => setFilter(project, services)),
    'marginalia.readAgain': on((project) => readAgain(project, services)),
    'marginalia.useNewDefaults': on(useNewDefaults),
    'marginalia.askHoldoutAgain': on(askHoldoutAgain),
    'marginalia.askForLabel': on(askForLabel),
    'marginalia.holdoutConflicts': on(holdoutConflicts),
    'marginalia.decideConflicts': on(decideConflicts),
    'marginalia.importAnswers': async (argument, all = []) => {
      if (!(argument instanceof vscode.Uri)) return on((one) => importAnswers(one))(argument);
      const files = all.filter((one) => one instanceof vscode.Uri);
      await on((one) => importAnswers(one, files.length > 0 ? files : [argument]))();
    },
    'marginalia.undoImport': on(undoImport),
    'marginalia.findLike': async (argument, given) => {
      await on(async (project) => {
        const text = given ?? (await askForText());
        if (!text) return;
        projects.setActive(project);
        panels.openAnnotate(project).act({ kind: 'like', text });
      })(argument);
    },
    'marginalia.askFromFile': async (argument, file) => {
      await on((project) => askFromFile(project, file))(argument);
    },
    'marginalia.clearPriorities': on(clearPriorities),
    'marginalia.exportLabels': async (argument, to) => {
      // Tree menus also pass all selected nodes as the second argument.
      const target = to && 'file' in to ? to : undefined;
      await on((project) => exportLabels(project, target))(argument);
    },
    'marginalia.predictPool': async (argument, to) => {
      const target = to && 'file' in to ? to : undefined;
      await on((project) => predictPool(project, target))(argument);
    },
    'marginalia.exportModel': async (argument, to) => {
      await on((project) => exportModel(project, to instanceof vscode.Uri ? to : undefined))(
        argument,
      );
    },
    'marginalia.deleteData': on((project) => deleteData(project, services)),
    'marginalia.restoreAnswers': on(restoreAnswers),
    'marginalia.startEmpty': on(startEmpty),
    'marginalia.backUpLabels': on(backUpLabels),
    'marginalia.takeAnswers': on(adoptAnswers),
    'marginalia.openProjectFile': on(async (project) => {
      await vscode.window.showTextDocument(project.uri);
    }),
    'marginalia.cancel': on((project) => {
      if (!project.session?.learner.view.busy) {
        const nothing = localize('Nothing is running for {0}.', project.name);
        void vscode.window.showInformationMessage(nothing);
      }
      project.session?.learner.cancel();
    }),
    'marginalia.resume': on(async (project) => {
      // Reopening includes everything that resuming does.
      if (project.poolIsStale) await project.reopen();
      else if (project.session) await project.session.learner.resume();
      else await project.open();
    }),
    'marginalia.pauseEmbedding': on(pauseEmbedding),
    'marginalia.goOnEmbedding': on(resumeEmbedding),
    'marginalia.embedAll': on(embedAll),
    'marginalia.downloadModel': on((project) => downloadModel(project, extension.globalState)),
    'marginalia.downloadAgain': on((project) => downloadAgain(project, extension.globalState)),
    'marginalia.chooseEmbedding': on((project) =>
      chooseEmbedding(project, { services, memory: extension.globalState }),
    ),
    'marginalia.compareEmbeddings': on((project) =>
      compareEmbeddings(project, services, {
        memory: extension.globalState,
        secrets: extension.secrets,
      }),
    ),
    'marginalia.allowServer': on((project) => allowServer(project, extension.globalState)),
    'marginalia.setServerKey': on((project) => setServerKey(project, extension.secrets)),
    'marginalia.installGpuBackend': (name) =>
      installGpuBackend(services.nativeBackends, projects, name),
    'marginalia.removeGpuBackend': () => removeGpuBackend(services.nativeBackends, projects),
    'marginalia.installCommand': () => installCommand(services.terminalCommand),
    'marginalia.goToSource': on((project) => goToSource(project)),
    'marginalia.showQueue': on((project) => editor.queue.show(project)),
    'marginalia.revisitSkipped': on((project) => revisit(project, 'skipped')),
    'marginalia.revisitFlagged': on((project) => revisit(project, 'flagged')),
    'marginalia.checkSuspects': on(checkSuspects),
    'marginalia.showMenu': on(async (project) => {
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
