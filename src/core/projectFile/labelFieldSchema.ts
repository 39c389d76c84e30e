import type { JsonSchema } from './jsonSchema.ts';
import { emptyMeanings, labelFieldUses } from './labelField.ts';
import { choice, field, settings } from './schemaParts.ts';

const use = choice(
  'Whether to use them as answers, show them as suggestions, or ignore them.',
  labelFieldUses,
);

/**
 * The schema of `LabelField`: existing labels in the pool.
 * @param labelName the schema of a label's name
 */
export function labelFieldSchema(labelName: JsonSchema): JsonSchema {
  const description = 'Labels that are already in the pool.';
  const inField = settings(
    description,
    {
      field: field('Field with the label, or with a list of labels.'),
      use,
      map: {
        description: 'The label for each value of the field that is not the name of a label.',
        type: 'object',
        additionalProperties: labelName,
        errorMessage: 'This is an object of labels by value, for example {"bread": "Bread"}.',
      },
      separator: {
        description:
          'With "task": "multi": the separator between the labels of a record, for example "|", ";" or ",". Lists need none.',
        type: 'string',
        pattern: '^[^\\p{L}\\p{N}]+$',
        errorMessage: 'A separator is a sign in double quotes, for example "|", ";" or ",".',
      },
      empty: choice(
        'With "task": "multi": whether an empty value means "unlabelled", or that none of the labels applies ("none").',
        emptyMeanings,
        emptyMeanings[0],
      ),
    },
    ['field', 'use'],
  );
  const inColumns = settings(
    description,
    {
      columns: {
        description:
          'With "task": "multi": for each label the column that holds 1 where it applies and 0 where it does not; an empty cell is unknown.',
        type: 'object',
        additionalProperties: field('Column of this label.', 'A column'),
        errorMessage:
          'Columns are an object of columns by label, for example {"joy": "is_joy", "anger": "is_anger"}.',
      },
      use,
      empty: choice(
        'Whether an empty cell means unknown ("unlabelled") or 0 ("none").',
        emptyMeanings,
        emptyMeanings[0],
      ),
    },
    ['columns', 'use'],
  );
  return {
    description,
    anyOf: [inField, inColumns],
    errorMessage: 'This is an object in braces with "field" (or "columns") and "use".',
  };
}
