import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Host } from '../ports.ts';
import { settings } from '../settings.ts';
import { projectNameOf } from '../../core/projectFile/projectNames.ts';
import { askAnswers } from './answersStep.ts';
import { askPlace, choosePoolFile } from './choosePool.ts';
import { formatLargeHoldout } from '../text/largeHoldout.ts';
import { newProjectText } from '../../core/projectFile/newProjectText.ts';
import { firstAnswers, labelFieldOf } from './answers.ts';
import { questions } from './questions.ts';
import { createFromAnswers, targetOf } from './createFromAnswers.ts';
import { askInSteps } from './wizard.ts';
import { localize } from '../windowLanguage.ts';

/**
 * New Project from File: shows how the file is read, asks what it contains and writes the project
 * file beside it.
 * @returns the project file, new or (if the user prefers) existing; undefined if the user cancels
 */
export async function openNewProject(
  services: Host,
  poolFile?: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const pool = poolFile ?? (await choosePoolFile());
  if (!pool) return undefined;
  if (pool.scheme !== 'file') {
    throw new UserError(message('project.poolNotOnDisk', { path: pool.path }));
  }
  const name = pool.path.split('/').at(-1)!;
  const place = await askPlace(pool);
  if (place === undefined) return undefined;
  if ('open' in place) return place.open;
  if (place.replaces !== true) {
    const stem = projectNameOf(place.create.path);
    const target = await targetOf(pool, stem);
    const answers = await askAnswers(services, pool.fsPath, target.written);
    if (answers === undefined) return undefined;
    if (answers !== 'texts') return createFromAnswers(services, pool, target, answers);
  }
  const answers = await askInSteps(
    localize('New Project from {0}', name),
    questions(services, pool.fsPath),
    firstAnswers(await services.inspectPool(pool.fsPath)),
  );
  if (!answers) return undefined;
  const { inspection, text, id, labels, descriptions, context } = answers;
  const { task } = answers.task;
  const labelField = labelFieldOf(answers);
  const content = newProjectText({
    pool: name,
    format: inspection.format,
    text,
    context,
    task,
    labels,
    descriptions,
    refitEvery: settings.refitEvery(pool),
    ...(id === undefined ? {} : { id }),
    ...(labelField ? { labelField } : {}),
  });
  await vscode.workspace.fs.writeFile(place.create, new TextEncoder().encode(content));
  const larger = formatLargeHoldout(labels.length, task, vscode.env.language, localize);
  if (larger !== undefined) void vscode.window.showInformationMessage(larger);
  return place.create;
}
