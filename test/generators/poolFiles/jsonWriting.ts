import type { Cell } from './columns.ts';

/** The way in which a program writes JSON. */
export interface JsonStyle {
  readonly comma: string;
  readonly colon: string;
  /** Everything beyond ASCII as \uXXXX, as Python and pandas do by default. */
  readonly ascii: boolean;
  /** `\/` for `/`, as pandas and PHP write. */
  readonly slashes: boolean;
  /** Indentation of one level. */
  readonly indent: string;
}

export type Member = readonly [name: string, value: string];

export function jsonString(text: string, { ascii, slashes }: JsonStyle): string {
  let written = JSON.stringify(text);
  if (slashes) written = written.replaceAll('/', '\\/');
  if (!ascii) return written;
  return written.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function jsonValue({ kind, value }: Cell, style: JsonStyle): string {
  if (kind === 'text') return jsonString(value, style);
  return kind === 'null' ? 'null' : value;
}

/** An object on one line or, if `depth` is given, on lines indented by `depth + 1` levels. */
export function jsonObject(members: readonly Member[], style: JsonStyle, depth?: number): string {
  const written = members.map(([name, value]) => jsonString(name, style) + style.colon + value);
  return enclose('{', written, '}', style, depth);
}

export function jsonList(items: readonly string[], style: JsonStyle, depth?: number): string {
  return enclose('[', items, ']', style, depth);
}

function enclose(
  open: string,
  parts: readonly string[],
  close: string,
  { comma, indent }: JsonStyle,
  depth: number | undefined,
): string {
  if (depth === undefined || parts.length === 0) return open + parts.join(comma) + close;
  const inner = `\n${indent.repeat(depth + 1)}`;
  return open + inner + parts.join(`,${inner}`) + `\n${indent.repeat(depth)}${close}`;
}
