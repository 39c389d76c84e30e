import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';
import type { LabelFieldUse } from '../../core/projectFile/projectFile.ts';
import { exists } from '../project/exists.ts';
import { projectFileEnding, projectNameFor } from '../project/projectNames.ts';
import type { PoolInspection, Services } from '../services.ts';
import { settings } from '../settings.ts';
import {
  contextChoices,
  idChoices,
  labelFieldChoices,
  textChoices,
  type FieldChoice,
} from './fieldChoices.ts';
import { labelLineOf, labelNamesOf, labelProblem } from './labelInput.ts';
import { newProjectText } from './newProjectText.ts';
import { askInSteps, pickOne, pickSeveral, typeLine, type Step } from './wizard.ts';

/** Kinds of files that can be a pool. */
const poolGlob = '**/*.{jsonl,ndjson,json,csv,tsv,txt,gz}';

/** More labels than this in a column are no label set. */
const mostLabels = 100;

interface Answers {
  readonly text: readonly string[];
  readonly id?: string;
  readonly labelColumn?: string;
  /** Values of the label column, most frequent first. */
  readonly found: readonly string[];
  readonly labels: readonly string[];
  readonly use: LabelFieldUse;
  readonly context: readonly string[];
}

/**
 * New Project from File: asks what the file holds and writes the project file beside it.
 * @returns the project file, new or (if the user preferred that) the one that was there; undefined
 * if the user left.
 */
export async function openNewProject(
  services: Services,
  poolFile?: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const pool = poolFile ?? (await choosePoolFile());
  if (!pool) return undefined;
  if (pool.scheme !== 'file') {
    throw new HumanError(
      vscode.l10n.t('{0} is not a file on disk. Save it first, then try again.', pool.path),
    );
  }
  const name = pool.path.split('/').at(-1)!;
  const inspection = await services.inspectPool(pool.fsPath);
  if (inspection.fields.length === 0) {
    throw new HumanError(
      vscode.l10n.t('{0} has no rows with fields in them, so there is nothing to label.', name),
    );
  }
  const target = vscode.Uri.joinPath(pool, '..', `${projectNameFor(name)}${projectFileEnding}`);
  if (await exists(target)) {
    const choice = await askReplace(target);
    if (choice !== 'replace') return choice === 'open' ? target : undefined;
  }
  const answers = await askInSteps(
    vscode.l10n.t('New Project from {0}', name),
    questions(services, pool, inspection),
    { text: [], found: [], labels: [], use: 'annotations', context: [] },
  );
  if (!answers) return undefined;
  const { text, id, labelColumn, labels, use, context } = answers;
  const content = newProjectText({
    pool: name,
    text,
    context,
    labels,
    refitEvery: settings.refitEvery(pool),
    ...(id === undefined ? {} : { id }),
    ...(labelColumn === undefined ? {} : { labelField: { field: labelColumn, use } }),
  });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(content));
  return target;
}

