/** Typed arrays in metrics, by their serialised name. */
const typedArrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
type TypedName = keyof typeof typedArrays;

/**
 * JSON that also round-trips typed arrays and non-finite numbers, which plain JSON turns into
 * objects and null. They are written as `{"$": type, "values": …}`.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) {
      return { $: 'number', values: String(inner) };
    }
    const name = typedName(inner);
    return name ? { $: name, values: Array.from(inner as Float64Array) } : inner;
  });
}

/**
 * The inverse of `toJson`.
 * @throws SyntaxError if the text is not JSON
 */
export function fromJson(text: string): unknown {
  // A reviver runs for every value, and hardly any text needs it.
  if (!text.includes('"$"')) return JSON.parse(text) as unknown;
  return JSON.parse(text, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || !('$' in inner) || !('values' in inner)) {
      return inner;
    }
    if (inner.$ === 'number') return Number(inner.values);
    const Type = typedArrays[inner.$ as TypedName] as typeof Float64Array | undefined;
    return Type ? Type.from(inner.values as number[]) : inner;
  });
}

function typedName(value: unknown): TypedName | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const name = value.constructor.name;
  return name in typedArrays ? (name as TypedName) : undefined;
}
