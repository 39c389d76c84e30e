import { HumanError } from '../errors.ts';
import type { Products } from '../math/products.ts';
import { CommitteeHead } from './committeeHead.ts';
import type { Head } from './head.ts';
import { readLinear } from './linearBytes.ts';
import { LogisticHead } from './logisticHead.ts';

/**
 * A head back from its bytes.
 * @throws HumanError if they are damaged, of a later version or of an unknown kind.
 */
export function headFromBytes(bytes: Uint8Array, products: Products): Head {
  const stored = readLinear(bytes);
  switch (stored.kind) {
    case 'logistic':
      return new LogisticHead(stored.labels, stored.weights, stored.bias, products);
    case 'committee':
      return new CommitteeHead(
        stored.labels,
        stored.weights,
        stored.bias,
        stored.members,
        products,
      );
    default:
      throw new HumanError(
        `This model is of a kind that this version does not know (“${stored.kind}”). Update Marginalia, or retrain.`,
      );
  }
}
