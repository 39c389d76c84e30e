import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutoTokenizer, env } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { bundledModelsFolder } from '../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { bundledBatch, openBundledModel } from '../../src/adapters/transformers/bundledModel.ts';
import { sentenceModel } from '../../src/adapters/transformers/shippedModels.ts';
import { tokenBatches } from '../../src/adapters/transformers/tokenBatches.ts';
import { bundledModel } from '../../src/core/embed/blocks.ts';
import { EmbedderProcess } from '../../src/engine/embedderProcess.ts';
import { bertPieces } from '../fixtures/embed/bertTokenizer.ts';
import { setUp, twoTopics } from '../unit/loop/loopFixture.ts';
import { fastembedPeer } from './fastembedPeer.ts';
import { medianOf, p95Of, timesOfBoth } from './measure.ts';
import type { BenchRow } from './rows.ts';
import { sentencesOf } from './static.ts';

const padTo = 4;
const keys = 100;

/**
 * Compares the sentence model with a bare onnxruntime loop over the same token batches and threads, and with
 * fastembed if Python has it. Model and loop both run in this process, since the model's own process has a
 * lower priority. Also measures the memory of the model's process, and the delay for an annotator who labels
 * meanwhile.
 */
export async function benchSentence(count = 128, runs = 5): Promise<BenchRow[]> {
  const texts = sentencesOf(await bertPieces(), count);
  const { bare, fastembed } = await againstPeers(texts, runs);
  const perSecond = ([ours, peers]: Times) => ({
    value: Math.round(count / (medianOf(ours) / 1000)),
    peer: Math.round(count / (medianOf(peers) / 1000)),
    timesFaster: medianOf(peers) / medianOf(ours),
  });
  const besideBare = perSecond(bare);
  const besideFastembed = fastembed && perSecond(fastembed);
  const modulePath = fileURLToPath(new URL('../../src/embedder/main.ts', import.meta.url));
  const model = sentenceModel(bundledModel, bundledModelsFolder());
  const embedder = new EmbedderProcess({ modulePath, model });
  try {
    await embedder.embed(texts);
    const memory = peakOfChild();
    const alone = await keyTimes();
    const stop = new AbortController();
    const busy = keepBusy(embedder, texts, stop.signal);
    const beside = await keyTimes();
    stop.abort();
    await busy;
    return [
      {
        part: 'embed',
        name: `${bundledModel} over ${count} texts of 20 word pieces`,
        unit: 'records/s',
        ...besideBare,
        peer: { name: 'InferenceSession over the same batches', value: besideBare.peer },
        ...(memory === undefined ? {} : { note: `its process: ${memory} MB at most` }),
      },
      ...(besideFastembed
        ? [
            {
              part: 'embed',
              name: `${bundledModel} over the same texts, tokens and pooling included`,
              unit: 'records/s' as const,
              ...besideFastembed,
              peer: { name: 'fastembed with this file', value: besideFastembed.peer },
            },
          ]
        : []),
      {
        part: 'embed',
        name: 'from an answer to the next record while the sentence model works',
        value: medianOf(beside),
        unit: 'ms',
        p95: p95Of(beside),
        peer: { name: 'without it, p95', value: p95Of(alone) },
        timesFaster: p95Of(alone) / p95Of(beside),
      },
    ];
  } finally {
    await embedder.close();
  }
}

/** Milliseconds of ours and of the peer. */
type Times = Awaited<ReturnType<typeof timesOfBoth>>;

async function againstPeers(
  texts: readonly string[],
  runs: number,
): Promise<{ readonly bare: Times; readonly fastembed: Times | undefined }> {
  const folder = join(bundledModelsFolder(), bundledModel);
  const embedder = await openBundledModel(bundledModel, bundledModelsFolder());
  const loop = await bareLoop(texts);
  const peer = await fastembedPeer(folder, texts, availableParallelism());
  try {
    const ours = () => embedder.embed(texts);
    const bare = await timesOfBoth(ours, loop.run, runs);
    return { bare, fastembed: peer && (await timesOfBoth(ours, peer.run, runs)) };
  } finally {
    await embedder.close();
    await loop.close();
    await peer?.close();
  }
}

/** Everything except the model's products is done beforehand: batches, padding, tensors. */
async function bareLoop(texts: readonly string[]) {
  const folder = join(bundledModelsFolder(), bundledModel);
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const encode = tokenizer as unknown as (
    texts: readonly string[],
    options: object,
  ) => { input_ids: number[][] };
  const ids = encode(texts, { padding: false, truncation: false, return_tensor: false }).input_ids;
  const session = await InferenceSession.create(join(folder, 'onnx/model_w8.onnx'));
  const lengths = ids.map((row) => row.length);
  const batches = tokenBatches(lengths, bundledBatch.batchSize, bundledBatch.batchTokens, padTo);
  const feeds = batches.map(({ texts: batch, width }) => {
    const filled = (value: (row: readonly number[], t: number) => bigint): Tensor => {
      const data = new BigInt64Array(batch.length * width);
      batch.forEach((i, b) => {
        for (let t = 0; t < width; t++) data[b * width + t] = value(ids[i]!, t);
      });
      return new Tensor('int64', data, [batch.length, width]);
    };
    const all: Record<string, Tensor> = {
      input_ids: filled((row, t) => BigInt(row[t] ?? 0)),
      attention_mask: filled((row, t) => (t < row.length ? 1n : 0n)),
      token_type_ids: filled(() => 0n),
    };
    return Object.fromEntries(session.inputNames.map((name) => [name, all[name]!]));
  });
  return {
    run: async (): Promise<void> => {
      for (const feed of feeds) await session.run(feed);
    },
    close: () => session.release(),
  };
}

async function keepBusy(
  embedder: EmbedderProcess,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) await embedder.embed(texts, signal).catch(() => undefined);
}

/** Milliseconds from an answer to the next record, including background refits. */
async function keyTimes(): Promise<number[]> {
  const bench = setUp({ records: twoTopics(1000) });
  const times: number[] = [];
  try {
    await bench.learner.start();
    await bench.engine.quiet();
    for (let i = 0; i < keys; i++) {
      const before = bench.learner.view.ahead[0]!.record.id;
      const begun = performance.now();
      await bench.answer();
      await bench.until(({ ahead }) => ahead.length > 0 && ahead[0]!.record.id !== before);
      times.push(performance.now() - begun);
    }
    await bench.engine.quiet();
    return times.sort((a, b) => a - b);
  } finally {
    await bench.close();
  }
}

/** Peak memory of the model process in megabytes; undefined if the system does not report it. */
function peakOfChild(): number | undefined {
  try {
    const { pid } = process;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
    const peaks = children.map((child) => {
      const [, kilobytes] =
        /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8')) ?? [];
      return Math.round(Number(kilobytes) / 1024);
    });
    return Math.max(...peaks);
  } catch {
    return undefined;
  }
}

if (import.meta.main) console.log(JSON.stringify(await benchSentence(), undefined, 2));
