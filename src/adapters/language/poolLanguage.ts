import { franc } from 'franc-min';

/** Texts are put together to so many characters: of a single short one the language cannot be told. */
const chunkCharacters = 800;
const mostChunks = 60;
/** Shorter than this at the end, a chunk says little. */
const leastCharacters = 40;

/** What language most of some texts are in. */
export interface PoolLanguage {
  /** ISO 639-3; `und` where it cannot be told, as of emoji or code. */
  readonly code: string;
  /** Of the characters looked at, 0 … 1. */
  readonly share: number;
}

/**
 * The language of most of the texts, by the trigrams of up to 60 chunks of 800 characters (Cavnar & Trenkle
 * 1994, "N-gram-based text categorization").
 */
export function poolLanguage(texts: readonly string[]): PoolLanguage {
  const characters = new Map<string, number>();
  let all = 0;
  for (const chunk of chunksOf(texts)) {
    const code = franc(chunk);
    characters.set(code, (characters.get(code) ?? 0) + chunk.length);
    all += chunk.length;
  }
  const [most] = [...characters].sort(([, a], [, b]) => b - a);
  return most ? { code: most[0], share: most[1] / all } : { code: 'und', share: 0 };
}

function chunksOf(texts: readonly string[]): string[] {
  const chunks: string[] = [];
  let chunk = '';
  for (const text of texts) {
    chunk += `${text.slice(0, chunkCharacters)}\n`;
    if (chunk.length < chunkCharacters) continue;
    chunks.push(chunk);
    chunk = '';
    if (chunks.length === mostChunks) return chunks;
  }
  if (chunk.length >= leastCharacters || chunks.length === 0) chunks.push(chunk);
  return chunks;
}
