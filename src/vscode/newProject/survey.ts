import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sentenceOf } from '../../core/errors.ts';
import type { PoolInspection, PoolSurvey, Services, SurveyQuestion } from '../services.ts';

/** A file of so many bytes is read in a moment. */
const smallBytes = 32 * 2 ** 20;

/** What becomes of the rows of a file; undefined if it is large, or has no text under this reading. */
export async function surveyIfSmall(
  services: Services,
  path: string,
  { format, guess, fields }: PoolInspection,
): Promise<PoolSurvey | undefined> {
  const { size } = await stat(path);
  if (size > smallBytes) return undefined;
  const text = guess.text.length > 0 ? guess.text : fields.slice(0, 1).map(({ name }) => name);
  try {
    return await services.surveyPool(path, { format, text }, {});
  } catch (error) {
    if (sentenceOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Reads the whole file for its labels. @throws CancelledError if the user cancels */
export function surveyLabels(
  services: Services,
  path: string,
  question: SurveyQuestion,
): Promise<PoolSurvey> {
  const title = vscode.l10n.t('Collecting the values of {0}', question.label ?? '');
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return services.surveyPool(path, question, { signal: abort.signal });
    }),
  );
}
