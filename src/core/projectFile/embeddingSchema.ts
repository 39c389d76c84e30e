import type { JsonSchema } from './jsonSchema.ts';
import { projectDefaults } from './projectFile.ts';

const weight: JsonSchema = {
  description:
    'How much the block counts beside the others; chosen by the product when left out (lexical ½ beside a sentence model).',
  type: 'number',
  exclusiveMinimum: 0,
  errorMessage: 'A weight is a number above 0.',
};

/** A block that is given as an object with its name under one key. */
function blockBy(key: 'use' | 'folder' | 'hub', what: string): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      [key]: { description: what, type: 'string', minLength: 1, errorMessage: `"${key}": ${what}` },
      weight,
    },
    required: [key],
    errorMessage: 'A block is a name, or an object such as {"use": "lexical", "weight": 0.5}.',
  };
}

const name: JsonSchema = {
  description:
    '"lexical", "static" and "bge-small-en-v1.5" (both come with the extension, English), a hub id such as "Xenova/all-MiniLM-L6-v2", or a folder.',
  type: 'string',
  minLength: 1,
  errorMessage: 'A block is "lexical", "static", "bge-small-en-v1.5", a hub id or a folder.',
};

/** What the vectors are made of: one embedding, or several whose vectors are joined. */
export const embeddingSchema: JsonSchema = {
  description:
    '"auto", "lexical", "static", "bge-small-en-v1.5", a hub id such as "Xenova/all-MiniLM-L6-v2", a folder; or a list of blocks, such as ["lexical", "bge-small-en-v1.5"].',
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'array',
      minItems: 1,
      items: {
        anyOf: [
          name,
          blockBy('use', 'A name is "lexical", "static", "bge-small-en-v1.5" or a hub id.'),
          blockBy('folder', 'A folder is a path, for example "./models/mine".'),
          blockBy('hub', 'A hub id reads like "Xenova/all-MiniLM-L6-v2".'),
        ],
        errorMessage: 'A block is a name, or an object such as {"use": "lexical", "weight": 0.5}.',
      },
      errorMessage: 'A list of blocks has at least one.',
    },
  ],
  default: projectDefaults.embedding,
  errorMessage:
    'The embedding is "auto", "lexical", "static", "bge-small-en-v1.5", a hub id or a folder, or a list of blocks of these.',
};
