import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CancelledError, userMessageOf } from '../../core/errors.ts';
import type { PoolInspection, PoolSurvey, Host, SurveyQuestion } from '../ports.ts';
import { localize } from '../windowLanguage.ts';

/** Files up to this size are read quickly. */
const smallBytes = 32 * 2 ** 20;

/** Surveys of a file under the readings shown; each reading is read once. */
export class Surveys {
  readonly #services: Host;
  readonly #path: string;
  /** Undefined if the reading finds no text. */
  readonly #surveys = new Map<PoolInspection, PoolSurvey | undefined>();

  constructor(services: Host, path: string) {
    this.#services = services;
    this.#path = path;
  }

  /** Whether `of` is fast. */
  async isQuick(inspection: PoolInspection): Promise<boolean> {
    return this.#surveys.has(inspection) || (await stat(this.#path)).size <= smallBytes;
  }

  /** @throws CancelledError */
  async of(inspection: PoolInspection, signal?: AbortSignal): Promise<PoolSurvey | undefined> {
    if (!this.#surveys.has(inspection)) {
      this.#surveys.set(inspection, await this.#read(inspection, signal));
    }
    return this.#surveys.get(inspection);
  }

  async #read(
    { format, guess, fields }: PoolInspection,
    signal: AbortSignal | undefined,
  ): Promise<PoolSurvey | undefined> {
    const text = guess.text.length > 0 ? guess.text : fields.slice(0, 1).map(({ name }) => name);
    try {
      const work = signal ? { signal } : {};
      return await this.#services.surveyPool(this.#path, { format, text }, work);
    } catch (error) {
      if (error instanceof CancelledError || userMessageOf(error) === undefined) throw error;
      return undefined;
    }
  }
}

/** Reads the whole file for its labels. @throws CancelledError */
export function surveyLabels(
  services: Host,
  path: string,
  question: SurveyQuestion,
): Promise<PoolSurvey> {
  const fields = question.columns ?? [question.label ?? ''];
  const title = localize('Collecting the values of {0}', fields.join(', '));
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return services.surveyPool(path, question, { signal: abort.signal });
    }),
  );
}
