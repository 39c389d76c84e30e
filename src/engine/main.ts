/**
 * Composition root of the engine process, which the host forks and talks to over its IPC channel.
 * It exits with the host, so that nothing keeps running after the editor closes. Its argument is
 * the folder of native TensorFlow backends that were installed on request.
 */
import { setImmediate } from 'node:timers/promises';
import { UnreachableError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { EngineApi, EngineHostApi } from '../protocol/engineProcess.ts';
import { Rpc, type Channel } from '../protocol/rpc.ts';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { openFileSource } from '../adapters/files/fileSource.ts';
import { poolLanguages } from '../adapters/language/poolLanguages.ts';
import { openMatrixOps } from '../adapters/onnx/openMatrixOps.ts';
import type { OpenedTensorflow } from '../adapters/tensorflow/backend.ts';
import { dropoutKind } from '../adapters/tensorflow/dropoutBytes.ts';
import { DropoutHead } from '../adapters/tensorflow/dropoutHead.ts';
import { fitDropoutHead } from '../adapters/tensorflow/fitDropoutHead.ts';
import { embedders } from '../host/embedders.ts';
import { tableReaders } from '../host/tableReaders.ts';
import { Engine } from './engine.ts';

const channel: Channel = {
  turn: setImmediate,
  send: (message) => void process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
  onClose: (listener) =>
    void process.once('disconnect', () =>
      listener(new UnreachableError(message('process.starterGone', {}))),
    ),
};

const backendsDir = process.argv[2];
let backend: Promise<OpenedTensorflow> | undefined;

/** Loaded for the first project with a dropout network, then shared by all heads. */
function openBackend(): Promise<OpenedTensorflow> {
  backend ??= import('../adapters/tensorflow/openTensorflow.ts').then(({ openTensorflow }) =>
    openTensorflow({
      backendsDir,
      // A log line may be lost if the host is gone.
      log: (message) => void rpc.remote.log({ level: 'info', message }).catch(() => undefined),
    }),
  );
  return backend;
}

const engine: Engine = new Engine({
  ops: openMatrixOps(),
  quotedRows,
  openSource: (options) => openFileSource({ ...options, ofProject: true, tables: tableReaders }),
  ...embedders,
  languagesOf: poolLanguages,
  dropout: {
    fit: async (x, labels, options) => {
      const fitted = await fitDropoutHead(x, labels, openBackend, options);
      // Without the library, which cannot be serialized.
      const { tf: _library, ...opened } = await openBackend();
      return { ...fitted, backend: opened };
    },
    decoders: new Map([[dropoutKind, (bytes) => DropoutHead.fromBytes(bytes, openBackend)]]),
  },
  score: (params) => rpc.remote.score(params),
});
const rpc: Rpc<EngineHostApi, EngineApi> = new Rpc<EngineHostApi, EngineApi>(
  channel,
  engine.handlers,
);
process.once('disconnect', () => process.exit(0));
