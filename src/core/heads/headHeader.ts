import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';

/** The header of every stored head. */
export interface HeadHeader {
  /** At most 16 ASCII characters. */
  readonly kind: string;
  /** Version of the kind's layout. */
  readonly version: number;
  /** Three kind-specific sizes, unsigned 32-bit. */
  readonly sizes: readonly [number, number, number];
}

const magic = 0x4448474d; // "MGHD"
const kindAt = 24;
const kindBytes = 16;
export const headerBytes = kindAt + kindBytes;

/**
 * Little-endian: "MGHD", version, the three sizes, byte length of the kind (32 bits each), then the
 * kind in 16 bytes.
 * @throws RangeError if the kind is too long
 */
export function writeHeader(bytes: Uint8Array, { kind, version, sizes }: HeadHeader): void {
  if (kind.length > kindBytes) throw new RangeError(`A kind of head may not be as long as ${kind}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  [magic, version, ...sizes, kind.length].forEach((field, i) => view.setUint32(4 * i, field, true));
  for (let i = 0; i < kind.length; i++) bytes[kindAt + i] = kind.charCodeAt(i);
}

/** @throws UserError if the bytes do not start with a valid header */
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

/** @throws UserError unless the header's version is known */
export function checkVersion(header: HeadHeader, ...known: readonly number[]): void {
  if (!known.includes(header.version)) {
    throw new UserError(message('head.ofLaterVersion', {}));
  }
}

/** The error for bytes that are no head of any known kind and version. */
export const damaged = (): UserError => new UserError(message('head.damaged', {}));
