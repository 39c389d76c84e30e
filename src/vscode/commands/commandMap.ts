import * as vscode from 'vscode';
import type { NativePackage } from '../../core/heads/headBackend.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { LabelTarget } from '../project/labelTarget.ts';
import type { Project } from '../project/project.ts';
import type { ExportTarget } from './exportCommand.ts';
import type { PredictTarget } from './predictCommand.ts';
import type { SampleName } from './openSample.ts';
import type { RecordTarget } from '../project/recordTarget.ts';
import type { SchemaChange } from '../../core/store/schemaChange.ts';

/**
 * The argument of a project command: a project from code, a tree node from a menu, nothing from the
 * palette.
 */
export type ProjectArgument = Project | { readonly project: Project } | undefined;

/** A round's tree node. */
export type RoundArgument =
  ProjectArgument | { readonly project: Project; readonly view?: { readonly round?: number } };

type OnProject = (project?: ProjectArgument) => Promise<void>;
/** A project argument that may also name a label: from a tree node or a quick fix. */
export type LabelArgument = ProjectArgument | LabelTarget;

type OnLabel = (label?: LabelArgument) => Promise<void>;
type OnRecords = (target?: RecordTarget) => Promise<void>;
type OnRound = (round?: RoundArgument) => Promise<void> | void;
type Plain = () => Promise<void> | void;

