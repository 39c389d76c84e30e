import { joinedFingerprint, joinRows } from '../core/embed/blocks.ts';
import { NotYetError, throwIfAborted } from '../core/errors.ts';
import type { Head } from '../core/heads/head.ts';
import { headFromBytes } from '../core/heads/headBytes.ts';
import { labelsWithTemperature, withTemperature } from '../core/heads/temperature.ts';
import { drawnRounds, type DrawnRound } from '../core/loop/training/segment.ts';
import { matrix, type Matrix } from '../core/math/matrix.ts';
import { typeScriptOps } from '../core/math/matrixOps.ts';
import { message } from '../core/messages/messages.ts';
import type { ExportedModel } from '../core/modelFolder/exportedModel.ts';
import { foldHead } from '../core/modelFolder/foldHead.ts';
import type { VectorsByBlock } from '../core/modelFolder/modelScorer.ts';
import type { VectorBlock } from '../core/store/events.ts';
import { minAnswersForThresholds } from '../engine/model/labelPredictions.ts';
import { openModelBlock, type BlockSources, type OpenedModelBlock } from './modelBlocks.ts';
import { blocksOfRound, requireExportable } from './modelChoices.ts';
import { otherVectors, predictingRound } from './predictingRound.ts';

/** The model of a round, ready to be written. */
export interface ModelOfRound {
  readonly round: DrawnRound;
  readonly model: ExportedModel;
  /**
   * Marginalia's calibrated probabilities of texts, each embedded alone unless `batched`.
   * @param given unit vectors from a server or the user
   */
  readonly score: (
    texts: readonly string[],
    given: VectorsByBlock,
    options?: { readonly batched?: boolean },
  ) => Promise<Matrix>;
  readonly close: () => Promise<void>;
}

export interface ModelRequest extends Omit<BlockSources, 'remainingDimensions'> {
  /** Its number; default: the last one. */
  readonly round?: number;
}

/**
 * Collects the parts of a round's model without changing the project.
 * @throws NotYetError if nothing is trained, the round has other vectors or labels, or its head is a dropout
 * network; UserError if there is no such round or a model is missing; CancelledError
 */
export async function modelOfRound(request: ModelRequest): Promise<ModelOfRound> {
  const { opened, signal } = request;
  const { store, project } = opened;
  const roundHead = predictingRound(store, project, request.round);
  const { number, head: stored, embedding } = roundHead;
  const round = drawnRounds(store, embedding).find((drawn) => drawn.number === number)!;
  const labels = [...roundHead.columns];
  const kind = requireExportable(roundHead, project);
  const head = headFromBytes(stored.bytes, typeScriptOps);
  const vectorBlocks = blocksOfRound(store, project, round);
  const parts: OpenedModelBlock[] = [];
  const close = async (): Promise<void> => {
    for (const { embedder } of parts) await embedder?.close?.();
  };
  try {
    await openBlocks(vectorBlocks, round, head, parts, request);
    throwIfAborted(signal);
    const { temperature = 1 } = round.choices ?? {};
    const blocks = parts.map(({ block }) => block);
    const { thresholds, ...folded } = foldHead(head, blocks, temperature);
    const usesThresholds = thresholds && round.labels >= minAnswersForThresholds;
    const task = kind === 'one-vs-rest' ? 'multi' : 'single';
    const exportedHead = { ...folded, ...(usesThresholds && { thresholds }) };
    return {
      round,
      model: { task, labels, blocks, head: exportedHead },
      score: async (texts, given, { batched = false } = {}) => {
        const x = await vectorsOf(parts, texts, given, batched, signal);
        const p = await head.predictProba(x);
        return task === 'multi'
          ? labelsWithTemperature(p, temperature)
          : withTemperature(p, temperature);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param parts receives each block as it is opened */
async function openBlocks(
  vectorBlocks: readonly VectorBlock[],
  round: DrawnRound,
  head: Head,
  parts: OpenedModelBlock[],
  request: ModelRequest,
): Promise<void> {
  const external = vectorBlocks.filter(({ source }) => source);
  if (external.length > 1) throw new NotYetError(message('modelFolder.severalVectors', {}));
  // Vectors from a server or the user come last, because they take the remaining dimensions.
  const inOrder = [...vectorBlocks].sort((a, b) => Number(!!a.source) - Number(!!b.source));
  const openedByBlock = new Map<VectorBlock, OpenedModelBlock>();
  let remainingDimensions = head.dimensions;
  for (const block of inOrder) {
    throwIfAborted(request.signal);
    const part = await openModelBlock(block, { ...request, remainingDimensions });
    openedByBlock.set(block, part);
    parts.push(part);
    remainingDimensions -= part.block.dimensions;
  }
  parts.splice(0, parts.length, ...vectorBlocks.map((block) => openedByBlock.get(block)!));
  const fingerprints = vectorBlocks.map((block, i) => ({
    weight: block.weight,
    fingerprint: parts[i]!.embedder?.fingerprint ?? block.fingerprint,
  }));
  if (remainingDimensions !== 0 || joinedFingerprint(fingerprints) !== round.embedding) {
    throw otherVectors(round.number);
  }
}

/** The vectors of texts, computed like those of the pool. */
async function vectorsOf(
  parts: readonly OpenedModelBlock[],
  texts: readonly string[],
  given: VectorsByBlock,
  batched: boolean,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const rows = await Promise.all(
    parts.map(async ({ block, embedder }) => {
      const { dimensions, weight } = block;
      const data = new Float32Array(texts.length * dimensions);
      if (batched && embedder) data.set(await embedder.embed(texts, signal));
      else {
        for (const [i, text] of texts.entries()) {
          const vector = embedder
            ? await embedder.embed([text], signal)
            : given['name' in block ? block.name : '']![i]!;
          data.set(vector, i * dimensions);
        }
      }
      return { data, dimensions, weight };
    }),
  );
  const data = rows.length === 1 ? rows[0]!.data : joinRows(rows, texts.length);
  return matrix(texts.length, data.length / texts.length, data);
}
