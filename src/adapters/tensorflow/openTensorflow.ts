import type { BackendReason } from '../../core/messages/backendMessages.ts';
import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import type { BackendName, HeadBackend, NativePackage } from '../../core/heads/headBackend.ts';
import { NotServingError, type OpenedTensorflow, type TensorflowBackend } from './backend.ts';
import { failureOf, firstLine } from './loadFailure.ts';
import { graphicsCard } from './graphicsCard.ts';
import { readInstalled } from './installedBackend.ts';
import { withCrashGuard } from './crashGuard.ts';
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
  /** The folder for native backends that are installed on request. */
  readonly backendsDir?: string | undefined;
  /** Where the .wasm files lie; beside the bundle or in node_modules when left out. */
  readonly wasmFolder?: string | undefined;
}

/**
 * The best backend this machine has: the first candidate that loads and computes. TensorFlow.js keeps
 * one backend a process, so open it once and share it.
 * @throws UserError if none can be opened.
 */
export async function openTensorflow(options: OpenTensorflowOptions): Promise<OpenedTensorflow> {
  const { log, candidates = standardCandidates(options) } = options;
  const reasons: BackendReason[] = [];
  const passedOver: HeadBackend['passedOver'][number][] = [];
  for (const candidate of candidates) {
    const { name } = candidate;
    try {
      const backend = await candidate.open();
      log(`TensorFlow.js ${backend.version} computes on ${backend.name}.`);
      // The GPU package goes on quietly on the processor where it finds no card.
      if (backend.name !== name) passedOver.push({ name, why: { kind: 'noCard' } });
      const card = backend.name === 'tensorflow-gpu' ? await graphicsCard() : undefined;
      return { ...backend, passedOver, ...(card === undefined ? {} : { card }) };
    } catch (error) {
      const why = failureOf(error);
      reasons.push({ name, why });
      passedOver.push({
        name,
        why: error instanceof NotServingError ? error.why : { kind: 'failed', message: why },
      });
      log(`Not available, ${name}: ${firstLine(error)}`);
    }
  }
  throw new UserError(message('backend.none', { reasons }));
}

/** tfjs-node-gpu, tfjs-node, wasm, cpu. */
export function standardCandidates({
  backendsDir,
  wasmFolder,
}: Pick<OpenTensorflowOptions, 'backendsDir' | 'wasmFolder'>): Candidate[] {
  const installed = backendsDir === undefined ? undefined : readInstalled(backendsDir);
  const openNative = (name: NativePackage): Promise<TensorflowBackend> =>
    installed?.name === name
      ? withCrashGuard(installed.folder, () => openNodePackage(name, installed.folder))
      : openNodePackage(name);
  return [
    { name: 'tensorflow-gpu', open: () => openNative('tfjs-node-gpu') },
    { name: 'tensorflow', open: () => openNative('tfjs-node') },
    { name: 'wasm', open: async () => (await bundled()).openWasm(wasmFolder) },
    { name: 'cpu', open: async () => (await bundled()).openCpu() },
  ];
}

/** Late, since a native package brings a TensorFlow.js of its own. */
const bundled = () => import('./bundledBackends.ts');
