import { basename } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { ReadRow } from '../core/interchange/formats/exchangeRow.ts';
import { isProblem, type FormatName } from '../core/interchange/formats/format.ts';
import { mayBeJoined, notSeparated } from '../core/interchange/formats/separated.ts';
import { readOptionsOf } from '../core/interchange/formats/survey.ts';
import { message } from '../core/messages/messages.ts';
import { LabelForms } from '../core/pool/labelForms.ts';
import type { Task } from '../core/task/judgement.ts';
import type { ExchangeFile } from './exchangeFile.ts';

/** Rows examined to detect joined labels. */
const maxRowsSampled = 50_000;

/**
 * Detects the separator of a file that joins several labels in a text, by the parts that recur as whole
 * labels (as New Project does).
 * @returns undefined if there is none, or for Marginalia's own files, which have one label per text; a comma
 * also for lists
 */
export async function separatorIn({ format, file }: ExchangeFile): Promise<string | undefined> {
  if (!mayBeJoined(format)) return undefined;
  const forms = new LabelForms();
  let rows = 0;
  for await (const item of format.read(file, readOptionsOf({}))) {
    if (++rows > maxRowsSampled) break;
    if (isProblem(item)) continue;
    if (isMarginalia(item)) return undefined;
    if (item.rawJudgement?.kind === 'label') forms.add(item.rawJudgement.label);
  }
  const found = forms.readings().find(({ proposed }) => proposed);
  return found && (found.separator ?? ',');
}

function isMarginalia({ skipped, annotator, at, flagged, origin }: ReadRow): boolean {
  return [skipped, annotator, at, flagged, origin].some((value) => value !== undefined);
}

interface SeparateOptions {
  /** The format, if given. */
  readonly from?: FormatName | undefined;
  readonly separator?: string | undefined;
  /** The task, if given. */
  readonly task?: Task | undefined;
  /** The project's labels. */
  readonly labels?: readonly string[];
}

/**
 * Checks each of several files by itself, because they may have different formats.
 * @param paths of `parts`, in the same order
 * @throws UserError as `requireSeparate`, or if a label of the project contains the separator
 */
export async function requireAllSeparate(
  parts: readonly ExchangeFile[],
  paths: readonly string[],
  options: SeparateOptions,
): Promise<void> {
  const { separator = notSeparated, labels = [] } = options;
  const label = labels.find((name) => separator !== notSeparated && name.includes(separator));
  if (label !== undefined) throw new UserError(message('interchange.separatorInLabel', { label }));
  for (const [i, part] of parts.entries()) {
    await requireSeparate(part, { ...options, file: basename(paths[i]!) });
  }
}

/** @throws UserError if a file seems to join labels, and neither separator nor task is given */
export async function requireSeparate(
  opened: ExchangeFile,
  { file, from, separator, task, labels = [] }: SeparateOptions & { readonly file: string },
): Promise<void> {
  const isDecided = separator !== undefined || (task !== 'multi' && (task ?? from) !== undefined);
  if (isDecided) return;
  const found = await separatorIn(opened);
  if (found === undefined || labels.some((label) => label.includes(found))) return;
  throw new UserError(message('interchange.joinedLabels', { file, separator: found }));
}
