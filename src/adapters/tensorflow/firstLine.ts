/** tfjs rejects with plain objects too, and native loaders explain themselves at length. */
export function firstLine(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).trim().split('\n', 1)[0]!;
}
