import { blocksOf, isOwn, type EmbeddingSetting } from '../core/embed/blocks.ts';
import type { Download } from './downloadConsent.ts';

const defaultHub = 'https://huggingface.co/';
/** What `auto` stands for once somebody wants a model. */
const autoModel = 'Xenova/all-MiniLM-L6-v2';

/**
 * What would be downloaded for an embedding; undefined for one that is never downloaded: the product's
 * own and folders.
 * @param hub the setting, an address; the hub itself when left out
 */
export function downloadOf(setting: EmbeddingSetting, hub = defaultHub): Download | undefined {
  if (setting === 'auto') return { model: autoModel, hub };
  if (!URL.canParse(hub)) return undefined;
  const model = blocksOf(setting).find(
    (block) => !isOwn(block) && block.source === undefined && !isFolder(block.use),
  );
  return model && { model: model.use, hub };
}

function isFolder(name: string): boolean {
  return /^(\.{1,2}([\\/]|$)|\/|[A-Za-z]:[\\/])/.test(name);
}

/** "huggingface.co", for people. */
export function hostOf({ hub }: Download): string {
  return new URL(hub).host;
}
