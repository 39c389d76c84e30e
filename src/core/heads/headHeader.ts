import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';

/** What every stored head begins with, whatever its kind. */
export interface HeadHeader {
  /** At most 16 characters of ASCII. */
  readonly kind: string;
  /** Of the kind's own layout. */
  readonly version: number;
  /** Three sizes of the kind's own choosing, unsigned 32-bit. */
  readonly sizes: readonly [number, number, number];
}

const magic = 0x4448474d; // "MGHD"
const kindAt = 24;
const kindBytes = 16;
export const headerBytes = kindAt + kindBytes;

/**
 * Little-endian: "MGHD", version, the three sizes, byte length of the kind (32 bits each), then the
 * kind in 16 bytes.
 * @throws RangeError if the kind does not fit.
 */
export function writeHeader(bytes: Uint8Array, { kind, version, sizes }: HeadHeader): void {
  if (kind.length > kindBytes) throw new RangeError(`A kind of head may not be as long as ${kind}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  [magic, version, ...sizes, kind.length].forEach((field, i) => view.setUint32(4 * i, field, true));
  for (let i = 0; i < kind.length; i++) bytes[kindAt + i] = kind.charCodeAt(i);
}

/** @throws UserError if the bytes do not begin as `writeHeader` makes them. */
export function readHeader(bytes: Uint8Array): HeadHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || view.getUint32(0, true) !== magic) throw damaged();
  const [version, first, second, third, kindLength] = [4, 8, 12, 16, 20].map((at) =>
    view.getUint32(at, true),
  ) as [number, number, number, number, number];
  if (kindLength > kindBytes) throw damaged();
  const kind = String.fromCharCode(...bytes.subarray(kindAt, kindAt + kindLength));
  return { kind, version, sizes: [first, second, third] };
}

/** @throws UserError unless the header is of a version that the reader knows. */
export function checkVersion(header: HeadHeader, ...known: readonly number[]): void {
  if (!known.includes(header.version)) {
    throw new UserError(message('head.ofLaterVersion', {}));
  }
}

export const damaged = (): UserError => new UserError(message('head.damaged', {}));
