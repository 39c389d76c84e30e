import { quotedRows } from '../adapters/csv/quotedRows.ts';
import type { ProposedFields } from '../core/messages/interchangeMessages.ts';
import { guessFields } from '../core/pool/guessFields.ts';
import { hasColumns, type PoolFormat } from '../core/pool/poolSpec.ts';
import type { FileSamples } from '../core/pool/reading/reading.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';

/** Labels named in a sentence. */
const maxLabelsListed = 5;

/**
 * The likely text and label fields of a file of unknown format, as `inspect` proposes them.
 * @returns undefined if it proposes none
 */
export function proposedFields(
  samples: FileSamples,
  form: PoolFormat | undefined,
): ProposedFields | undefined {
  if (!form) return undefined;
  const {
    text,
    isDoubtful,
    label,
    labels = [],
    multiLabel,
  } = guessFields(sampleRows(samples, form, quotedRows));
  const [field, ...more] = text;
  // Numeric values are more often counts or ids than labels.
  if (!labels.some((name) => /\p{L}/u.test(name))) return undefined;
  if (field === undefined || more.length > 0 || isDoubtful || label === undefined) return undefined;
  // A list is an array in JSON, but joined text in a table.
  const separator = multiLabel && (multiLabel.separator ?? (hasColumns(form) ? ',' : undefined));
  return {
    text: field,
    label,
    labels: labels.slice(0, maxLabelsListed),
    ...(separator !== undefined && { separator }),
  };
}
