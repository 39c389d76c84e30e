import { blocksOf, isOwn, type EmbeddingSetting } from '../core/embed/blocks.ts';
import type { Download } from './downloadConsent.ts';

const defaultHub = 'https://huggingface.co/';
/** The model that `auto` proposes for download. */
const autoModel = 'Xenova/all-MiniLM-L6-v2';

/**
 * The download that an embedding needs; undefined for bundled embeddings and folders.
 * @param hub the setting, a URL; defaults to the public hub
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

/** The hub's host for display: "huggingface.co". */
export function hostOf({ hub }: Download): string {
  return new URL(hub).host;
}
