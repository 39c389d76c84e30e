import * as vscode from 'vscode';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { Project } from '../project/project.ts';
import { strategyGroups } from '../strategyGroups.ts';
import { strategySentence } from '../text/strategies.ts';
import { projectToEdit, writeProject } from './editProject.ts';
import { localize } from '../windowLanguage.ts';

/** Lets the user choose another query strategy and writes it to the project file. */
export async function changeStrategy(project: Project): Promise<void> {
  const { document, file } = await projectToEdit(project);
  const text = document.getText();
  const now = file.query.strategy;
  const items = strategyGroups(localize, file.task).flatMap(({ title, strategies }) => {
    const entries = strategies.flatMap((strategy) => entryOf(strategy, text, now) ?? []);
    const separator = { label: title, kind: vscode.QuickPickItemKind.Separator };
    return entries.length > 0 ? [separator, ...entries] : [];
  });
  const picked = await vscode.window.showQuickPick<StrategyEntry | vscode.QuickPickItem>(items, {
    title: localize('Which records are to be asked in {0}?', project.name),
    placeHolder: localize('Written into the project file; answers are kept'),
    matchOnDetail: true,
  });
  if (!picked || !('strategy' in picked) || picked.strategy === now) return;
  const onSave = localize('The strategy changes once you save the project file.');
  await writeProject(document, picked.text, onSave);
}

interface StrategyEntry extends vscode.QuickPickItem {
  readonly strategy: string;
  /** The project file's text with the new strategy. */
  readonly text: string;
}

/** Undefined if other settings are incompatible with the strategy. */
function entryOf(strategy: string, text: string, now: string): StrategyEntry | undefined {
  const changed = withStrategy(text, strategy);
  if (!changed) return undefined;
  const remarks = [
    ...(strategy === now ? [localize('in use')] : []),
    ...(changed.committee ? [localize('trains a committee of models')] : []),
  ];
  return {
    label: strategy,
    detail: strategySentence(strategy, localize) ?? '',
    description: remarks.join(', '),
    strategy,
    text: changed.text,
  };
}

/**
 * The project file's text with the strategy, and with a committee if the strategy compares several
 * models; undefined if other settings are incompatible.
 */
function withStrategy(
  text: string,
  strategy: string,
): { readonly text: string; readonly committee: boolean } | undefined {
  const withStrategy = editProjectFile(text, ['query', 'strategy'], strategy);
  if (parseProjectFile(withStrategy).project) return { text: withStrategy, committee: false };
  const withHead = editProjectFile(withStrategy, ['head', 'kind'], 'committee');
  return parseProjectFile(withHead).project ? { text: withHead, committee: true } : undefined;
}
