import * as vscode from 'vscode';
import type { EmbeddingSetting } from '../../core/embed/blocks.ts';
import type { ModelFacts } from '../../core/embed/modelFacts.ts';
import { CancelledError } from '../../core/errors.ts';
import { formatTrial, trialOf } from '../embedding/trials.ts';
import { downloadsOf, hostOf } from '../modelDownload.ts';
import type { Host } from '../ports.ts';
import { settings } from '../settings.ts';
import { textOf } from '../text/messages/textOf.ts';
import { formatModelFacts } from '../text/modelFactsText.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Fetches the hub's facts about the model that an embedding downloads; the user has already consented.
 * @returns undefined if it downloads none
 * @throws UserError if there is no such model; CancelledError
 */
export async function askForFacts(
  setting: EmbeddingSetting,
  services: Pick<Host, 'modelFacts'>,
): Promise<ModelFacts | undefined> {
  const [download] = downloadsOf(setting, settings.modelHub());
  if (!download) return undefined;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize('Asking {0} about {1}', hostOf(download), download.model),
      cancellable: true,
    },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return services.modelFacts(download, { signal: abort.signal });
    },
  );
}

/** Shows the hub's facts about an unlisted model and its comparison result, and asks whether to use it. */
export async function agreeToFacts(
  project: { readonly name: string; readonly uri: vscode.Uri },
  setting: EmbeddingSetting,
  {
    now,
    services,
    memory,
  }: {
    readonly now: EmbeddingSetting;
    readonly services: Host;
    readonly memory: vscode.Memento;
  },
): Promise<boolean> {
  try {
    const facts = await askForFacts(setting, services);
    if (!facts) return true;
    const { model } = downloadsOf(setting, settings.modelHub())[0]!;
    const trial = trialOf(memory, project.uri, setting, now);
    const lines = [
      formatModelFacts(facts, localize),
      trial?.difference
        ? localize('Compared with the current one: {0}', formatTrial(trial, localize))
        : localize(
            'Not compared with the current one yet. To compare them, run “Marginalia: Compare Embeddings…”.',
          ),
      ...(facts.problem ? [textOf(facts.problem, localize)] : []),
    ];
    const use = localize('Use This Model');
    const answer = await vscode.window.showInformationMessage(
      localize('Use {0} for {1}?', model, project.name),
      { modal: true, detail: lines.join('\n') },
      use,
    );
    return answer === use;
  } catch (error) {
    if (error instanceof CancelledError) return false;
    throw error;
  }
}
