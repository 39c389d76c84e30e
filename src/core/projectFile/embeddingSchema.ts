import type { JsonSchema } from './jsonSchema.ts';
import { projectDefaults } from './projectFile.ts';

const weight: JsonSchema = {
  description:
    'How much the block counts beside the others; chosen by the product when left out (lexical beside a sentence model: ½, from 100 labels on 0, ½ or 1 by cross-validation).',
  type: 'number',
  exclusiveMinimum: 0,
  errorMessage: 'A weight is a number above 0.',
};

/** A block written as an object with its name under one key. */
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

const server: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    server: {
      description:
        'Address of a server with OpenAI\'s interface (Ollama, llama.cpp, vLLM, TEI, LM Studio), without "/embeddings". Keys are kept by VS Code, not here.',
      type: 'string',
      minLength: 1,
      errorMessage: '"server": the address reads like "http://127.0.0.1:11434/v1".',
    },
    model: {
      description: 'The name of the model on the server.',
      type: 'string',
      minLength: 1,
      errorMessage: '"model" is what the server calls the model, for example "nomic-embed-text".',
    },
    dimensions: {
      description: 'Numbers in each vector; if left out, as many as the model gives.',
      type: 'integer',
      minimum: 1,
      maximum: 65536,
      errorMessage: '"dimensions" is a whole number from 1 to 65536.',
    },
    weight,
  },
  required: ['server', 'model'],
  errorMessage:
    'A server is an object such as {"server": "http://127.0.0.1:11434/v1", "model": "nomic-embed-text"}.',
};

const vectors: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    vectors: {
      description:
        'Path of an .npy or .npz file with vectors of your own, relative to the project file: float16, float32 or float64, rows × dimensions. "./vectors.npz#NAME" is one of several arrays.',
      type: 'string',
      minLength: 1,
      errorMessage: '"vectors" is the path of an .npy or .npz file, for example "./vectors.npy".',
    },
    by: {
      description:
        '"row": row i is of row i of the pool\'s files, all rows counted; "id": the ids stand beside it in NAME.ids.txt, one per line.',
      enum: ['row', 'id'],
      errorMessage: '"by" is "row" or "id".',
    },
    weight,
  },
  required: ['vectors', 'by'],
  errorMessage:
    'Vectors of your own are an object such as {"vectors": "./vectors.npy", "by": "row"}.',
};

const fieldOfVectors: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    field: {
      description:
        'Field of the pool that holds a list of numbers, or a path such as "meta.vector".',
      type: 'string',
      minLength: 1,
      errorMessage: '"field" is the name of a field with lists of numbers.',
    },
    weight,
  },
  required: ['field'],
  errorMessage: 'A field of vectors is an object such as {"field": "embedding"}.',
};

const name: JsonSchema = {
  description:
    '"lexical", "static" and "bge-small-en-v1.5" (both come with the extension, English), a hub id such as "Xenova/all-MiniLM-L6-v2", or a folder.',
  type: 'string',
  minLength: 1,
  errorMessage: 'A block is "lexical", "static", "bge-small-en-v1.5", a hub id or a folder.',
};

/** The source of the vectors: one embedding, or several whose vectors are concatenated. */
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
          server,
          vectors,
          fieldOfVectors,
        ],
        errorMessage: 'A block is a name, or an object such as {"use": "lexical", "weight": 0.5}.',
      },
      errorMessage: '"embedding": a list of blocks has at least one.',
    },
  ],
  default: projectDefaults.embedding,
  errorMessage:
    'The embedding is "auto", "lexical", "static", "bge-small-en-v1.5", a hub id or a folder, or a list of blocks of these.',
};
