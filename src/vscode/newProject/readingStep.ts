import { textOf } from '../text/messages/textOf.ts';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { userMessageOf } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { delimiters, type PoolFormat } from '../../core/pool/poolSpec.ts';
import type { PoolInspection, PoolSurvey, Host } from '../ports.ts';
import { encodings, readingPreview, formatRows, type ReadingAction } from '../text/readingText.ts';
import { delimiterName } from '../text/messages/delimiterName.ts';
import { encodingName } from '../text/messages/formatReading.ts';
import type { Surveys } from './poolSurvey.ts';
import { pickOne, type StepOutcome, type StepPlace } from './wizard.ts';
import { localize } from '../windowLanguage.ts';

type Item = vscode.QuickPickItem & { readonly action?: ReadingAction };

/**
 * Shows how a file is read until the user accepts: first rows, other readings, encodings and
 * delimiters. The rows of a large file are counted while the question is open.
 */
export async function askReading(
  services: Host,
  path: string,
  shown: PoolInspection,
  surveys: Surveys,
  place: StepPlace,
): Promise<StepOutcome<PoolInspection>> {
  let inspection = shown;
  for (;;) {
    const placeholder = localize('Is the file read correctly?');
    const read = inspection;
    const outcome = (await surveys.isQuick(read))
      ? await pickOne<Item>(itemsOf(read, await surveys.of(read)), placeholder, place)
      : await pickOne<Item>(itemsOf(read, 'counting'), placeholder, place, async (signal) =>
          itemsOf(read, await surveys.of(read, signal)),
        );
    if (outcome === undefined || outcome === 'back') return outcome;
    const { action = { kind: 'accept' } } = outcome.value;
    if (action.kind === 'accept') return { value: inspection };
    const overrides = await formOf(action, inspection, place);
    if (overrides === undefined) return undefined;
    if (overrides === 'back') continue;
    const next = await tryReading(services, path, overrides);
    if (next) inspection = offering(next, shown);
  }
}

/** Adds the initial reading to the alternatives. */
function offering(next: PoolInspection, first: PoolInspection): PoolInspection {
  const { format } = first;
  const { reading } = next;
  const isListed = [next.format, ...reading.alternatives.map((other) => other.format)].some(
    (other) => isDeepStrictEqual(other, format),
  );
  if (isListed) return next;
  const previous = { format, why: message('reading.first', {}) };
  return { ...next, reading: { ...reading, alternatives: [previous, ...reading.alternatives] } };
}

function itemsOf(inspection: PoolInspection, survey: PoolSurvey | 'counting' | undefined): Item[] {
  const { reading, rows, alternatives } = readingPreview(inspection, localize);
  const lost =
    survey === 'counting'
      ? { label: `$(loading~spin) ${localize('Counting the rows of the whole file …')}` }
      : survey && formatRows(survey, localize);
  return [
    reading,
    ...(lost ? [{ ...lost, action: { kind: 'accept' } as const }] : []),
    heading(localize('the first rows as they are read')),
    ...rows,
    heading(localize('read it differently')),
    ...alternatives,
  ];
}

function heading(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Asks which setting to change. */
async function formOf(
  action: Exclude<ReadingAction, { kind: 'accept' }>,
  { format }: PoolInspection,
  place: StepPlace,
): Promise<Partial<PoolFormat> | 'back' | undefined> {
  if (action.kind === 'read') return action.format;
  const within = { ...place, canGoBack: true };
  if (action.kind === 'encoding') {
    const names = encodings.map((encoding) => ({ label: encodingName(encoding), encoding }));
    const items = names.filter(({ encoding }) => encoding !== format.encoding);
    const outcome = await pickOne(items, localize('The encoding of the file'), within);
    if (outcome === undefined || outcome === 'back') return outcome;
    // Another encoding may change delimiters and quotes too.
    return { encoding: outcome.value.encoding };
  }
  const items = delimiters
    .filter((delimiter) => delimiter !== format.delimiter)
    .map((delimiter) => ({ label: delimiterName(delimiter, localize), delimiter }));
  const outcome = await pickOne(items, localize('Which delimiter separates the columns?'), within);
  if (outcome === undefined || outcome === 'back') return outcome;
  const { encoding = 'utf-8', gzip, zstd } = format;
  const storage = { encoding, ...(gzip && { gzip }), ...(zstd && { zstd }) };
  return { kind: 'delimited', ...storage, delimiter: outcome.value.delimiter };
}

/** Undefined after an error message if the file cannot be read that way. */
async function tryReading(
  services: Host,
  path: string,
  overrides: Partial<PoolFormat>,
): Promise<PoolInspection | undefined> {
  try {
    return await services.inspectPool(path, overrides);
  } catch (error) {
    const message = userMessageOf(error);
    if (message === undefined) throw error;
    void vscode.window.showWarningMessage(textOf(message, localize));
    return undefined;
  }
}
