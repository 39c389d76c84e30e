import type { JsonSchema } from './jsonSchema.ts';
import { emptyMeanings, labelFieldUses } from './labelField.ts';
import { choice, field, settings } from './schemaParts.ts';

const use = choice(
  'Take them as answers, show them as suggestions, or leave them.',
  labelFieldUses,
);

/**
 * The schema of `LabelField`: existing labels in the pool.
 * @param labelName the schema of a label's name
 */
export function labelFieldSchema(labelName: JsonSchema): JsonSchema {
  const description = 'Labels that the pool brings along.';
  const inField = settings(
    description,
    {
      field: field('Field with the label, or with a list of labels.'),
      use,
      map: {
        description:
          'The labels that values of the field stand for, where they are written otherwise.',
        type: 'object',
        additionalProperties: labelName,
        errorMessage: 'This is an object of labels by value, for example {"bread": "Bread"}.',
      },
      separator: {
        description:
          'With "task": "multi": what stands between the labels of a record, for example "|", ";" or ",". Lists need none.',
        type: 'string',
        pattern: '^[^\\p{L}\\p{N}]+$',
        errorMessage: 'A separator is a sign in double quotes, for example "|", ";" or ",".',
      },
      empty: choice(
        'With "task": "multi": whether an empty value is "unlabelled", or says that none of the labels applies.',
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
        'Whether an empty cell is unknown ("unlabelled"), or a 0 ("none").',
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
