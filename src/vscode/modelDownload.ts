import type { Download } from './downloadConsent.ts';

const defaultHub = 'https://huggingface.co/';
/** What `auto` stands for once somebody wants a model. */
const autoModel = 'Xenova/all-MiniLM-L6-v2';

/**
 * What would be downloaded for an embedding; undefined for one that is never downloaded: the lexical
 * one and folders.
 * @param hub the setting, an address; the hub itself when left out
 */
export function downloadOf(embedding: string, hub = defaultHub): Download | undefined {
  if (embedding === 'auto') return { model: autoModel, hub };
  const isFolder = /^(\.{1,2}([\\/]|$)|\/|[A-Za-z]:[\\/])/.test(embedding);
  if (embedding === 'lexical' || isFolder || !URL.canParse(hub)) return undefined;
  return { model: embedding, hub };
}

/** "huggingface.co", for people. */
export function hostOf({ hub }: Download): string {
  return new URL(hub).host;
}
