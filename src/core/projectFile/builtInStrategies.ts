import { AcquisitionRegistry } from '../acquisition/registry.ts';
import { strategyNames } from '../query/parseStrategy.ts';

/** What there is before any extension registers more. */
const registry = new AcquisitionRegistry();

/** Every name that `query.strategy` may be without another extension's help. */
export const builtInStrategies: readonly string[] = strategyNames(registry);

/** The same for `query.acquisition`. */
export const builtInAcquisitions: readonly string[] = registry.names();
