import { countOf, labelNames } from '../../core/labels.ts';
import type { Message } from '../../core/messages/message.ts';
import { textOf } from '../text/messages/textOf.ts';
import * as vscode from 'vscode';
import type { Label } from '../../core/labels.ts';
import type { Project } from '../project/project.ts';
import { annotations } from '../text/labelChanges.ts';
import { localize } from '../windowLanguage.ts';

export interface LabelItem extends vscode.QuickPickItem {
  readonly name: string;
}

/** Labels of an open project with their annotation counts. */
export function labelItems(project: Project, names: readonly string[]): LabelItem[] {
  return names.map((name) => ({
    name,
    label: name,
    description: annotations(recordCount(project, name), vscode.env.language, localize),
  }));
}

/** Asks for one of the project's labels unless it is given. */
export async function pickLabel(
  project: Project,
  requested: string | undefined,
  title: string,
): Promise<string | undefined> {
  const names = labelNames(labelsOf(project));
  if (requested !== undefined && names.includes(requested)) return requested;
  return (await vscode.window.showQuickPick(labelItems(project, names), { title }))?.name;
}

/** The label set of an open project. */
export function labelsOf(project: Project): readonly Label[] {
  return project.file?.labels ?? [];
}

/** Number of records with a label. */
export function recordCount(project: Project, label: string): number {
  return countOf(project.view.counts.byLabel, label);
}

/** Formats a problem as an input box's validation message. */
export function validationText(problem: Message | undefined): string | undefined {
  return problem && textOf(problem, localize);
}
