/** Chunks of bytes as UTF-8 text; undefined if there are more than `limit` bytes. */
export async function textWithin(
  chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  limit: number,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
