import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../localize.ts';
import { percent } from '../text/numbers.ts';
import type { CommandId } from './commandMap.ts';

export interface MenuEntry {
  /** With an icon in front, as VS Code writes it. */
  readonly label: string;
  readonly description?: string;
  readonly command: CommandId;
}

/** What a click on the status bar offers for a project. */
export function menuEntries(view: LearnerView, open: boolean, l10n: Localize): MenuEntry[] {
  const entries: MenuEntry[] = [
    { label: `$(comment-discussion) ${l10n.t('Open Panel')}`, command: 'marginalia.openPanel' },
    { label: `$(graph-line) ${l10n.t('Show Metrics')}`, command: 'marginalia.showMetrics' },
  ];
  if (view.busy) {
    entries.push({
      label: `$(debug-stop) ${l10n.t('Cancel Background Work')}`,
      description: view.busy.what,
      command: 'marginalia.cancel',
    });
  } else if (open) {
    entries.push({
      label: `$(debug-continue) ${l10n.t('Resume Background Work')}`,
      command: 'marginalia.resume',
    });
  }
  if (view.behind) {
    const description = percent(view.behind.done, view.behind.of);
    entries.push(
      view.behind.paused
        ? {
            label: `$(debug-continue) ${l10n.t('Go On Embedding')}`,
            description,
            command: 'marginalia.goOnEmbedding',
          }
        : {
            label: `$(debug-pause) ${l10n.t('Pause Embedding')}`,
            description,
            command: 'marginalia.pauseEmbedding',
          },
    );
  }
  if (view.drawsFrom !== undefined && !view.behind) {
    entries.push({
      label: `$(symbol-array) ${l10n.t('Embed All')}`,
      description: percent(view.drawsFrom, view.pool.size),
      command: 'marginalia.embedAll',
    });
  }
  entries.push(
    { label: `$(sync) ${l10n.t('Retrain Now')}`, command: 'marginalia.retrain' },
    { label: `$(list-ordered) ${l10n.t('Query Next Batch')}`, command: 'marginalia.queryNext' },
    {
      label: `$(settings) ${l10n.t('Change Strategy …')}`,
      command: 'marginalia.changeStrategy',
    },
    {
      label: `$(symbol-array) ${l10n.t('Choose Embedding …')}`,
      command: 'marginalia.chooseEmbedding',
    },
    {
      label: `$(search) ${l10n.t('Find Records Like …')}`,
      command: 'marginalia.findLike',
    },
    { label: `$(filter) ${l10n.t('Set Filter …')}`, command: 'marginalia.setFilter' },
    { label: `$(book) ${l10n.t('Read Again as …')}`, command: 'marginalia.readAgain' },
    { label: `$(tag) ${l10n.t('Change Labels …')}`, command: 'marginalia.changeLabels' },
    { label: `$(export) ${l10n.t('Export Labels …')}`, command: 'marginalia.exportLabels' },
    {
      label: `$(json) ${l10n.t('Open Project File')}`,
      command: 'marginalia.openProjectFile',
    },
  );
  if (view.olderDefaults !== undefined) {
    entries.push({
      label: `$(history) ${l10n.t('Use New Defaults …')}`,
      command: 'marginalia.useNewDefaults',
    });
  }
  if (view.problemCount > 0) {
    entries.push({
      label: `$(warning) ${l10n.t('Show Problems')}`,
      description: String(view.problemCount),
      command: 'marginalia.showProblems',
    });
  }
  return entries;
}
