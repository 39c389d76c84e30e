import type { JsonSchema } from './jsonSchema.ts';

function oneOf(choices: readonly (string | number | boolean)[]): string {
  const quoted = choices.map((choice) => JSON.stringify(choice));
  return quoted.length < 2
    ? quoted.join('')
    : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** The name or path of a field of the pool. */
export function field(description: string, what = 'A field'): JsonSchema {
  return {
    description,
    type: 'string',
    errorMessage: `${what} is its name in double quotes, or a path such as "meta.body".`,
  };
}

/** A number from 0 to 1. @param initial the default */
export function share(description: string, initial: number): JsonSchema {
  return {
    description,
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: initial,
    errorMessage: 'A share is a number from 0 to 1, for example 0.1.',
  };
}

/** A whole number. @param initial the default */
export function count(description: string, minimum: number, initial: number): JsonSchema {
  return {
    description,
    type: 'integer',
    minimum,
    default: initial,
    errorMessage: `This is a whole number from ${minimum} on.`,
  };
}

/**
 * The properties, with messages that include the key: in the Problems view "This is a whole number"
 * does not show which setting is wrong.
 */
export function named(
  properties: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => {
      const { errorMessage } = schema;
      const says = errorMessage === undefined || new RegExp(`\\b${key}\\b`, 'i').test(errorMessage);
      if (says) return [key, schema];
      return [key, { ...schema, errorMessage: `"${key}": ${errorMessage}` }];
    }),
  );
}

/** An object with these properties and no others. */
export function settings(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required?: readonly string[],
): JsonSchema {
  return {
    description,
    type: 'object',
    additionalProperties: false,
    properties: named(properties),
    ...(required && { required }),
    errorMessage: `This is an object in braces with ${Object.keys(properties).join(', ')}.`,
  };
}

/** One of the values. @param initial the default */
export function choice(
  description: string,
  choices: readonly (string | number | boolean)[],
  initial?: string | number | boolean,
): JsonSchema {
  return {
    description,
    enum: choices,
    ...(initial !== undefined && { default: initial }),
    errorMessage: `Allowed here: ${oneOf(choices)}.`,
  };
}

/** true or false. */
export const flag = (description: string): JsonSchema => ({
  description,
  type: 'boolean',
  errorMessage: 'Allowed here: true or false, without quotes.',
});

/** A built-in name, or one from another extension (see `checkQuery`). */
export function nameOf(
  description: string,
  known: readonly string[],
  errorMessage: string,
  initial?: string,
): JsonSchema {
  return {
    description,
    anyOf: [{ enum: known }, { type: 'string', pattern: '^[a-z][a-z0-9-]*$' }],
    ...(initial !== undefined && { default: initial }),
    errorMessage,
  };
}

/** A number within bounds. */
export function number(
  description: string,
  bounds: Pick<JsonSchema, 'minimum' | 'exclusiveMinimum' | 'maximum'>,
  errorMessage: string,
): JsonSchema {
  return { description, type: 'number', ...bounds, errorMessage };
}
