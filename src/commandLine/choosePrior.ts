import { message } from '../core/messages/messages.ts';
import { readsLabels } from '../core/embed/blocks.ts';
import { labelTexts, type DescribedLabel } from '../core/embed/labelText.ts';
import { UserError } from '../core/errors.ts';
import { candidateStrengths, initialStrength } from '../core/heads/chooseHead.ts';
import { readLabels } from './readLabels.ts';
import type { SimulateArguments } from './simulateArguments.ts';

/** Whether to use a label prior, and the labels' texts for a sentence model. */
export type ChosenPrior = { readonly description: string } & (
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
  const off = (reason: string): ChosenPrior => ({
    strength: 'off',
    description: `Label prior: off${reason}.`,
  });
  const isFile = typeof requested === 'string';
  const labels = isFile
    ? await readLabels(requested, values)
    : requested && inOrder(requested, values);
  if (prior === 'off') return off('');
  if (!embedding.some(readsLabels)) {
    if (prior === undefined && !isFile) return off('');
    const option = isFile ? '--labels' : '--prior';
    throw new UserError(message('simulate.lexicalOnly', { option }));
  }
  const labelled = labelTexts(labels ?? values.map((name) => ({ name })));
  if ('withoutMeaning' in labelled) {
    if (typeof prior === 'number') {
      throw new UserError(
        message('simulate.labelWithoutWords', { label: labelled.withoutMeaning }),
      );
    }
    return off(
      `, as the label "${labelled.withoutMeaning}" is a number or a code without a description`,
    );
  }
  const strength = prior ?? 'auto';
  const description =
    strength === 'auto'
      ? `s from ${candidateStrengths.join(', ')} by cross-validation at 20, 50, 100, 200, 500 … labels, ${initialStrength} before`
      : `s = ${strength}`;
  return { strength, texts: labelled.texts, description: `Label prior: ${description}.` };
}

/** A project's labels in order; labels missing from it have only their name. */
function inOrder(
  labels: readonly DescribedLabel[],
  values: readonly string[],
): readonly DescribedLabel[] {
  return values.map((name) => labels.find((label) => label.name === name) ?? { name });
}
