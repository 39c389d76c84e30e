import { blocksOf, isBundled, type EmbeddingSetting } from '../core/embed/blocks.ts';
import type { Download } from './downloadConsent.ts';

const defaultHub = 'https://huggingface.co/';
/** The model that `auto` proposes for download. */
const autoModel = 'Xenova/all-MiniLM-L6-v2';

/**
 * The downloads that an embedding needs; none for bundled embeddings and folders.
 * @param hub the setting, a URL; defaults to the public hub
 */
export function downloadsOf(setting: EmbeddingSetting, hub = defaultHub): readonly Download[] {
  if (setting === 'auto') return [{ model: autoModel, hub }];
  if (!URL.canParse(hub)) return [];
  return blocksOf(setting)
    .filter((block) => !isBundled(block) && block.source === undefined && !isFolder(block.use))
    .map(({ use }) => ({ model: use, hub }));
}

function isFolder(name: string): boolean {
  return /^(\.{1,2}([\\/]|$)|\/|[A-Za-z]:[\\/])/.test(name);
}

/** The hub's host for display: "huggingface.co". */
export function hostOf({ hub }: Download): string {
  return new URL(hub).host;
}
