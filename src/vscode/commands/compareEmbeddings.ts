import * as vscode from 'vscode';
import {
  blocksOf,
  formatEmbedding,
  sameEmbedding,
  type EmbeddingSetting,
} from '../../core/embed/blocks.ts';
import type { TrialOutcome } from '../../core/engine/evaluationApi.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import {
  embeddingChoices,
  type ChoiceItem,
  type EmbeddingChoice,
} from '../embedding/embeddingChoices.ts';
import { serversOf, type AccessStores } from '../embedding/serverAccess.ts';
import { rememberTrials, formatTrial } from '../embedding/trials.ts';
import type { Host } from '../ports.ts';
import { formatModelFacts } from '../text/modelFactsText.ts';
import { progressText } from '../text/progressText.ts';
import type { Project } from '../project/project.ts';
import { projectToEdit, writeProject } from './editProject.ts';
import { agreeToEmbedding } from './embeddingConsent.ts';
import { askForFacts } from './agreeToFacts.ts';
import { localize } from '../windowLanguage.ts';

/** An embedding to compare, under the name that the user chose. */
interface Candidate {
  readonly name: string;
  readonly setting: EmbeddingSetting;
  /** Languages, dimensions, licence; undefined for an unlisted model. */
  readonly facts: string | undefined;
}

/**
 * Compares embeddings with the current one on the training labels in the background and offers to switch.
 * Accepts every embedding that a project can choose, and asks for the same consent.
 */
export async function compareEmbeddings(
  project: Project,
  services: Host,
  stores: AccessStores,
): Promise<void> {
  const { memory } = stores;
  const { file } = await projectToEdit(project);
  const { embedding: now, dimensions } = file;
  await project.open();
  const choices = embeddingChoices(project, { dimensions, now, memory });
  const picked = await vscode.window.showQuickPick(choices.filter(otherThan(now)), {
    title: localize('Which embeddings should be compared with the current one?'),
    placeHolder: vscode.workspace.isTrusted
      ? localize('Models are downloaded, and texts are sent, only after you agree')
      : localize(
          'In an untrusted folder, only the embeddings that come with Marginalia are available',
        ),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  const entered = await askForEach(picked.filter(isChoice), now);
  if (!entered) return;
  const candidates: Candidate[] = [];
  for (const candidate of entered) {
    if (!(await agreeToEmbedding(project, candidate.setting, memory))) continue;
    const facts = candidate.facts ?? (await factsOf(candidate.setting, services));
    candidates.push({ ...candidate, facts });
  }
  if (candidates.length === 0) return;
  const outcome = await compared(project, candidates, stores);
  if (!outcome) return;
  const trials = outcome.trials.map((trial, i) => ({ trial, ...candidates[i]! }));
  await rememberTrials(memory, project.uri, trials, now);
  const chosen = await vscode.window.showQuickPick(
    trials.map(({ trial, name, setting, facts }) => ({
      label: name,
      ...(facts !== undefined && { description: facts }),
      detail: formatTrial(trial, localize),
      setting,
    })),
    {
      title: localize(
        'Compared with the current embedding on {0} records that you were asked about (harder than the pool)',
        outcome.records,
      ),
      placeHolder: localize('Choose one to switch to, or press Escape'),
    },
  );
  if (!chosen) return;
  const { document } = await projectToEdit(project);
  const text = editProjectFile(document.getText(), ['embedding'], chosen.setting);
  const onSave = localize('The embedding changes once you save the project file.');
  await writeProject(document, text, onSave);
}

/** Excludes the embedding in use, and `auto`, which stands for one of the others. */
function otherThan(now: EmbeddingSetting): (item: ChoiceItem) => boolean {
  return (item) => {
    const setting = isChoice(item) ? item.known?.setting : undefined;
    return setting === undefined || (setting !== 'auto' && !sameEmbedding(setting, now));
  };
}

const isChoice = (item: ChoiceItem): item is EmbeddingChoice => 'choose' in item;

/**
 * Asks for the missing details of each choice.
 * @returns the distinct embeddings other than the one in use; undefined if the user cancels
 */
async function askForEach(
  choices: readonly EmbeddingChoice[],
  now: EmbeddingSetting,
): Promise<Candidate[] | undefined> {
  const candidates: Candidate[] = [];
  for (const { known, choose } of choices) {
    const setting = await choose();
    if (setting === undefined) return undefined;
    const existing = [now, ...candidates.map((candidate) => candidate.setting)];
    if (existing.some((other) => sameEmbedding(other, setting))) continue;
    const name = known?.name ?? formatEmbedding(setting);
    candidates.push({ name, setting, facts: known?.facts });
  }
  return candidates;
}

/** The hub's facts about an embedding's model, formatted; undefined if there are none. */
async function factsOf(setting: EmbeddingSetting, services: Host): Promise<string | undefined> {
  try {
    const facts = await askForFacts(setting, services);
    return facts && formatModelFacts(facts, localize);
  } catch (error) {
    // The comparison reports why the model is unavailable.
    if (error instanceof UserError || error instanceof CancelledError) return undefined;
    throw error;
  }
}

/** Compares with progress; undefined if the user cancels. */
async function compared(
  project: Project,
  candidates: readonly Candidate[],
  stores: AccessStores,
): Promise<TrialOutcome | undefined> {
  const settings = candidates.map(({ setting }) => setting);
  const servers = vscode.workspace.isTrusted
    ? await serversOf(project.uri, settings.flatMap(blocksOf), stores)
    : [];
  // Opened again, because the project may have been reopened in the meantime.
  const session = await project.open();
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize('Comparing embeddings of {0}', project.name),
      cancellable: true,
    },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        return await session.tryEmbeddings(settings, {
          agreed: { downloads: true, servers },
          signal: abort.signal,
          onProgress: (now) => progress.report({ message: progressText(now, localize) }),
        });
      } catch (error) {
        const cancelled = error instanceof CancelledError || abort.signal.aborted;
        if (cancelled) return undefined;
        throw error;
      }
    },
  );
}
