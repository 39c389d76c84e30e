import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the models lie that come with the product: beside the bundle, or, where the sources run as they
 * are, at the root of the checkout.
 */
export function bundledModelsFolder(): string {
  const beside = join(import.meta.dirname, 'models');
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../models');
}