/** All commands with their parameters. A test compares the keys with the manifest. */
export interface CommandMap {
  'marginalia.newProject': (poolFile?: vscode.Uri) => Promise<void>;
  'marginalia.newFromAnswers': OnProject;
  'marginalia.openSample': (name?: SampleName) => Promise<void>;
  'marginalia.openPanel': (project?: ProjectArgument | vscode.Uri) => Promise<void>;
  'marginalia.showMetrics': OnProject;
  'marginalia.compareRounds': (
    round?: RoundArgument,
    all?: readonly RoundArgument[],
  ) => Promise<void>;
  'marginalia.selectRound': OnRound;
  'marginalia.compareWithSelectedRound': OnRound;
  'marginalia.retrain': OnProject;
  'marginalia.queryNext': OnProject;
  'marginalia.changeStrategy': OnProject;
  'marginalia.setFilter': OnProject;
  'marginalia.readAgain': OnProject;
  'marginalia.useNewDefaults': OnProject;
  'marginalia.askHoldoutAgain': OnProject;
  'marginalia.askForLabel': OnProject;
  'marginalia.holdoutConflicts': OnProject;
  'marginalia.decideConflicts': OnProject;
  'marginalia.importAnswers': (
    /** Of the Explorer: the file of the menu; `all`: the selected files, of which it is one. */
    project?: ProjectArgument | vscode.Uri,
    all?: readonly unknown[],
  ) => Promise<void>;
  'marginalia.undoImport': OnProject;
  'marginalia.findLike': (project?: ProjectArgument, text?: string) => Promise<void>;
  'marginalia.askFromFile': (project?: ProjectArgument, file?: vscode.Uri) => Promise<void>;
  'marginalia.clearPriorities': OnProject;
  'marginalia.changeLabels': OnProject;
  'marginalia.addLabel': OnProject;
  'marginalia.editLabel': OnLabel;
  'marginalia.findLikeLabel': OnLabel;
  'marginalia.renameLabel': OnLabel;
  'marginalia.mergeLabels': OnLabel;
  'marginalia.splitLabel': OnLabel;
  'marginalia.deleteLabel': OnLabel;
  'marginalia.divideLabel': OnLabel;
  'marginalia.mendLabel': (label?: LabelArgument, chosen?: SchemaChange) => Promise<void>;
  'marginalia.exportLabels': (
    project?: ProjectArgument,
    to?: ExportTarget | readonly unknown[],
  ) => Promise<void>;
  'marginalia.predictPool': (
    project?: ProjectArgument,
    to?: PredictTarget | readonly unknown[],
  ) => Promise<void>;
  'marginalia.exportModel': (
    project?: ProjectArgument,
    to?: vscode.Uri | readonly unknown[],
  ) => Promise<void>;
  'marginalia.deleteData': OnProject;
  'marginalia.restoreAnswers': OnProject;
  'marginalia.startEmpty': OnProject;
  'marginalia.backUpLabels': OnProject;
  'marginalia.takeAnswers': OnProject;
  'marginalia.openProjectFile': OnProject;
  'marginalia.cancel': OnProject;
  'marginalia.resume': OnProject;
  'marginalia.pauseEmbedding': OnProject;
  'marginalia.goOnEmbedding': OnProject;
  'marginalia.embedAll': OnProject;
  'marginalia.downloadModel': OnProject;
  'marginalia.downloadAgain': OnProject;
  'marginalia.chooseEmbedding': OnProject;
  'marginalia.compareEmbeddings': OnProject;
  'marginalia.allowServer': OnProject;
  'marginalia.setServerKey': OnProject;
  'marginalia.installGpuBackend': (name?: NativePackage) => Promise<void>;
  'marginalia.removeGpuBackend': Plain;
  'marginalia.installCommand': Plain;
  'marginalia.goToSource': OnProject;
  'marginalia.showQueue': OnProject;
  'marginalia.revisitSkipped': OnProject;
  'marginalia.revisitFlagged': OnProject;
  'marginalia.checkSuspects': OnProject;
  'marginalia.showMenu': OnProject;
  'marginalia.labelAtCursor': OnRecords;
  'marginalia.labelSelection': OnRecords;
  'marginalia.skipAtCursor': OnRecords;
  'marginalia.flagAtCursor': OnRecords;
  'marginalia.keepLabel': OnRecords;
  'marginalia.askAgain': OnRecords;
  'marginalia.askSelectionNext': OnRecords;
  'marginalia.showProblems': Plain;
  'marginalia.showLog': Plain;
  'marginalia.label1': Plain;
  'marginalia.label2': Plain;
  'marginalia.label3': Plain;
  'marginalia.label4': Plain;
  'marginalia.label5': Plain;
  'marginalia.label6': Plain;
  'marginalia.label7': Plain;
  'marginalia.label8': Plain;
  'marginalia.label9': Plain;
  'marginalia.label0': Plain;
  'marginalia.skip': Plain;
  'marginalia.flag': Plain;
  'marginalia.undo': Plain;
  'marginalia.redo': Plain;
  'marginalia.lookBack': Plain;
  'marginalia.lookForward': Plain;
  'marginalia.showKeys': Plain;
  'marginalia.acceptSuggestion': Plain;
  'marginalia.saveLabels': Plain;
  'marginalia.toggleSuggestion': Plain;
  'marginalia.showHistory': Plain;
  'marginalia.searchPool': Plain;
  'marginalia.moreLikeThis': Plain;
  'marginalia.writeNote': Plain;
  'marginalia.findInRecord': Plain;
  'marginalia.filterLabels': Plain;
  'marginalia.toggleWords': Plain;
  'marginalia.toggleGuidelines': Plain;
  'marginalia.toggleGroups': Plain;
}

export type CommandId = keyof CommandMap;

/** Executes commands from code with the types of the map. */
export interface CommandRunner {
  execute<Id extends CommandId>(id: Id, ...args: Parameters<CommandMap[Id]>): void;
}

export const commandRunner: CommandRunner = {
  execute: (id, ...args) => void vscode.commands.executeCommand(id, ...args),
};

/** Registers all commands and reports their errors. */
export function registerCommands(commands: CommandMap, reporter: ErrorReporter): vscode.Disposable {
  const registered = Object.entries(commands).map(([id, command]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await (command as (...args: unknown[]) => Promise<void> | void)(...args);
      } catch (error) {
        reporter.report(error);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** The project that an argument names, if any. */
export function projectOf(argument: ProjectArgument | vscode.Uri): Project | undefined {
  if (argument === undefined || argument instanceof vscode.Uri) return undefined;
  return 'project' in argument ? argument.project : argument;
}
