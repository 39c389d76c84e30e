import { labelNames } from '../../core/labels.ts';
import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { likelyNames, type OrphanedLabel } from '../../core/labelSet/orphans.ts';
import { mergeInto } from '../../core/labelSet/mergeInto.ts';
import type { Project } from '../project/project.ts';
import { annotations } from '../text/labelChanges.ts';
import { recordCount, labelsOf } from './pickLabel.ts';
import { localize } from '../windowLanguage.ts';
import type { SchemaChange } from '../../core/store/schemaChange.ts';

/** A possible fix for annotations whose label is not in the label set. */
export interface LabelFix {
  readonly title: string;
  readonly change: SchemaChange;
}

/** New names offered directly; the list has the rest. */
const maxNames = 3;

/**
 * Possible fixes, likeliest first: the label was renamed by hand, is to be restored, or is now part
 * of another.
 */
export function fixes(project: Project, { label }: OrphanedLabel): LabelFix[] {
  const names = labelNames(labelsOf(project));
  const suggestions = likelyNames(label, names, project.view.counts.byLabel).slice(0, maxNames);
  return [
    ...suggestions.map((target): LabelFix => ({
      title: localize('“{0}” is called “{1}” now: rename its annotations, too', label, target),
      change: { type: 'rename', from: label, to: target },
    })),
    {
      title: localize('Put “{0}” back into the label set', label),
      change: { type: 'add', label: { name: label } },
    },
    ...names
      .filter((name) => recordCount(project, name) > 0)
      .map((target): LabelFix => ({
        title: localize('Merge “{0}” into “{1}”', label, target),
        change: mergeInto(target, [label], project.file!),
      })),
  ];
}

/**
 * Asks what to do with annotations of an orphaned label, and does it.
 * @param chosen a quick fix's choice, which replaces the question
 */
export async function fixOrphanedLabel(
  project: Project,
  requested: string | undefined,
  chosen?: SchemaChange,
): Promise<void> {
  if (chosen) return project.relabel(chosen);
  const { learner } = await project.open();
  const lost = learner.view.orphanedLabels.filter(({ into }) => !into);
  if (lost.length === 0) {
    throw new UserError(message('labels.noneOrphaned', { project: project.name }));
  }
  const orphan = lost.find(({ label }) => label === requested) ?? (await pickOrphan(lost));
  if (!orphan) return;
  const picked = await vscode.window.showQuickPick(
    fixes(project, orphan).map(({ title, change }) => ({ label: title, change })),
    {
      title: localize(
        '“{0}” is not in the label set: {1}',
        orphan.label,
        annotations(orphan.count, vscode.env.language, localize),
      ),
    },
  );
  if (picked) await project.relabel(picked.change);
}

async function pickOrphan(lost: readonly OrphanedLabel[]): Promise<OrphanedLabel | undefined> {
  if (lost.length === 1) return lost[0];
  const picked = await vscode.window.showQuickPick(
    lost.map((orphan) => ({
      label: orphan.label,
      description: annotations(orphan.count, vscode.env.language, localize),
      stray: orphan,
    })),
    { title: localize('Which label’s annotations?') },
  );
  return picked?.stray;
}
