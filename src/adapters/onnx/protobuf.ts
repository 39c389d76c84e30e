/**
 * The part of the protocol buffer wire format needed to write an ONNX model: a message is the
 * concatenation of its fields, and a field is a key (number · 8 + wire type) and a value.
 */
export type Bytes = Uint8Array;

const utf8 = new TextEncoder();

/** Concatenates fields into a message body. */
export function message(...fields: Bytes[]): Bytes {
  return concat(fields);
}

/** A field of varint type: int32, int64, bool or enum; `value` is a non-negative integer. */
export function integerField(number: number, value: number): Bytes {
  return concat([varint(number * 8), varint(value)]);
}

/** A field of 32-bit floating-point type. */
export function floatField(number: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint(number * 8 + 5), bytes]);
}

/** A length-delimited field: a string, bytes or an embedded message. */
export function bytesField(number: number, value: Bytes | string): Bytes {
  const bytes = typeof value === 'string' ? utf8.encode(value) : value;
  return concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Bytes {
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw new RangeError(`varint: ${value} is not a non-negative integer`);
  }
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  bytes.push(value);
  return Uint8Array.from(bytes);
}

function concat(parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
