import { setImmediate } from 'node:timers/promises';
import { blocksOf, lexicalBlock, weighed } from '../core/embed/blocks.ts';
import { NotYetError } from '../core/errors.ts';
import { readHeader } from '../core/heads/headHeader.ts';
import { labelNames } from '../core/labels.ts';
import { latestVectors } from '../core/loop/journal/vectorChanges.ts';
import { message } from '../core/messages/messages.ts';
import type { ModelChoices } from '../core/modelFolder/exportRequest.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { VectorBlock } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';
import type { Round } from '../core/store/storedRounds.ts';
import { notTrained, predictingRounds, type PredictingRound } from './predictingRound.ts';

/**
 * The models of a project that can be exported, judging by the database alone.
 * @throws NotYetError if there is none, as `modelOfRound` for the last round
 */
export async function modelChoices(store: Store, project: ProjectFile): Promise<ModelChoices> {
  const { numbers, read } = predictingRounds(store, project);
  if (numbers.length === 0) throw notTrained(store, project);
  const rounds: number[] = [];
  let refusal: unknown;
  for (const number of [...numbers].reverse()) {
    try {
      requireExportable(read(number), project);
      rounds.push(number);
    } catch (error) {
      if (!(error instanceof NotYetError)) throw error;
      refusal ??= error;
    }
    // Yields between heads, each of which can be a few hundred kilobytes.
    await setImmediate();
  }
  if (rounds.length === 0) throw refusal;
  const halves = blocksOfRound(store, project, read(rounds[0]!)).some(
    ({ use }) => use === lexicalBlock,
  );
  return { rounds, halves };
}

/**
 * @returns the kind of the round's head
 * @throws NotYetError if it predicts labels that were removed, or is a dropout network
 */
export function requireExportable(
  { number, columns, head }: PredictingRound,
  project: ProjectFile,
): string {
  const current = labelNames(project.labels);
  const labels = columns.filter(
    (label, column) => !current.includes(label) || columns.indexOf(label) !== column,
  );
  if (labels.length > 0) {
    throw new NotYetError(message('modelFolder.otherLabels', { round: number, labels }));
  }
  const { kind } = readHeader(head.bytes);
  if (['logistic', 'one-vs-rest', 'committee'].includes(kind)) return kind;
  throw new NotYetError(message('modelFolder.dropout', {}));
}

/** The blocks of a round's vectors; guessed for projects from before vectors were recorded. */
export function blocksOfRound(
  store: Store,
  project: ProjectFile,
  { embedding }: Pick<Round, 'embedding'>,
): readonly VectorBlock[] {
  const recorded = latestVectors(store);
  if (recorded) return recorded.blocks;
  const lexical = /lexical-\d+-\d+-[0-9a-f]{16}/.exec(embedding)?.[0] ?? '';
  return weighed(blocksOf(project.embedding)).map((block) => {
    const use = block.use === 'auto' ? 'lexical' : block.use;
    return { ...block, use, fingerprint: use === 'lexical' ? lexical : '' };
  });
}
