import type { BackendName } from '../../../src/core/heads/headBackend.ts';
import type { OpenBackend, TensorflowBackend } from '../../../src/adapters/tensorflow/backend.ts';
import {
  openTensorflow,
  standardCandidates,
} from '../../../src/adapters/tensorflow/openTensorflow.ts';

/** Opens one of the backends that are always available. */
export function opened(name: BackendName): Promise<TensorflowBackend> {
  const candidates = standardCandidates({}).filter((candidate) => candidate.name === name);
  return openTensorflow({ candidates, log: () => {} });
}

/** Returns the same backend on every call. */
export function sharing(backend: TensorflowBackend): OpenBackend {
  return () => Promise.resolve(backend);
}