function questions(
  services: Services,
  pool: vscode.Uri,
  inspection: PoolInspection,
): Step<Answers>[] {
  const { guess } = inspection;
  const { l10n } = vscode;
  const taken = ({ text, id, labelColumn }: Answers): string[] =>
    [...text, id, labelColumn].filter((name) => name !== undefined);
  const hasColumn = ({ labelColumn }: Answers): boolean => labelColumn !== undefined;
  return [
    {
      ask: async (_, place) => {
        const several: FieldChoice = {
          label: l10n.t('Several fields …'),
          description: l10n.t('joined by a blank line'),
          fields: [],
        };
        const choices = textChoices(inspection, l10n);
        const items = choices.length > 1 ? [...choices, several] : choices;
        const outcome = await pickOne(items, l10n.t('Which field is the text to label?'), place);
        if (outcome === undefined || outcome === 'back') return outcome;
        if (outcome.value !== several) return { value: { text: outcome.value.fields } };
        const all = contextChoices(inspection, [], l10n);
        const joined = await pickSeveral(
          all,
          ({ label }) => guess.text.includes(label),
          l10n.t('Fields of the text, joined in the order of the file'),
          place,
        );
        if (joined === undefined || joined === 'back') return joined;
        // Nothing ticked is not an answer; what was guessed is the nearest to one.
        const fields = joined.value.flatMap((choice) => choice.fields);
        return { value: { text: fields.length > 0 ? fields : items[0]!.fields } };
      },
    },
    {
      ask: async ({ text }, place) => {
        const items = idChoices(inspection, text, l10n);
        const outcome = await pickOne(items, l10n.t('Do the records have an id?'), place);
        if (outcome === undefined || outcome === 'back') return outcome;
        const [id] = outcome.value.fields;
        return { value: id === undefined ? {} : { id } };
      },
    },
    {
      ask: async (answers, place) => {
        const items = labelFieldChoices(inspection, taken(answers), l10n);
        const placeholder = l10n.t('Does a field hold labels already?');
        const outcome = await pickOne(items, placeholder, place);
        if (outcome === undefined || outcome === 'back') return outcome;
        const [labelColumn] = outcome.value.fields;
        if (labelColumn === undefined) return { value: {} };
        return {
          value: { labelColumn, found: await valuesOf(services, pool, labelColumn) },
        };
      },
    },
    {
      ask: async ({ found }, place) => {
        const derived = found.length > 0 && found.length <= mostLabels;
        const line = derived ? labelLineOf(found) : '';
        // Names with commas cannot be typed into a line; they go into the file as they are.
        if (line === undefined) return { value: { labels: found } };
        const outcome = await typeLine(
          line,
          l10n.t('The labels, separated by commas. Keys 1, 2, 3 … are given in this order.'),
          l10n.t('Refund, Delivery, Other'),
          (typed) => labelProblem(typed, l10n),
          place,
        );
        if (outcome === undefined || outcome === 'back') return outcome;
        return { value: { labels: labelNamesOf(outcome.value) } };
      },
    },
    {
      applies: hasColumn,
      ask: async (_, place) => {
        const uses: (vscode.QuickPickItem & { use: LabelFieldUse })[] = [
          {
            label: l10n.t('Import as annotations'),
            detail: l10n.t('A person gave them; they count as labelled and train the model'),
            use: 'annotations',
          },
          {
            label: l10n.t('Show as suggestions'),
            detail: l10n.t('Shown with the record; each one is still asked'),
            use: 'suggestions',
          },
          {
            label: l10n.t('Ignore'),
            detail: l10n.t('Only the names of the labels are taken from the field'),
            use: 'ignore',
          },
        ];
        const placeholder = l10n.t('What about the labels that are there?');
        const outcome = await pickOne(uses, placeholder, place);
        if (outcome === undefined || outcome === 'back') return outcome;
        return { value: { use: outcome.value.use } };
      },
    },
    {
      applies: (answers) => contextChoices(inspection, taken(answers), l10n).length > 0,
      ask: async (answers, place) => {
        const outcome = await pickSeveral(
          contextChoices(inspection, taken(answers), l10n),
          () => false,
          l10n.t('Fields to show beside the text, if any'),
          place,
        );
        if (outcome === undefined || outcome === 'back') return outcome;
        return { value: { context: outcome.value.flatMap(({ fields }) => fields) } };
      },
    },
  ];
}

async function valuesOf(
  services: Services,
  pool: vscode.Uri,
  field: string,
): Promise<readonly string[]> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Collecting the values of {0}', field),
      cancellable: true,
    },
    (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const options = { limit: mostLabels, signal: abort.signal };
      return services.distinctValues(pool.fsPath, field, options);
    },
  );
}

/** The file in the active editor, any in the workspace, or one from elsewhere. */
async function choosePoolFile(): Promise<vscode.Uri | undefined> {
  const files = await vscode.workspace.findFiles(
    poolGlob,
    '**/{node_modules,.git,.marginalia,.vscode}/**',
    200,
  );
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const entries = files
    .filter(
      ({ path }) =>
        !path.endsWith(projectFileEnding) && !/\/(package|tsconfig)[^/]*\.json$/.test(path),
    )
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort(
      (a, b) =>
        Number(b.uri.toString() === active) - Number(a.uri.toString() === active) ||
        a.label.localeCompare(b.label),
    );
  if (entries.length > 0) {
    const browse = { label: vscode.l10n.t('Browse …'), uri: undefined };
    const picked = await vscode.window.showQuickPick([...entries, browse], {
      title: vscode.l10n.t('New Project from File'),
      placeHolder: vscode.l10n.t('A file with one record on each line: JSONL, CSV, TSV'),
      ignoreFocusOut: true,
    });
    if (!picked || picked.uri) return picked?.uri;
  }
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('New Project from File'),
    filters: {
      [vscode.l10n.t('Pools')]: ['jsonl', 'ndjson', 'json', 'csv', 'tsv', 'txt', 'gz'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return chosen?.[0];
}

async function askReplace(target: vscode.Uri): Promise<'replace' | 'open' | undefined> {
  const file = target.path.split('/').at(-1)!;
  const open = vscode.l10n.t('Open It');
  const replace = vscode.l10n.t('Replace It');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} exists already.', file),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Replacing it writes the settings anew. What was answered is kept in the .marginalia folder.',
      ),
    },
    open,
    replace,
  );
  if (answer === open) return 'open';
  return answer === replace ? 'replace' : undefined;
}
