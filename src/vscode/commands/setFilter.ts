import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { count } from '../text/numbers.ts';
import type { Host, ValueCount } from '../ports.ts';
import { editProject, projectToEdit } from './editProject.ts';
import { localize } from '../windowLanguage.ts';

/** Values of a field that are offered; fields with more values cannot be used as a filter. */
const maxValues = 500;

/**
 * Lets the user restrict the pool to rows with certain values of a context field, with row counts,
 * and writes the filter to the project file. Answers to excluded records are kept.
 */
export async function setFilter(project: Project, services: Host): Promise<void> {
  const { document, file } = await projectToEdit(project);
  const now = new Map(file.filter.map(({ field, oneOf }) => [field, oneOf]));
  const fields = [...new Set([...now.keys(), ...file.context])];
  if (fields.length === 0) {
    throw new UserError(message('command.noContextField', {}));
  }
  const picked = await vscode.window.showQuickPick(
    fields.map((field) => ({ label: field, description: now.get(field)?.join(', ') ?? '', field })),
    {
      title: localize('Which field should {0} be filtered by?', project.name),
      placeHolder: localize('Only records with the values you choose next are asked'),
    },
  );
  if (!picked) return;
  const { field } = picked;
  const values = await valuesOf(project, services, field);
  if (!values) return;
  const chosen = await chooseValues(field, values, now.get(field));
  if (!chosen) return;
  const all = chosen.length === 0 || chosen.length === values.length;
  const filter = new Map(now);
  if (all) filter.delete(field);
  else filter.set(field, chosen);
  const written = Object.fromEntries(
    Array.from(filter, ([name, oneOf]) => [name, oneOf.length === 1 ? oneOf[0]! : oneOf]),
  );
  await editProject(
    document,
    ['filter'],
    filter.size > 0 ? written : undefined,
    localize('The filter changes once you save the project file.'),
  );
}

async function valuesOf(
  project: Project,
  services: Host,
  field: string,
): Promise<readonly ValueCount[] | undefined> {
  const { pool } = await project.open();
  const title = localize('Counting the values of {0}', field);
  const values = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const options = { limit: maxValues + 1, signal: abort.signal };
      return services.countValues(pool, project.folder.fsPath, field, options);
    },
  );
  if (values.length === 0) {
    throw new UserError(message('command.noFilterValues', { field }));
  }
  if (values.length > maxValues) {
    throw new UserError(message('command.manyFilterValues', { field, max: maxValues }));
  }
  return values;
}

async function chooseValues(
  field: string,
  values: readonly ValueCount[],
  now: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  const language = vscode.env.language;
  const picked = await vscode.window.showQuickPick(
    values.map(({ value, rows }) => ({
      label: value,
      description: localize('{0} rows', count(rows, language)),
      picked: now?.includes(value) ?? false,
    })),
    {
      canPickMany: true,
      title: localize('Which values of {0} belong to the pool?', field),
      placeHolder: localize('Choose none or all of them for no filter by this field'),
    },
  );
  return picked?.map(({ label }) => label);
}
