import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import type { ByteSource } from '../../../src/core/pool/byteSource.ts';
import { UnreachableError, UserError, inOwnWords } from '../../../src/core/errors.ts';
import type { Engine as EnginePort, EngineApi } from '../../../src/core/engine/engineApi.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { Rpc, type Channel } from '../../../src/protocol/rpc.ts';
import type { EngineOptions } from '../../../src/engine/engineOptions.ts';
import type { FitParams, QueryParams, SingleTraining } from '../../../src/core/engine/modelApi.ts';

export const labels = ['refund', 'delivery', 'praise'];
const words = [
  'money back refund charged invoice bank card paid twice',
  'parcel late courier tracking lost box doorstep van',
  'great service friendly quick thanks lovely recommend happy',
].map((line) => line.split(' '));

/** Texts on three topics that share a few words. */
export function topicText(i: number): string {
  const own = words[i % 3]!;
  const other = words[(i + 1) % 3]!;
  const word = (k: number): string => own[(i * 7 + k * 3) % own.length]!;
  return `${word(0)} ${word(1)} ${word(2)} ${word(4)} ${other[i % other.length]} ${i}`;
}

export interface OpenEngine {
  /** Speaks the protocol of the real process, delivering each message one event-loop turn later. */
  readonly engine: EnginePort;
  readonly ids: string[];
  readonly training: SingleTraining;
  readonly fitParams: (changes?: Partial<FitParams>) => FitParams;
  readonly queryParams: (changes?: Partial<QueryParams>) => QueryParams;
  /** Simulates a killed process. */
  die(): void;
  close(): Promise<void>;
}

/** A real engine in this process with its pool open and embedded. */
export async function openEngine(
  size: number,
  options: Partial<EngineOptions> & { readonly dimensions?: number } = {},
): Promise<OpenEngine> {
  const { dimensions = 16, ...engineOptions } = options;
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-engine-'));
  const texts = Array.from({ length: size }, (_, i) => topicText(i));
  const lines = texts.map((text) => JSON.stringify({ text }));
  writeFileSync(join(folder, 'pool.jsonl'), lines.join('\n'));
  const sources: ByteSource[] = [];
  const whole = new Engine({
    ops: Promise.resolve(typeScriptOps),
    quotedRows,
    openSource: async (file) => {
      const source = await openFileSource(file);
      sources.push(source);
      return source;
    },
    openTransformer: () =>
      Promise.reject(new UserError(inOwnWords('There is no model in this test.'))),
    openBundledModel: () =>
      Promise.reject(new UserError(inOwnWords('There is no model in this test.'))),
    openServer: () => Promise.reject(new UserError(inOwnWords('There is no server in this test.'))),
    openVectors: () =>
      Promise.reject(new UserError(inOwnWords('There are no vectors in this test.'))),
    openStatic: () => Promise.reject(new UserError(inOwnWords('There is no table in this test.'))),
    languagesOf: () => [{ code: 'eng', share: 1 }],
    ...engineOptions,
  });
  const [here, there, end] = channels();
  new Rpc<Record<never, never>, EngineApi>(there, whole.handlers);
  const engine = new Rpc<EngineApi>(here).remote as EnginePort;
  await engine.openPool({
    pool: {
      files: [{ path: 'pool.jsonl', format: { kind: 'jsonl' } }],
      textFields: ['text'],
      contextFields: [],
    },
    folder,
    name: 'pool',
    cacheDir: join(folder, 'cache'),
    seed: 1,
  });
  await engine.embed({
    embedding: 'lexical',
    dimensions,
    seed: 1,
    modelsDir: join(folder, 'models'),
    allowDownload: false,
  });
  const ids = texts.map(recordIdOf);
  const some = Array.from({ length: Math.min(30, size) }, (_, i) => i);
  const training: SingleTraining = {
    task: 'single',
    ids: some.map((i) => ids[i]!),
    answers: some.map((i) => labels[i % 3]!),
  };
  const standard = { training, labels, seed: 5 };
  return {
    engine,
    ids,
    training,
    fitParams: (changes) => ({
      ...standard,
      kind: 'logistic',
      members: 5,
      c: 10,
      chooseC: false,
      classWeight: 'none',
      warmStart: true,
      ...changes,
    }),
    queryParams: (changes) => ({
      ...standard,
      settings: { strategy: 'margin' },
      count: 10,
      exclude: training.ids,
      ...changes,
    }),
    die: () => end(new UnreachableError(inOwnWords('SIGKILL'))),
    close: async () => {
      end(new Error('closed'));
      await Promise.all(sources.map((source) => source.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Both ends of a channel, and a function that closes it. */
function channels(): [Channel, Channel, (gone: Error) => void] {
  const closers: ((gone: Error) => void)[] = [];
  let closed = false;
  const listeners: ((message: unknown) => void)[] = [];
  const endOf = (own: number): Channel => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => closed || listeners[1 - own]?.(copy));
    },
    onMessage: (listener) => void (listeners[own] = listener),
    onClose: (listener) => void closers.push(listener),
  });
  const end = (gone: Error): void => {
    closed = true;
    for (const closer of closers) closer(gone);
  };
  return [endOf(0), endOf(1), end];
}
