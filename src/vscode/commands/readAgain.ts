import { isDeepStrictEqual } from 'node:util';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { UserError, userMessageOf } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { PoolFormat } from '../../core/pool/poolSpec.ts';
import { fieldsAfter } from '../../core/projectFile/editReading.ts';
import { formatReading } from '../text/messages/formatReading.ts';
import { formatRow } from '../text/readingText.ts';
import { askReading } from '../newProject/readingStep.ts';
import { Surveys } from '../newProject/poolSurvey.ts';
import { count } from '../text/numbers.ts';
import type { Project } from '../project/project.ts';
import type { PoolInspection, Rereading, Host } from '../ports.ts';
import { localize } from '../windowLanguage.ts';

/** Lines listed by number whose answers match no row. */
const maxLines = 5;

/**
 * Read Again as…: shows how a pool file is read and the alternatives, then writes the new reading
 * to the project file and moves the answers to their rows.
 */
export async function readAgain(project: Project, services: Host): Promise<void> {
  const session = await project.open();
  const file = await chooseFile(session.pool.files);
  if (!file) return;
  const location = resolve(project.folder.fsPath, file.path);
  const now = await services.inspectPool(location, file.format);
  const outcome = await askReading(
    services,
    location,
    await withOthers(services, location, now),
    new Surveys(services, location),
    {
      title: localize('Read {0} Again as …', file.path),
      step: 1,
      totalSteps: 1,
      canGoBack: false,
    },
  );
  if (outcome === undefined || outcome === 'back') return;
  const next = outcome.value;
  if (isDeepStrictEqual(next.format, file.format)) {
    throw new UserError(message('command.readAlready', { path: file.path }));
  }
  const settings = project.file!;
  const fields = fieldsAfter(
    settings,
    now.columns,
    next.columns,
    next.guess,
    next.fields.map(({ name }) => name),
  );
  const plan = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize('Finding the rows of the answers'),
      cancellable: true,
    },
    (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return session.planRereading(file.path, next.format, fields, { signal: abort.signal });
    },
  );
  if (!(await confirm(now, next, plan))) return;
  await project.changeReading({ path: file.path, format: next.format, fields, moves: plan });
}

async function chooseFile<T extends { readonly path: string }>(
  files: readonly T[],
): Promise<T | undefined> {
  if (files.length === 1) return files[0];
  const items = files.map((file) => ({ label: file.path, file }));
  const title = localize('Which file should be read differently?');
  return (await vscode.window.showQuickPick(items, { title }))?.file;
}

/** The current reading, with the readings that automatic detection finds as its alternatives. */
async function withOthers(
  services: Host,
  location: string,
  now: PoolInspection,
): Promise<PoolInspection> {
  const detected = await asFound(services, location);
  if (!detected) return now;
  const { reading } = detected;
  const first = { format: reading.format, why: message('reading.detected', {}) };
  const isNow = (format: PoolFormat): boolean => isDeepStrictEqual(format, now.format);
  const alternatives = [first, ...reading.alternatives].filter(({ format }) => !isNow(format));
  const isCertain = isNow(reading.format) && reading.sure;
  return { ...now, reading: { ...reading, format: now.format, sure: isCertain, alternatives } };
}

/** Undefined for a file that a new project would not accept. */
async function asFound(services: Host, location: string): Promise<PoolInspection | undefined> {
  try {
    return await services.inspectPool(location);
  } catch (error) {
    if (userMessageOf(error) === undefined) throw error;
    return undefined;
  }
}

async function confirm(
  now: PoolInspection,
  next: PoolInspection,
  { moves, held, unchanged, lost }: Rereading,
): Promise<boolean> {
  const number = (value: number): string => count(value, vscode.env.language);
  const lines = lost.slice(0, maxLines).map(String);
  if (lost.length > maxLines) lines.push('…');
  const preview = ({ format, first: [row] }: PoolInspection): string =>
    `${formatReading(format, localize)}\n${row ? formatRow(row) : ''}`;
  const counted = [
    localize('{0} answers stay with the same text.', number(unchanged)),
    localize('{0} answers go with their rows.', number(moves.length)),
    ...(held.length > 0
      ? [localize('{0} records of the hold-out stay in it with their rows.', number(held.length))]
      : []),
    ...(lost.length > 0
      ? [
          localize(
            '{0} answers belong to no row (lines {1}); they are kept, and not trained on.',
            number(lost.length),
            lines.join(', '),
          ),
        ]
      : []),
    localize('Undo takes it all back in one step.'),
  ];
  const confirm = localize('Read Again');
  const answer = await vscode.window.showWarningMessage(
    localize('Read the file differently?'),
    {
      modal: true,
      detail: [
        `${localize('Now:')} ${preview(now)}`,
        `${localize('From now on:')} ${preview(next)}`,
        counted.join('\n'),
      ].join('\n\n'),
    },
    confirm,
  );
  return answer === confirm;
}
