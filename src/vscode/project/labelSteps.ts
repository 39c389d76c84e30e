import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { settingsAfter } from '../../core/labelSet/labelsAfter.ts';
import type { RowMoves } from '../../core/loop/answers/movedAnswers.ts';
import type { PoolFormat } from '../../core/pool/poolSpec.ts';
import { editLabels } from '../../core/projectFile/editLabels.ts';
import { editReading, type ReadFields } from '../../core/projectFile/editReading.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { SchemaChange, SchemaEvent } from '../../core/store/events.ts';
import type { Learner } from '../../core/loop/learner.ts';

/** An open project, of which nobody else reads or writes the file meanwhile. */
export interface LabelStepping {
  readonly uri: vscode.Uri;
  readonly learner: Learner;
  /** Told what the project file says now, before the learner goes by it. */
  readonly took: (project: ProjectFile) => void;
}

/**
 * Changes labels in the project file and in the journal as one step: the file first, since only it
 * can be put back if the other fails.
 * @throws UserError if the file has a mistake, is not saved, or would have a mistake then.
 */
export async function changeLabels(on: LabelStepping, change: SchemaChange): Promise<void> {
  const before = await savedText(on.uri);
  const project = parsed(before);
  const text = editLabels(before, project, settingsAfter(project, change));
  await edited(on.uri, before, text, async (to) => {
    on.took(to);
    const edit = text === before ? {} : { projectFile: { before, after: text } };
    await on.learner.labelSet.apply(to, { change, ...edit });
  });
}

/** How a file of the pool is read from now on. */
export interface PoolReading {
  readonly path: string;
  readonly format: PoolFormat;
  /** What the project's fields are called then. */
  readonly fields: ReadFields;
  /** What goes with the rows. */
  readonly moves: RowMoves;
}

/**
 * Writes another reading into the project file and moves the answers, as one step. The pool is to be opened again.
 * @throws UserError as above
 */
export async function readOtherwise(on: LabelStepping, reading: PoolReading): Promise<void> {
  const { path, format, fields, moves } = reading;
  const before = await savedText(on.uri);
  const text = editReading(before, parsed(before), path, format, fields);
  await edited(on.uri, before, text, async (to) => {
    on.took(to);
    const change = { type: 'read', path, format } as const;
    await on.learner.labelSet.reread({ change, projectFile: { before, after: text } }, moves);
  });
}

/** A text with what a step did to another one; for files that were changed since. */
function led(now: string, from: ProjectFile, to: ProjectFile, change: SchemaChange): string {
  if (change.type !== 'read') return editLabels(now, from, to);
  const format = to.pool.find(({ path }) => path === change.path)?.format;
  return editReading(now, parsed(now), change.path, format, to);
}

/**
 * Takes the last step back, or brings it back; one that changed labels with its edit of the project
 * file: word for word, or, where the file was changed since, by leading its labels back.
 * @returns the changes of labels among it, and whether there was a step at all.
 */
export async function reverseStep(
  on: LabelStepping,
  direction: 'undo' | 'redo',
): Promise<{ readonly done: boolean; readonly changes: readonly SchemaEvent[] }> {
  const changes = on.learner.labelSet.next(direction);
  const [edit] = changes.flatMap(({ projectFile }) => projectFile ?? []);
  if (!edit) return { done: await on.learner[direction](), changes };
  const now = await savedText(on.uri);
  const [from, to] = direction === 'undo' ? [edit.after, edit.before] : [edit.before, edit.after];
  parsed(now);
  const text = now === from ? to : led(now, parsed(from), parsed(to), changes[0]!.change);
  const done = await edited(on.uri, now, text, (project) => {
    if (on.learner.labelSet.next(direction)[0]?.id !== changes[0]?.id) {
      throw new UserError(message('project.answeredMeanwhile', {}));
    }
    on.took(project);
    return on.learner[direction](project);
  });
  return { done, changes };
}

/**
 * Writes the text, then does the rest; where that fails, the file is as it was before. Past the
 * editors: what they show follows the disk, and no formatter of the user's gets between.
 */
async function edited<T>(
  uri: vscode.Uri,
  before: string,
  text: string,
  rest: (project: ProjectFile) => Promise<T>,
): Promise<T> {
  // It is read before it is written: a file with a mistake would close the project.
  const project = parsed(text);
  if (text === before) return rest(project);
  await write(uri, text);
  try {
    return await rest(project);
  } catch (error) {
    await write(uri, before);
    throw error;
  }
}

async function write(uri: vscode.Uri, text: string): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new UserError(message('project.notWritten', { path: uri.fsPath, why: error.message }));
  }
}

/** @throws UserError while an editor holds another text than the disk. */
async function savedText(uri: vscode.Uri): Promise<string> {
  const address = uri.toString();
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === address,
  );
  if (open?.isDirty) {
    throw new UserError(message('project.unsavedChanges', {}));
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    await vscode.workspace.fs.readFile(uri),
  );
}

function parsed(text: string): ProjectFile {
  const { project, problems } = parseProjectFile(text);
  if (project) return project;
  const mistake = problems.find(({ severity }) => severity === 'error')!;
  throw new UserError(message('project.labelsFixed', { why: mistake.message }));
}
