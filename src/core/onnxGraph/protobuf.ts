/**
 * The part of the protocol buffer wire format needed for ONNX models: a message is the
 * concatenation of its fields, and a field is a key (number · 8 + wire type) and a value.
 */
export type Bytes = Uint8Array;

const utf8 = new TextEncoder();

/** Wire types: the encoding of the value that follows a key. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;

/** Concatenates fields into a message body. */
export function message(...fields: Bytes[]): Bytes {
  return concat(fields);
}

/** A field of varint type: int32, int64, bool or enum. */
export function integerField(number: number, value: number): Bytes {
  return concat([varint(number * 8 + VARINT), varint(value)]);
}

/** A repeated field of varint type, packed. */
export function integersField(number: number, values: ArrayLike<number>): Bytes {
  const bytes: number[] = [];
  for (let i = 0; i < values.length; i++) pushVarint(values[i]!, bytes);
  return bytesField(number, Uint8Array.from(bytes));
}

/** A field of 32-bit floating-point type. */
export function floatField(number: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint(number * 8 + FOUR_BYTES), bytes]);
}

/** A length-delimited field: a string, bytes or an embedded message. */
export function bytesField(number: number, value: Bytes | string): Bytes {
  const bytes = typeof value === 'string' ? utf8.encode(value) : value;
  return concat([varint(number * 8 + LENGTH), varint(bytes.length), bytes]);
}

/** A field that has been read. */
export interface Field {
  readonly number: number;
  /** A varint's value; 0 for other types. */
  readonly integer: number;
  /** A length-delimited field's value; empty for other types. */
  readonly bytes: Bytes;
  /** Key and value, as encoded. */
  readonly whole: Bytes;
}

/**
 * The fields of a message, without those of embedded messages; views of its bytes.
 * @throws RangeError if the bytes are not a message
 */
export function* fieldsOf(bytes: Bytes): Generator<Field> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('fieldsOf: the bytes end within a field');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const from = at;
    const key = readVarint();
    const wire = key % 8;
    if (![VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES].includes(wire)) {
      throw new RangeError(`fieldsOf: no wire type ${wire}`);
    }
    const integer = wire === VARINT ? readVarint() : 0;
    const size =
      wire === LENGTH ? readVarint() : wire === FOUR_BYTES ? 4 : wire === EIGHT_BYTES ? 8 : 0;
    if (at + size > bytes.length) throw new RangeError('fieldsOf: the bytes end within a field');
    yield {
      number: Math.floor(key / 8),
      integer,
      bytes: wire === LENGTH ? bytes.subarray(at, at + size) : bytes.subarray(at, at),
      whole: bytes.subarray(from, at + size),
    };
    at += size;
  }
}

/** The text of a string field. */
export const textOf = ({ bytes }: Field): string => new TextDecoder().decode(bytes);

function varint(value: number): Bytes {
  const bytes: number[] = [];
  pushVarint(value, bytes);
  return Uint8Array.from(bytes);
}

/** Appends a varint: seven bits a byte; a negative number as its 64-bit two's complement. */
function pushVarint(value: number, to: number[]): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`varint: ${value} is no safe integer`);
  if (value < 0) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) to.push(Number(rest & 127n) | 128);
    to.push(Number(rest));
    return;
  }
  for (; value >= 128; value = Math.floor(value / 128)) to.push((value % 128) | 128);
  to.push(value);
}

function concat(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
