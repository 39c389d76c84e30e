import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import { nearest } from '../nearest.ts';
import { type JsonNode, type PropertyNode, valueOf } from './jsonTree.ts';
import type { ProjectProblem } from './projectFile.ts';

/**
 * The subset of JSON Schema (draft 7) used by the project file's schema. `errorMessage`, which VS
 * Code's JSON editor also shows, is a complete sentence that says what is allowed.
 */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly errorMessage?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** False: only `properties` are allowed; a schema: applies to every other property. */
  readonly additionalProperties?: false | JsonSchema;
  readonly minProperties?: number;
  /** Reports the problems of the alternative that matches the value's type and has the fewest. */
  readonly anyOf?: readonly JsonSchema[];
}

type Path = readonly (string | number)[];

/**
 * Validates a document; reports every problem at its own position, unknown properties as warnings.
 */
export function checkSchema(node: JsonNode, schema: JsonSchema, path: Path = []): ProjectProblem[] {
  if (schema.anyOf) return checkAlternatives(node, schema, schema.anyOf, path);
  if (!matchesScalar(node, schema)) return [problemAt(node, explain(node, schema), path)];
  if (node.type === 'array') return checkItems(node.items, schema, path);
  if (node.type === 'object') return checkProperties(node, schema, path);
  return [];
}

function checkAlternatives(
  node: JsonNode,
  schema: JsonSchema,
  alternatives: readonly JsonSchema[],
  path: Path,
): ProjectProblem[] {
  const results = alternatives.map((alternative) => checkSchema(node, alternative, path));
  const good = results.find((problems) => problems.every((p) => p.severity === 'warning'));
  if (good) return good;
  const same = results.filter((_, i) => isContainerOf(node, alternatives[i]!));
  if (same.length === 0) return [problemAt(node, notAllowed(schema), path)];
  return same.reduce((best, problems) => (problems.length < best.length ? problems : best));
}

/**
 * Whether the value is an object or array as the schema requires, so that the problem is inside it.
 */
function isContainerOf(node: JsonNode, schema: JsonSchema): boolean {
  return (node.type === 'object' || node.type === 'array') && node.type === schema.type;
}

function matchesScalar(node: JsonNode, schema: JsonSchema): boolean {
  if (!matchesType(node, schema.type)) return false;
  const value = valueOf(node);
  if (schema.enum && !schema.enum.some((choice) => choice === value)) return false;
  if (typeof value === 'string') {
    if (schema.minLength !== undefined && [...value].length < schema.minLength) return false;
    return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value);
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) return false;
    if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) return false;
    return schema.maximum === undefined || value <= schema.maximum;
  }
  if (Array.isArray(value)) return value.length >= (schema.minItems ?? 0);
  if (node.type === 'object') return node.properties.length >= (schema.minProperties ?? 0);
  return true;
}

function matchesType(node: JsonNode, type: JsonSchema['type']): boolean {
  if (type === undefined) return true;
  if (type === 'integer') return node.type === 'number' && Number.isInteger(node.value);
  return node.type === type;
}

function checkItems(items: readonly JsonNode[], schema: JsonSchema, path: Path): ProjectProblem[] {
  const { items: inner } = schema;
  if (!inner) return [];
  return items.flatMap((item, i) => checkSchema(item, inner, [...path, i]));
}

function checkProperties(
  node: Extract<JsonNode, { type: 'object' }>,
  schema: JsonSchema,
  path: Path,
): ProjectProblem[] {
  const known = schema.properties ?? {};
  const present = new Set(node.properties.map((p) => p.key));
  const absent = (schema.required ?? [])
    .filter((key) => !present.has(key))
    .map((key) => problemAt(firstCharacter(node), missing(key, known[key]), path));
  const inside = node.properties.flatMap((p) => {
    const inner = Object.hasOwn(known, p.key) ? known[p.key] : schema.additionalProperties;
    if (inner === false) return [unknownProperty(p, Object.keys(known), path)];
    return inner ? checkSchema(p.value, inner, [...path, p.key]) : [];
  });
  return [...absent, ...inside];
}

function missing(key: string, { errorMessage: allowed }: JsonSchema = {}): Message {
  return message('projectFile.missing', { key, ...(allowed !== undefined && { allowed }) });
}

function unknownProperty(
  { key, keySpan }: PropertyNode,
  known: readonly string[],
  path: Path,
): ProjectProblem {
  const meant = nearest(key, known);
  const reason = message('projectFile.unknownKey', { key, known, ...(meant && { meant }) });
  return { ...problemAt(keySpan, reason, [...path, key]), severity: 'warning' };
}

/** What is allowed, with a suggestion if the value is close to one of the choices. */
function explain(node: JsonNode, schema: JsonSchema): Message {
  const choices = schema.enum?.filter((choice) => typeof choice === 'string') ?? [];
  return notAllowed(
    schema,
    node.type === 'string' ? nearest(String(node.value), choices) : undefined,
  );
}

function notAllowed({ errorMessage: allowed }: JsonSchema, meant?: string): Message {
  return message('projectFile.notAllowed', {
    ...(allowed !== undefined && { allowed }),
    ...(meant && { meant }),
  });
}

/** Reports something missing at the opening bracket rather than along the whole object. */
function firstCharacter(node: JsonNode): { offset: number; length: number } {
  return { offset: node.offset, length: 1 };
}

function problemAt(
  { offset, length }: { readonly offset: number; readonly length: number },
  reason: Message,
  path: Path,
): ProjectProblem {
  return { message: reason, offset, length, path, severity: 'error', source: 'schema' };
}
