import { HumanError } from '../../core/errors.ts';
import type { BackendName, TensorflowBackend } from './backend.ts';
import { openNodePackage } from './nodePackage.ts';

/** A backend that may or may not be there. */
export interface Candidate {
  readonly name: BackendName;
  /** @throws whatever keeps it from loading. */
  open(): Promise<TensorflowBackend>;
}

export interface OpenTensorflowOptions {
  /** In the order in which they are tried; `standardCandidates` when left out. */
  readonly candidates?: readonly Candidate[];
  /** Told which backend was taken, and why each one before it was not. */
  readonly log: (line: string) => void;
  /** A folder with a `node_modules` where a native backend was installed on request. */
  readonly extraFolder?: string | undefined;
  /** Where the .wasm files lie; beside the bundle or in node_modules when left out. */
  readonly wasmFolder?: string | undefined;
}

/**
 * The best backend this machine has: the first candidate that loads and computes. TensorFlow.js keeps
 * one backend a process, so open it once and share it.
 * @throws HumanError if none can be opened.
 */
export async function openTensorflow(options: OpenTensorflowOptions): Promise<TensorflowBackend> {
  const { log, candidates = standardCandidates(options) } = options;
  const reasons: string[] = [];
  for (const candidate of candidates) {
    try {
      const backend = await candidate.open();
      log(`TensorFlow.js ${backend.version} computes on ${backend.name}.`);
      return backend;
    } catch (error) {
      const reason = `${candidate.name}: ${firstLine(error)}`;
      reasons.push(reason);
      log(`Not available, ${reason}`);
    }
  }
  throw new HumanError(
    'TensorFlow.js could not be started, so the dropout head cannot be used here. ' +
      `Choose the head "logistic" or "committee". (${reasons.join('; ')})`,
  );
}

/** tfjs-node-gpu, tfjs-node, wasm, cpu. */
export function standardCandidates({
  extraFolder,
  wasmFolder,
}: Pick<OpenTensorflowOptions, 'extraFolder' | 'wasmFolder'>): Candidate[] {
  return [
    {
      name: 'tensorflow-gpu',
      open: () => openNodePackage('@tensorflow/tfjs-node-gpu', extraFolder),
    },
    { name: 'tensorflow', open: () => openNodePackage('@tensorflow/tfjs-node', extraFolder) },
    { name: 'wasm', open: async () => (await bundled()).openWasm(wasmFolder) },
    { name: 'cpu', open: async () => (await bundled()).openCpu() },
  ];
}

/** Late, since a native package brings a TensorFlow.js of its own. */
const bundled = () => import('./bundledBackends.ts');

/** tfjs rejects with plain objects too, and native loaders explain themselves at length. */
function firstLine(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).trim().split('\n', 1)[0]!;
}
