import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError, userMessageOf } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { EncoderModelBlock } from '../core/modelFolder/exportedModel.ts';
import { pathInside, embedWeights, type ExternalData } from '../core/onnxGraph/embedWeights.ts';

/** The maximum size of a protobuf message, in bytes. */
const maxBytes = 2 ** 31 - 1;

/**
 * The ONNX file of a sentence model, with its external weights inlined.
 * @throws UserError if a weight file is missing, truncated or outside the model's folder, or the result would
 * be too large for one file
 */
export function encoderGraph({
  name,
  graph,
}: Pick<EncoderModelBlock, 'name' | 'graph'>): Uint8Array {
  const folder = dirname(graph);
  let bytes = 0;
  const read = (data: ExternalData): Uint8Array => {
    const path = pathInside(data.location);
    const problem = message('modelFolder.noWeights', { name, file: data.location });
    if (path === undefined) throw new UserError(problem);
    try {
      const part = readPart(join(folder, path), data);
      if (!part) throw new UserError(problem);
      bytes += part.length;
      if (bytes > maxBytes) throw new UserError(message('modelFolder.encoderTooLarge', { name }));
      return part;
    } catch (error) {
      throw userMessageOf(error) ? error : new UserError(problem, { cause: error });
    }
  };
  try {
    return embedWeights(readFileSync(graph), read);
  } catch (error) {
    if (userMessageOf(error)) throw error;
    throw new UserError(message('onnx.unreadable', { name }), { cause: error });
  }
}

/** @returns undefined if the file is too short */
function readPart(path: string, { offset, length }: ExternalData): Uint8Array | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const end = length === undefined ? size : offset + length;
    if (!(offset >= 0 && offset <= end && end <= size)) return undefined;
    const part = new Uint8Array(end - offset);
    for (let at = 0; at < part.length;) {
      const read = readSync(file, part, at, Math.min(part.length - at, 2 ** 30), offset + at);
      // Another program has just made the file shorter.
      if (read === 0) return undefined;
      at += read;
    }
    return part;
  } finally {
    closeSync(file);
  }
}
