import { message } from '../core/messages/messages.ts';
import { labelNames } from '../core/labels.ts';
import type { EmbeddingSetting } from '../core/embed/blocks.ts';
import { stagesOf } from '../core/projectFile/embeddingStages.ts';
import { UserError } from '../core/errors.ts';
import { defaultsInEffect } from '../core/loop/journal/defaultsInEffect.ts';
import type { EmbedParams } from '../core/engine/embeddingApi.ts';
import type { Engine } from '../core/engine/engineApi.ts';
import { neverTrainedOn, trainingSet } from '../core/loop/training/trainingSet.ts';
import {
  haveBlocksOf,
  latestVectors,
  previousLexicalOf,
} from '../core/loop/journal/vectorChanges.ts';
import type { OnProgress } from '../core/progress.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Store } from '../core/store/store.ts';
import type { TrialOutcome } from '../core/engine/evaluationApi.ts';
import type { TrialConsent } from '../vscode/ports.ts';

/** With fewer answers hardly any difference is significant. */
const minCompared = 50;

export interface TrialDependencies {
  readonly store: Store;
  readonly engine: Engine;
  readonly project: ProjectFile;
  readonly embed: EmbedParams;
}

/**
 * Tries embeddings on a project: compares them with the one in use on its training labels, or measures only
 * their speed. Does not use the hold-out, because the outcome guides a choice.
 * @returns the outcome without the embedding in use
 * @throws UserError if there are too few answers; CancelledError.
 */
export async function tryEmbeddings(
  embeddings: readonly EmbeddingSetting[],
  { store, engine, project, embed }: TrialDependencies,
  {
    speedOnly = false,
    agreed = { downloads: false, servers: [] },
    signal,
    onProgress,
  }: {
    readonly speedOnly?: boolean;
    readonly agreed?: TrialConsent;
    readonly signal?: AbortSignal;
    readonly onProgress?: OnProgress;
  },
): Promise<TrialOutcome> {
  const names = labelNames(project.labels);
  const training = trainingSet(
    store.answers(),
    { labels: names, task: project.task },
    neverTrainedOn(store),
  );
  if (!speedOnly && training.ids.length < minCompared) {
    const answers = training.ids.length;
    throw new UserError(message('trial.fewAnswers', { least: minCompared, answers }));
  }
  const defaults = defaultsInEffect(store);
  // Resolves `auto` and similar settings; the current setting resolves to the blocks in use.
  const resolvedSetting = (setting: EmbeddingSetting): EmbeddingSetting => {
    const { first, later } = stagesOf(setting, defaults);
    return later ?? first;
  };
  const { first, later } = stagesOf(embed.embedding, defaults);
  const latest = latestVectors(store);
  const inUse = later !== undefined && haveBlocksOf(latest, later) ? later : first;
  const { embedding: _, allowDownload, servers = [], ...otherParams } = embed;
  const current = { embedding: inUse, allowDownload };
  const candidates = embeddings.map((embedding) => ({
    embedding: resolvedSetting(embedding),
    allowDownload: agreed.downloads,
  }));
  const outcome = await engine.tryEmbeddings(
    {
      embeddings: speedOnly ? candidates : [current, ...candidates],
      embed: {
        ...otherParams,
        // The project's own access may be older than the consent.
        servers: [...agreed.servers, ...servers],
        ...previousLexicalOf(latest),
      },
      training: speedOnly ? { task: 'single', ids: [], answers: [] } : training,
      labels: names,
      classWeight: project.head.classWeight,
      seed: project.seed,
    },
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
  if (speedOnly) return outcome;
  const [baseline, ...trials] = outcome.trials;
  if (baseline?.error !== undefined) throw new UserError(baseline.error);
  return { ...outcome, trials };
}
