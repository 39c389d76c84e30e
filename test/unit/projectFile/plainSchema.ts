import { isDeepStrictEqual } from 'node:util';

interface Schema {
  readonly [keyword: string]: unknown;
}

const tests: Record<string, (value: never, argument: never, schema: Schema) => boolean> = {
  type: (value: unknown, type: string) => {
    if (type === 'integer') return Number.isInteger(value);
    if (type === 'array') return Array.isArray(value);
    if (type === 'object') return isObject(value);
    return typeof value === type;
  },
  enum: (value: unknown, choices: unknown[]) => choices.some((c) => isDeepStrictEqual(c, value)),
  pattern: (value: unknown, source: string) =>
    typeof value !== 'string' || new RegExp(source, 'u').test(value),
  minLength: (value: unknown, least: number) => typeof value !== 'string' || value.length >= least,
  minimum: (value: unknown, least: number) => typeof value !== 'number' || value >= least,
  maximum: (value: unknown, most: number) => typeof value !== 'number' || value <= most,
  exclusiveMinimum: (value: unknown, bound: number) => typeof value !== 'number' || value > bound,
  items: (value: unknown, inner: Schema) =>
    !Array.isArray(value) || value.every((item) => isValid(item, inner)),
  minItems: (value: unknown, least: number) => !Array.isArray(value) || value.length >= least,
  required: (value: unknown, keys: string[]) => !isObject(value) || keys.every((k) => k in value),
  properties: (value: unknown, inner: Record<string, Schema>) =>
    !isObject(value) ||
    Object.entries(inner).every(([k, s]) => !(k in value) || isValid(value[k], s)),
  additionalProperties: (value: unknown, inner: Schema | false, schema: Schema) =>
    !isObject(value) ||
    Object.keys(value)
      .filter((key) => !(key in ((schema['properties'] as object | undefined) ?? {})))
      .every((key) => inner !== false && isValid(value[key], inner)),
  anyOf: (value: unknown, choices: Schema[]) => choices.some((choice) => isValid(value, choice)),
};

/** Annotation keywords without effect on validation. */
const words = ['$schema', 'title', 'description', 'default', 'errorMessage'];

/** JSON Schema according to its specification, independent of the validator under test. */
export function isValid(value: unknown, schema: Schema): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    if (words.includes(keyword)) return true;
    const test = tests[keyword];
    if (!test) throw new Error(`The schema uses ${keyword}, which this test does not know.`);
    return test(value as never, argument as never, schema);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
