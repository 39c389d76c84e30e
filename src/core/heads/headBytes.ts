import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { CommitteeHead } from './committeeHead.ts';
import type { Head } from './head.ts';
import { readHeader } from './headHeader.ts';
import { readLinear } from './linearBytes.ts';
import { LogisticHead } from './logisticHead.ts';
import { OneVsRestHead } from './oneVsRestHead.ts';

/** Decoders by kind for heads outside the core. @throws UserError if the bytes are damaged */
export type HeadDecoders = ReadonlyMap<string, (bytes: Uint8Array) => Head>;

/**
 * Decodes a head.
 * @param others decoders that the composition root adds
 * @throws UserError if the bytes are damaged, of a later version or of an unknown kind
 */
export function headFromBytes(
  bytes: Uint8Array,
  ops: MatrixOps,
  others: HeadDecoders = new Map(),
): Head {
  const { kind } = readHeader(bytes);
  switch (kind) {
    case 'logistic': {
      const { labels, weights, bias, prior } = readLinear(bytes);
      return new LogisticHead(labels, weights, bias, ops, { prior });
    }
    case 'one-vs-rest': {
      const { labels, weights, bias, ...stored } = readLinear(bytes);
      return new OneVsRestHead(labels, weights, bias, ops, stored);
    }
    case 'committee': {
      const { labels, weights, bias, members } = readLinear(bytes);
      return new CommitteeHead(labels, weights, bias, members, ops);
    }
  }
  const decode = others.get(kind);
  if (decode) return decode(bytes);
  throw new UserError(message('head.unknownKind', { kind }));
}
