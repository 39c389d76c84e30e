import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { settingsAfter } from '../../core/labelSet/labelsAfter.ts';
import type { RowMoves } from '../../core/loop/journal/movedAnswers.ts';
import type { PoolFormat } from '../../core/pool/poolSpec.ts';
import { editLabels } from '../../core/projectFile/editLabels.ts';
import { editReading, type ReadFields } from '../../core/projectFile/editReading.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { SchemaEvent } from '../../core/store/events.ts';
import type { Learner } from '../../core/loop/learner.ts';
import type { SchemaChange } from '../../core/store/schemaChange.ts';

/** An open project, with exclusive access to its file during the call. */
export interface LabelStepping {
  readonly uri: vscode.Uri;
  readonly learner: Learner;
  /** Called with the new project file before the learner applies it. */
  readonly onApplied: (project: ProjectFile) => void;
}

/**
 * Changes labels in the project file and the journal as one step. The file is written first, since
 * only it can be restored if the other fails.
 * @throws UserError if the file has a mistake or unsaved changes, or the result would have a
 * mistake.
 */
export async function changeLabels(context: LabelStepping, change: SchemaChange): Promise<void> {
  const before = await savedText(context.uri);
  const project = parsed(before);
  const text = editLabels(before, project, settingsAfter(project, change));
  await edited(context.uri, before, text, async (next) => {
    context.onApplied(next);
    const edit = text === before ? {} : { projectFile: { before, after: text } };
    await context.learner.labelSet.apply(next, { change, ...edit });
  });
}

/** A new reading of a pool file. */
export interface PoolReading {
  readonly path: string;
  readonly format: PoolFormat;
  /** Names of the project's fields under it. */
  readonly fields: ReadFields;
  /** Moves of rows and their answers. */
  readonly moves: RowMoves;
}

/**
 * Writes a new reading to the project file and moves the answers, as one step. The pool must be
 * reopened afterwards.
 * @throws UserError as `changeLabels`
 */
export async function changeReading(context: LabelStepping, reading: PoolReading): Promise<void> {
  const { path, format, fields, moves } = reading;
  const before = await savedText(context.uri);
  const text = editReading(before, parsed(before), path, format, fields);
  await edited(context.uri, before, text, async (next) => {
    context.onApplied(next);
    const change = { type: 'read', path, format } as const;
    await context.learner.labelSet.reread({ change, projectFile: { before, after: text } }, moves);
  });
}

/** Reapplies a step's change to a text that was edited since. */
function editedText(
  now: string,
  from: ProjectFile,
  next: ProjectFile,
  change: SchemaChange,
): string {
  if (change.type !== 'read') return editLabels(now, from, next);
  const format = next.pool.find(({ path }) => path === change.path)?.format;
  return editReading(now, parsed(now), change.path, format, next);
}

/**
 * Undoes or redoes the last step. If it changed labels, its edit of the project file is reversed
 * too: verbatim, or by adjusting only the labels if the file was edited since.
 * @returns the step's label changes, and whether there was a step
 */
export async function reverseStep(
  context: LabelStepping,
  direction: 'undo' | 'redo',
): Promise<{ readonly done: boolean; readonly changes: readonly SchemaEvent[] }> {
  const changes = context.learner.labelSet.next(direction);
  const [edit] = changes.flatMap(({ projectFile }) => projectFile ?? []);
  if (!edit) return { done: await context.learner[direction](), changes };
  const now = await savedText(context.uri);
  const [from, next] = direction === 'undo' ? [edit.after, edit.before] : [edit.before, edit.after];
  parsed(now);
  const text =
    now === from ? next : editedText(now, parsed(from), parsed(next), changes[0]!.change);
  const done = await edited(context.uri, now, text, (project) => {
    if (context.learner.labelSet.next(direction)[0]?.id !== changes[0]?.id) {
      throw new UserError(message('project.answeredMeanwhile', {}));
    }
    context.onApplied(project);
    return context.learner[direction](project);
  });
  return { done, changes };
}

/**
 * Writes the text, then runs `rest`; restores the file if that fails. Writes to disk rather than
 * through an editor: editors follow the disk, and no formatter interferes.
 */
async function edited<T>(
  uri: vscode.Uri,
  before: string,
  text: string,
  rest: (project: ProjectFile) => Promise<T>,
): Promise<T> {
  // Parsed before writing: a file with a mistake would close the project.
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

/** @throws UserError while an editor has unsaved changes to the file. */
export async function requireSaved(uri: vscode.Uri): Promise<void> {
  await savedText(uri);
}

/** @throws UserError while an editor has unsaved changes to the file. */
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
  const error = problems.find(({ severity }) => severity === 'error')!;
  throw new UserError(message('project.labelsFixed', { why: error.message }));
}
