import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { indexOfKey } from '../../core/labelSet/labelStyles.ts';
import type { PanelAction } from '../../protocol/annotate.ts';
import type { Projects } from '../project/projects.ts';
import type { Panels } from '../panels/panels.ts';
import type { CommandMap } from './commandMap.ts';
import { redoStep, undoStep } from '../project/undoStep.ts';
import { localize } from '../windowLanguage.ts';

type PanelCommands = Pick<
  CommandMap,
  | `marginalia.label${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  | 'marginalia.skip'
  | 'marginalia.flag'
  | 'marginalia.undo'
  | 'marginalia.redo'
  | 'marginalia.lookBack'
  | 'marginalia.lookForward'
  | 'marginalia.showKeys'
  | 'marginalia.acceptSuggestion'
  | 'marginalia.saveLabels'
  | 'marginalia.toggleSuggestion'
  | 'marginalia.showHistory'
  | 'marginalia.searchPool'
  | 'marginalia.moreLikeThis'
  | 'marginalia.writeNote'
  | 'marginalia.findInRecord'
  | 'marginalia.filterLabels'
  | 'marginalia.toggleWords'
  | 'marginalia.toggleGuidelines'
  | 'marginalia.toggleGroups'
>;

/**
 * The annotation page's keys as commands, so that they can be bound to other keys. They go through
 * the page, because only the page knows which record is shown.
 */
export function panelCommands(panels: Panels, projects: Projects): PanelCommands {
  const act = (action: PanelAction): void => {
    const panel = panels.annotate;
    if (!panel) {
      throw new UserError(message('command.noPanel', {}));
    }
    const wasVisible = panel.panel.visible;
    panel.panel.reveal();
    // A hidden record is never answered: the first press only reveals the panel.
    if (wasVisible) panel.act(action);
  };
  /** Addresses labels by key as the page does, independent of their order. */
  const label = (digit: string) => (): void => {
    const { file, view } = panels.annotate?.project ?? {};
    act({ kind: 'label', index: indexOfKey(digit, file?.labels ?? [], view?.styles) });
  };

  /** Undo and redo act on the journal, so they work without a panel. */
  const stepBack = async (kind: 'undo' | 'redo'): Promise<void> => {
    if (panels.annotate) return act({ kind });
    const project = await projects.choose();
    if (!project) return;
    const succeeded = await (kind === 'undo' ? undoStep(project) : redoStep(project));
    const emptyText =
      kind === 'undo'
        ? localize('There is nothing to undo in {0}.', project.name)
        : localize('There is nothing to redo in {0}.', project.name);
    if (succeeded === 'nothing') void vscode.window.showInformationMessage(emptyText);
  };

  return {
    'marginalia.label1': label('1'),
    'marginalia.label2': label('2'),
    'marginalia.label3': label('3'),
    'marginalia.label4': label('4'),
    'marginalia.label5': label('5'),
    'marginalia.label6': label('6'),
    'marginalia.label7': label('7'),
    'marginalia.label8': label('8'),
    'marginalia.label9': label('9'),
    'marginalia.label0': label('0'),
    'marginalia.skip': () => act({ kind: 'skip' }),
    'marginalia.flag': () => act({ kind: 'flag' }),
    'marginalia.undo': () => stepBack('undo'),
    'marginalia.redo': () => stepBack('redo'),
    'marginalia.lookBack': () => act({ kind: 'look', step: -1 }),
    'marginalia.lookForward': () => act({ kind: 'look', step: 1 }),
    'marginalia.showKeys': () => act({ kind: 'toggleKeys' }),
    'marginalia.acceptSuggestion': () => act({ kind: 'accept' }),
    'marginalia.saveLabels': () => act({ kind: 'save' }),
    'marginalia.toggleSuggestion': () => act({ kind: 'toggleSuggestion' }),
    'marginalia.showHistory': () => act({ kind: 'history' }),
    'marginalia.searchPool': () => act({ kind: 'search' }),
    'marginalia.moreLikeThis': () => act({ kind: 'similar' }),
    'marginalia.writeNote': () => act({ kind: 'note' }),
    'marginalia.findInRecord': () => act({ kind: 'find' }),
    'marginalia.filterLabels': () => act({ kind: 'filter' }),
    'marginalia.toggleWords': () => act({ kind: 'toggleWords' }),
    'marginalia.toggleGuidelines': () => act({ kind: 'toggleGuidelines' }),
    'marginalia.toggleGroups': () => act({ kind: 'toggleGroups' }),
  };
}
