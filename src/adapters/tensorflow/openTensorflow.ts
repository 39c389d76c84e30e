import type { BackendReason } from '../../core/messages/backendMessages.ts';
import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import type { BackendName, HeadBackend, NativePackage } from '../../core/heads/headBackend.ts';
import {
  BackendUnavailableError,
  type OpenedTensorflow,
  type TensorflowBackend,
} from './backend.ts';
import { failureOf, firstLine } from './loadFailure.ts';
import { graphicsCard } from './graphicsCard.ts';
import { readInstalled } from './installedBackend.ts';
import { withCrashGuard } from './crashGuard.ts';
import { openNodePackage } from './nodePackage.ts';

/** A backend that may be unavailable. */
export interface Candidate {
  readonly name: BackendName;
  /** @throws any error that prevents loading. */
  open(): Promise<TensorflowBackend>;
}

export interface OpenTensorflowOptions {
  /** In order of preference; default: `standardCandidates`. */
  readonly candidates?: readonly Candidate[];
  /** Reports the chosen backend, and why earlier ones were rejected. */
  readonly log: (line: string) => void;
  /** Folder of native backends installed on request. */
  readonly backendsDir?: string | undefined;
  /** Folder of the .wasm files; default: beside the bundle or in node_modules. */
  readonly wasmFolder?: string | undefined;
}

/**
 * The best backend of this machine: the first candidate that loads and computes. TensorFlow.js has
 * one backend per process, so open it once and share it.
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
      // Without a card, the GPU package silently uses the CPU.
      if (backend.name !== name) passedOver.push({ name, why: { kind: 'noCard' } });
      const card = backend.name === 'tensorflow-gpu' ? await graphicsCard() : undefined;
      return { ...backend, passedOver, ...(card === undefined ? {} : { card }) };
    } catch (error) {
      const why = failureOf(error);
      reasons.push({ name, why });
      passedOver.push({
        name,
        why:
          error instanceof BackendUnavailableError ? error.why : { kind: 'failed', message: why },
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

/** Imported late, because a native package brings its own TensorFlow.js. */
const bundled = () => import('./bundledBackends.ts');
