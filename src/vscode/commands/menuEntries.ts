import { textOf } from '../text/messages/textOf.ts';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../../core/localize.ts';
import { percent } from '../text/numbers.ts';
import type { CommandId } from './commandMap.ts';

export interface MenuEntry {
  /** With a codicon in front, in VS Code's syntax. */
  readonly label: string;
  readonly description?: string;
  readonly command: CommandId;
}

/** The entries of the status bar's menu for a project. */
export function menuEntries(view: LearnerView, open: boolean, localize: Localize): MenuEntry[] {
  const entries: MenuEntry[] = [
    { label: `$(comment-discussion) ${localize('Open Panel')}`, command: 'marginalia.openPanel' },
    { label: `$(graph-line) ${localize('Show Metrics')}`, command: 'marginalia.showMetrics' },
  ];
  if (view.busy) {
    entries.push({
      label: `$(debug-stop) ${localize('Cancel Background Work')}`,
      description: textOf(view.busy.what, localize),
      command: 'marginalia.cancel',
    });
  } else if (open) {
    entries.push({
      label: `$(debug-continue) ${localize('Resume Background Work')}`,
      command: 'marginalia.resume',
    });
  }
  if (view.background) {
    const description = percent(view.background.done, view.background.of);
    entries.push(
      view.background.paused
        ? {
            label: `$(debug-continue) ${localize('Continue Embedding')}`,
            description,
            command: 'marginalia.goOnEmbedding',
          }
        : {
            label: `$(debug-pause) ${localize('Pause Embedding')}`,
            description,
            command: 'marginalia.pauseEmbedding',
          },
    );
  }
  if (view.drawsFrom !== undefined && !view.background) {
    entries.push({
      label: `$(symbol-array) ${localize('Embed All')}`,
      description: percent(view.drawsFrom, view.pool.size),
      command: 'marginalia.embedAll',
    });
  }
  entries.push(
    { label: `$(sync) ${localize('Retrain Now')}`, command: 'marginalia.retrain' },
    { label: `$(list-ordered) ${localize('Draw New Batch')}`, command: 'marginalia.queryNext' },
    {
      label: `$(settings) ${localize('Change Strategy …')}`,
      command: 'marginalia.changeStrategy',
    },
    {
      label: `$(symbol-array) ${localize('Choose Embedding …')}`,
      command: 'marginalia.chooseEmbedding',
    },
    {
      label: `$(search) ${localize('Find Records Like …')}`,
      command: 'marginalia.findLike',
    },
    { label: `$(filter) ${localize('Set Filter …')}`, command: 'marginalia.setFilter' },
    { label: `$(book) ${localize('Read Again as …')}`, command: 'marginalia.readAgain' },
    { label: `$(tag) ${localize('Change Labels …')}`, command: 'marginalia.changeLabels' },
    {
      label: `$(cloud-download) ${localize('Import Answers …')}`,
      command: 'marginalia.importAnswers',
    },
    { label: `$(export) ${localize('Export Labels …')}`, command: 'marginalia.exportLabels' },
    { label: `$(output) ${localize('Predict Pool …')}`, command: 'marginalia.predictPool' },
    { label: `$(package) ${localize('Export Model …')}`, command: 'marginalia.exportModel' },
    {
      label: `$(json) ${localize('Open Project File')}`,
      command: 'marginalia.openProjectFile',
    },
  );
  if (view.conflicts) {
    entries.unshift({
      label: `$(git-compare) ${localize('Decide Conflicts')}`,
      description: String(view.conflicts),
      command: 'marginalia.decideConflicts',
    });
  }
  if (view.olderDefaults !== undefined) {
    entries.push({
      label: `$(history) ${localize('Use New Defaults …')}`,
      command: 'marginalia.useNewDefaults',
    });
  }
  if (view.problemCount > 0) {
    entries.push({
      label: `$(warning) ${localize('Show Problems')}`,
      description: String(view.problemCount),
      command: 'marginalia.showProblems',
    });
  }
  return entries;
}
