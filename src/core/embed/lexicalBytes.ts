import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import type { LexicalModel } from './lexicalModel.ts';

/** "MGLX" read as a little-endian 32-bit integer. */
const MAGIC = 0x584c474d;
const VERSION = 1;
const HEADER = 8;

/**
 * Eight 32-bit integers (magic, version, columns, dimensions, words, charMin, charMax, 0), then the hashes,
 * the idf weights and the projection, all little-endian.
 */
export function lexicalToBytes({ vocabulary, dimensions, projection }: LexicalModel): Uint8Array {
  const { range, hashes, idf } = vocabulary;
  const columns = hashes.length;
  const words = new Uint32Array(HEADER + 2 * columns + columns * dimensions);
  words.set([MAGIC, VERSION, columns, dimensions, range.words, range.charMin, range.charMax]);
  words.set(hashes, HEADER);
  const floats = new Float32Array(words.buffer);
  floats.set(idf, HEADER + columns);
  floats.set(projection, HEADER + 2 * columns);
  return new Uint8Array(words.buffer);
}

/** @throws UserError if the bytes have another format or version, or are truncated */
export function lexicalFromBytes(bytes: Uint8Array): LexicalModel {
  const refuse = (wrong: 'incomplete' | 'otherKind' | 'damaged'): never => {
    throw new UserError(message('lexical.badFile', { wrong }));
  };
  if (bytes.length < 4 * HEADER || bytes.length % 4 !== 0) refuse('incomplete');
  // Copies, since the bytes may begin at any offset in a larger buffer and typed arrays need
  // multiples of four; not by slice(), which in Node's Buffer is a view.
  const { buffer } = new Uint8Array(bytes);
  const [magic, version, columns, dimensions, words, charMin, charMax] = new Uint32Array(
    buffer,
    0,
    HEADER,
  ) as unknown as [number, number, number, number, number, number, number];
  if (magic !== MAGIC) refuse('otherKind');
  if (version !== VERSION) {
    throw new UserError(message('lexical.otherVersion', { version, known: VERSION }));
  }
  if (bytes.length !== 4 * (HEADER + 2 * columns + columns * dimensions)) refuse('incomplete');
  if (words !== 1 && words !== 2) return refuse('damaged');
  const at = 4 * HEADER;
  return {
    vocabulary: {
      range: { words, charMin, charMax },
      hashes: new Uint32Array(buffer, at, columns),
      idf: new Float32Array(buffer, at + 4 * columns, columns),
    },
    dimensions,
    projection: new Float32Array(buffer, at + 8 * columns, columns * dimensions),
  };
}
