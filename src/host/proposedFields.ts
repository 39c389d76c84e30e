import { quotedRows } from '../adapters/csv/quotedRows.ts';
import type { ProposedFields } from '../core/messages/interchangeMessages.ts';
import { guessFields } from '../core/pool/guessFields.ts';
import { hasColumns, type PoolFormat } from '../core/pool/poolSpec.ts';
import type { FileSamples } from '../core/pool/reading/reading.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';

/** Labels that a sentence names. */
const labelsNamed = 5;

/**
 * Which fields of a file of no known format may hold texts and labels, as `inspect` proposes them.
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
    several,
  } = guessFields(sampleRows(samples, form, quotedRows));
  const [field, ...more] = text;
  // Numbers are more often counts and ids.
  if (!labels.some((name) => /\p{L}/u.test(name))) return undefined;
  if (field === undefined || more.length > 0 || isDoubtful || label === undefined) return undefined;
  // Lists are lists in JSON, and texts in a table.
  const separator = several && (several.separator ?? (hasColumns(form) ? ',' : undefined));
  return {
    text: field,
    label,
    labels: labels.slice(0, labelsNamed),
    ...(separator !== undefined && { separator }),
  };
}
