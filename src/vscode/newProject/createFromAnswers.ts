import * as vscode from 'vscode';
import type { Host } from '../ports.ts';
import { projectFileEnding, textsNameFor } from '../../core/projectFile/projectNames.ts';
import { freeName } from '../project/freeNames.ts';
import { settings } from '../settings.ts';
import { importSummary } from '../text/importSummary.ts';
import { formatLargeHoldout } from '../text/largeHoldout.ts';
import { localize } from '../windowLanguage.ts';
import type { TakenAnswers } from './answersStep.ts';
import { importedProjectText } from '../../core/projectFile/newProjectText.ts';

/** The project that the answers of a file go into. */
export interface Target {
  readonly name: string;
  readonly file: vscode.Uri;
  readonly pool: vscode.Uri;
  /** Names of the files that are written. */
  readonly written: readonly string[];
}

/** The first name that is free. */
export async function targetOf(from: vscode.Uri, stem: string): Promise<Target> {
  const folder = vscode.Uri.joinPath(from, '..');
  const name = await freeName(folder, stem, (candidate) => [textsNameFor(candidate)]);
  const written = [`${name}${projectFileEnding}`, textsNameFor(name)] as const;
  const [file, pool] = written.map((fileName) => vscode.Uri.joinPath(folder, fileName));
  return { name, file: file!, pool: pool!, written };
}

/** Writes pool, answers and project file. @returns the project file */
export async function createFromAnswers(
  services: Pick<Host, 'newFromFile'>,
  from: vscode.Uri,
  { name, file, pool, written }: Target,
  { reading: { task, labels, context, hasIds }, rules }: TakenAnswers,
): Promise<vscode.Uri> {
  const content = importedProjectText({
    pool: written[1]!,
    hasIds,
    context,
    task,
    labels,
    refitEvery: settings.refitEvery(from),
  });
  const annotator = await settings.annotator(from);
  const fileName = from.path.split('/').at(-1)!;
  const title = localize('Taking over the answers of {0}', fileName);
  const location = vscode.ProgressLocation.Notification;
  const counts = await vscode.window.withProgress(
    { location, title, cancellable: true },
    (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const request = {
        from: from.fsPath,
        rules,
        task,
        labels,
        pool: pool.fsPath,
        file: file.fsPath,
        name,
        content,
        annotator,
      };
      return services.newFromFile(request, { signal: abort.signal });
    },
  );
  const summary = importSummary(counts, vscode.env.language, localize).join(', ');
  void vscode.window.showInformationMessage(
    localize('{0} has the answers of {1}: {2}.', name, fileName, summary),
  );
  const larger = formatLargeHoldout(labels.length, task, vscode.env.language, localize);
  if (larger !== undefined) void vscode.window.showInformationMessage(larger);
  return file;
}
