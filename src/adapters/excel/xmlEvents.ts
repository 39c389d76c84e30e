import { SaxesParser } from 'saxes';
import type { OnBytes } from './zipEntries.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Callbacks for the parts of an XML document; names come without their prefix. */
export interface XmlEvents {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
  /** Returns false to stop. */
  readonly more?: () => boolean;
}

/**
 * Parses XML in UTF-8 as its bytes arrive. Does not expand entities that a document declares, which
 * prevents entity bombs.
 * @throws the parser's error, from the returned function
 */
export function xmlReader({ open, close, text, more }: XmlEvents): OnBytes {
  const decoder = new TextDecoder();
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    open?.(local(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    close?.(local(name));
  });
  if (text) parser.on('text', text);
  return (bytes, last) => {
    parser.write(decoder.decode(bytes, { stream: !last }));
    if (last) parser.close();
    return more?.();
  };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
