import { readsLabels } from '../core/embed/blocks.ts';
import { labelTexts, type DescribedLabel } from '../core/embed/labelText.ts';
import { UserError } from '../core/errors.ts';
import { candidateStrengths, initialStrength } from '../core/heads/chooseHead.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { readLabels } from './readLabels.ts';
import type { SimulateArguments } from './simulateArguments.ts';

/** Whether to use a label prior, with a sentence about it, and the labels' texts for a sentence model. */
export type ChosenPrior = { readonly description: Message } & (
  | { readonly strength: 'off'; readonly texts?: undefined }
  | { readonly strength: 'auto' | number; readonly texts: readonly string[] }
);

/**
 * The label prior of a simulation, as requested or as the labels allow.
 * @param values of the labels, in label set order
 * @throws UserError if a requested prior is not available, or a label file does not match
 */
export async function choosePrior(
  { embedding, labels: requested, prior }: SimulateArguments,
  values: readonly string[],
): Promise<ChosenPrior> {
  const off = (label?: string): ChosenPrior => ({
    strength: 'off',
    description: message('simulate.priorOff', { ...(label !== undefined && { label }) }),
  });
  const isFile = typeof requested === 'string';
  const labels = isFile
    ? await readLabels(requested, values)
    : requested && inOrder(requested, values);
  if (prior === 'off') return off();
  if (!embedding.some(readsLabels)) {
    if (prior === undefined && !isFile) return off();
    const option = isFile ? '--labels' : '--prior';
    throw new UserError(message('simulate.lexicalOnly', { option }));
  }
  const labelled = labelTexts(labels ?? values.map((name) => ({ name })));
  if ('withoutMeaning' in labelled) {
    const label = labelled.withoutMeaning;
    if (typeof prior !== 'number') return off(label);
    throw new UserError(message('simulate.labelWithoutWords', { label }));
  }
  const strength = prior ?? 'auto';
  const description =
    strength === 'auto'
      ? message('simulate.priorAuto', { candidates: candidateStrengths, initial: initialStrength })
      : message('simulate.priorFixed', { strength });
  return { strength, texts: labelled.texts, description };
}

/** A project's labels in order; labels missing from it have only their name. */
function inOrder(
  labels: readonly DescribedLabel[],
  values: readonly string[],
): readonly DescribedLabel[] {
  return values.map((name) => labels.find((label) => label.name === name) ?? { name });
}
