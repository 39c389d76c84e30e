/**
 * Composition root of a sentence model's process: onnxruntime computes on the calling thread, so it
 * runs in its own process at lowered priority, forked by the engine. It exits with the engine.
 */
import { UnreachableError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { constants, setPriority } from 'node:os';
import { bundledModelsFolder } from '../adapters/bundledModels/bundledModelsFolder.ts';
import { openBundledModel } from '../adapters/transformers/bundledModel.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import type { EmbedderApi } from '../protocol/embedderProtocol.ts';
import { Rpc, type Channel } from '../protocol/rpc.ts';

const channel: Channel = {
  send: (message) => void process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
  onClose: (listener) =>
    void process.once('disconnect', () =>
      listener(new UnreachableError(message('process.starterGone', {}))),
    ),
};

let embedder: Embedder | undefined;

new Rpc<Record<never, never>, EmbedderApi>(channel, {
  load: async ({ name }, { signal }) => {
    embedder = await openBundledModel(name, bundledModelsFolder(), signal);
    const { dimensions, fingerprint, maxTokens } = embedder;
    return {
      name: embedder.name,
      dimensions,
      fingerprint,
      ...(maxTokens !== undefined && { maxTokens }),
    };
  },
  embed: ({ texts }, { signal }) => embedder!.embed(texts, signal),
});

try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Lowering the priority is optional.
}
process.once('disconnect', () => process.exit(0));
