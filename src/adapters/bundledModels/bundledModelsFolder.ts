import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Folder of the bundled models: beside the bundle, or, when running from sources, at the root of
 * the checkout.
 */
export function bundledModelsFolder(): string {
  const beside = join(import.meta.dirname, 'models');
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../models');
}
