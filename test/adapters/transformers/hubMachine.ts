// A hub with a tiny model, and a machine that downloads it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DownloadFault } from '../../../src/adapters/transformers/modelErrors.ts';
import { sentenceFiles } from '../../../src/adapters/transformers/modelFiles.ts';
import {
  openTransformer,
  type TransformerOptions,
} from '../../../src/adapters/transformers/transformerEmbedder.ts';
import { offersOf } from '../../../src/core/engine/embeddingApi.ts';
import { tinyBertEmbedding, tinyBertFiles } from '../../fixtures/embed/tinyBert.ts';
import { english } from '../../harness/english.ts';
import { startHub, type Hub, type HubFault, type ModelFiles } from '../../harness/hub.ts';

export const model = 'tests/tiny-bert';
/** The model's ONNX file. */
export const weights = 'onnx/model_quantized.onnx';

/** Starts a hub with the tiny model, or with given files, and a machine without the model. */
export async function withHub(
  checksums: 'hub' | 'none',
  work: (hub: Hub, machine: Machine) => Promise<void>,
  files: ModelFiles = tinyBertFiles(),
): Promise<void> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'marginalia-download-'));
  const hub = await startHub(model, files, { checksums });
  try {
    await work(hub, new Machine(hub, cacheDir));
  } finally {
    await hub.close();
    await rm(cacheDir, { recursive: true, force: true });
  }
}

/** The requested files, without optional ones that few models have. */
export function ofModel({ requests }: Hub): string[] {
  return requests.filter((path) => !sentenceFiles.some((file) => path.endsWith(`/main/${file}`)));
}

export class Machine {
  readonly folder: string;
  readonly #options: TransformerOptions;

  constructor({ url }: Hub, cacheDir: string) {
    this.folder = join(cacheDir, model);
    this.#options = { model, cacheDir, remoteHost: url, allowDownload: true };
  }

  /** Opens the model, embeds a text, and compares the vector with the hand-computed one. */
  async opens(more: Partial<TransformerOptions> = {}): Promise<void> {
    const v = await this.vector(more);
    const expected = tinyBertEmbedding(['[CLS]', 'my', 'card', '[SEP]']);
    expected.forEach((value, i) => assert.ok(Math.abs(v[i]! - value) < 1e-5));
  }

  async vector(more: Partial<TransformerOptions> = {}): Promise<Float32Array> {
    const embedder = await openTransformer({ ...this.#options, ...more });
    const v = await embedder.embed(['my card']);
    await embedder.close?.();
    return v;
  }

  async fails(why: RegExp, more: Partial<TransformerOptions> = {}): Promise<void> {
    await assert.rejects(this.vector(more), (error) => {
      assert.ok(error instanceof DownloadFault, String(error));
      assert.match(english(error.problem), why);
      assert.deepEqual(offersOf(error), { offerAgain: true });
      return true;
    });
  }

  /** Every file below and beside the model's folder, except download records. */
  async files(): Promise<string[]> {
    const owner = join(this.folder, '..');
    if (!existsSync(owner)) return [];
    const entries = await readdir(owner, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name !== 'marginalia-download.json')
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .map((name) => name.replaceAll('\\', '/'))
      .sort();
  }
}

/** The expected error for each fault of the weights file, with and without the hub's checksums. */
export const faults: Readonly<
  Record<Exclude<HubFault, 'not shown' | 'vouched redirect'>, { hub: RegExp; none: RegExp }>
> = {
  'login page': { hub: /web page instead of the model/, none: /web page instead of the model/ },
  'login page in disguise': { hub: /web page|bytes arrived/, none: /web page/ },
  'redirect to a login page': {
    hub: /redirects the download to 127.0.0.1:\d+ without a checksum/,
    none: /redirects the download to 127.0.0.1:\d+ without a checksum/,
  },
  cut: { hub: /could not be downloaded/, none: /could not be downloaded/ },
  'cut short': { hub: /bytes arrived/, none: /cannot be used/ },
  'other bytes': { hub: /does not match its checksum/, none: /./ },
  'changing bytes': {
    hub: /does not match its checksum/,
    none: /different bytes for .* the second time/,
  },
  stall: {
    hub: /has sent nothing .* download was stopped/,
    none: /has sent nothing .* download was stopped/,
  },
  silence: {
    hub: /has sent nothing .* download was stopped/,
    none: /has sent nothing .* download was stopped/,
  },
  'redirects in circles': { hub: /in a circle/, none: /in a circle/ },
  unavailable: { hub: /answered 503/, none: /answered 503/ },
};
