import * as vscode from 'vscode';
import { changesNothing, type ImportCounts } from '../../core/interchange/answersPlan.ts';
import { rejectionsCount } from '../text/answersFound.ts';
import { count } from '../text/numbers.ts';
import { localize } from '../windowLanguage.ts';

/** A choice in the preview of an import. */
export type ImportItem = vscode.QuickPickItem & {
  readonly action:
    | 'annotations'
    | 'suggestions'
    | 'alike'
    | 'labelField'
    | 'labels'
    | 'rejectAs'
    | 'problems'
    | 'newProject';
};

/** The ways to import a file, given its plan. */
export function itemsOf(plan: ImportCounts): ImportItem[] {
  const { language } = vscode.env;
  const n = (value: number): string => count(value, language);
  const { unknownLabels, rejected, refused, notInPool, unplacedCount, otherFields } = plan;
  const problemCount = refused + unplacedCount;
  const items: ImportItem[] = [];
  if (plan.answers + plan.remarks + plan.conflicts > 0) {
    items.push(
      {
        label: `$(check) ${localize('Import as Annotations')}`,
        detail: localize('They count as answers; no answer of the project is replaced'),
        action: 'annotations',
      },
      {
        label: `$(lightbulb) ${localize('Import as Suggestions')}`,
        detail: localize('Shown with the record; each one is still asked'),
        action: 'suggestions',
      },
    );
  }
  const similar = Object.entries(alikeIn(plan));
  if (similar.length > 0) {
    items.push({
      label: `$(case-sensitive) ${localize('Ignore Letter Case in Labels')}`,
      description: similar.map(([label, like]) => `${label} → ${like}`).join(' · '),
      action: 'alike',
    });
  }
  if (unknownLabels.length > 0) {
    items.push({
      label: `$(tag) ${localize('Labels That the Project Does Not Have …')}`,
      description: unknownLabels
        .slice(0, 8)
        .map(({ label, count: rows }) => `${label} ${n(rows)}`)
        .join(' · '),
      detail: localize('They are left out unless you add them or map them to project labels'),
      action: 'labels',
    });
  }
  if (changesNothing(plan) && otherFields.length > 0) {
    items.push({
      label: `$(symbol-field) ${localize('The Field with the Label …')}`,
      description: otherFields.slice(0, 8).join(' · '),
      detail: localize('No row has an answer in the field this format expects'),
      action: 'labelField',
    });
  }
  if (rejected > 0) {
    items.push({
      label: `$(edit) ${localize('A Label for Rejections …')}`,
      description: rejectionsCount(rejected, language, localize),
      detail: localize('Records to which the label does not apply get another one'),
      action: 'rejectAs',
    });
  }
  if (problemCount > 0) {
    items.push({
      label: `$(warning) ${localize('What Is Left Out, and Why …')}`,
      description: n(problemCount),
      action: 'problems',
    });
  }
  // Rows without texts cannot form a pool, and a pool is made of one file.
  if (notInPool > 0 && unplacedCount === 0 && plan.files === undefined) {
    items.push({
      label: `$(new-file) ${localize('New Project from This File …')}`,
      description: localize('{0} not in the pool', n(notInPool)),
      detail: localize('With a pool of its texts, beside the file'),
      action: 'newProject',
    });
  }
  return items;
}

/** Maps unknown labels of the file to project labels that differ only in letter case or blanks. */
export function alikeIn({ unknownLabels }: ImportCounts): Record<string, string> {
  return Object.fromEntries(
    unknownLabels.flatMap(({ label, like }) => (like === undefined ? [] : [[label, like]])),
  );
}
