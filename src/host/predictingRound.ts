import {
  blocksOf,
  isBundled,
  joinedFingerprint,
  lexicalBlock,
  staticBlock,
} from '../core/embed/blocks.ts';
import { stagesOf } from '../core/projectFile/embeddingStages.ts';
import { NotYetError, UserError } from '../core/errors.ts';
import { latestVectors, paramsReproducing } from '../core/loop/journal/vectorChanges.ts';
import { defaultsInEffect } from '../core/loop/journal/defaultsInEffect.ts';
import { atChosenWeight } from '../core/loop/training/lexicalWeight.ts';
import { message } from '../core/messages/messages.ts';
import type { EmbedParams } from '../core/engine/embeddingApi.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { VectorsEvent } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';
import type { RoundChoices, RoundHead } from '../core/store/storedRounds.ts';

/** A round whose head predicts on the project's current vectors. */
export interface PredictingRound {
  readonly number: number;
  /** Training labels. */
  readonly labels: number;
  readonly choices?: RoundChoices;
  /** Fingerprint of the vectors. */
  readonly embedding: string;
  readonly head: RoundHead;
  /** Current names of its columns' labels. */
  readonly columns: readonly string[];
}

/**
 * The head of a round, fitted or refitted on the current vectors.
 * @param requested number; defaults to the newest
 * @throws NotYetError if none is trained; UserError if there is no such round
 */
export function predictingRound(
  store: Store,
  project: ProjectFile,
  requested: number | undefined,
): PredictingRound {
  const { numbers, read } = predictingRounds(store, project);
  const newest = numbers.at(-1);
  if (newest === undefined) throw notTrained(store, project);
  const number = requested ?? newest;
  if (!numbers.includes(number)) {
    throw new UserError(message('predict.noSuchRound', { round: number, newest }));
  }
  return read(number);
}

/** The rounds of a project: their numbers in order, and a reader as `predictingRound`. */
export interface PredictingRounds {
  readonly numbers: readonly number[];
  /** @throws NotYetError */
  readonly read: (number: number) => PredictingRound;
}

export function predictingRounds(store: Store, project: ProjectFile): PredictingRounds {
  const rounds = new Map(store.rounds().map((round) => [round.number, round]));
  const vectors = latestVectors(store);
  const refits = new Map(
    store.refits.all().map((refit) => [JSON.stringify([refit.number, refit.embedding]), refit]),
  );
  const isCurrent = !vectors || areStillConfigured(vectors, project, store);
  const read = (number: number): PredictingRound => {
    const round = rounds.get(number)!;
    // In databases from before vectors were recorded, the round itself names them.
    const embedding = vectors ? joinedFingerprint(vectors.blocks) : round.embedding;
    const isOriginal = round.embedding === embedding;
    const fitted = isOriginal ? round : refits.get(JSON.stringify([number, embedding]));
    if (!fitted || !isCurrent) throw otherVectors(number);
    const head = isOriginal ? store.head(number) : store.refits.head(number, embedding);
    if (!head) throw new NotYetError(message('predict.noHead', { round: number }));
    const { labels, choices, seq } = fitted;
    return {
      number,
      labels,
      ...(choices && { choices }),
      embedding,
      head,
      columns: head.labels.map((label) => store.currentLabel(label, seq)),
    };
  };
  return { numbers: [...rounds.keys()], read };
}

/** The error for a project without a round: distinguishes missing answers from missing training. */
export function notTrained(store: Store, { labelField }: ProjectFile): NotYetError {
  const hasAnswers = store.counts().labelled > 0 || labelField?.use === 'annotations';
  return new NotYetError(message('predict.notTrained', { hasAnswers }));
}

export function otherVectors(round: number): NotYetError {
  return new NotYetError(message('predict.otherVectors', { round }));
}

/** The settings that reproduce the vectors of the project's rounds. */
export function presentVectors(
  store: Store,
  project: ProjectFile,
): Pick<EmbedParams, 'embedding' | 'previousLexical'> {
  const vectors = latestVectors(store);
  if (vectors) return paramsReproducing(vectors);
  const { first } = stagesOf(project.embedding, defaultsInEffect(store));
  return { embedding: atChosenWeight(store, first) };
}

/**
 * Whether the project file still names these vectors. A window falls back if a model is missing, so blocks
 * that may be missing need not be among them.
 */
function areStillConfigured(
  { blocks }: VectorsEvent,
  { embedding }: ProjectFile,
  store: Store,
): boolean {
  if (embedding === 'auto') return true;
  const uses = blocks.map(({ use }) => use);
  const mayBeMissing = (use: string): boolean => use !== lexicalBlock && use !== staticBlock;
  const { first, later } = stagesOf(embedding, defaultsInEffect(store));
  return [first, ...(later === undefined ? [] : [later])].some((stage) => {
    const wanted = blocksOf(stage);
    const names = wanted.map(({ use }) => use);
    const isSubset = uses.every((use) => names.includes(use));
    const missing = names.filter((use) => !uses.includes(use));
    const fellBack = uses.length === 1 && uses[0] === lexicalBlock && names.every(mayBeMissing);
    if (fellBack) return true;
    const hasSameWeights = wanted.every(({ use, weight }) => {
      const block = blocks.find((candidate) => candidate.use === use);
      return weight === undefined || !block || blocks.length === 1 || block.weight === weight;
    });
    return isSubset && missing.every(mayBeMissing) && hasSameWeights;
  });
}

/** Whether the vectors need only bundled models. */
export function areBundled(embedding: EmbedParams['embedding']): boolean {
  return blocksOf(embedding).every(isBundled);
}
