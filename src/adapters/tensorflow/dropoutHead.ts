import { matrix, type Matrix } from '../../core/math/matrix.ts';
import { Rng } from '../../core/rng.ts';
import type { Head, SampledProbabilities } from '../../core/heads/head.ts';
import type { OpenBackend } from './backend.ts';
import { dropoutKind, readDropout, writeDropout, type StoredDropout } from './dropoutBytes.ts';
import { drawMask } from './network.ts';
import { sampleNetwork } from './sampleNetwork.ts';
import type { SampledMasks } from './sampledPass.ts';

/** Default K (Gal, Islam & Ghahramani 2017, 1703.02910). */
const standardSamples = 20;

/**
 * A network with dropout enabled during prediction: each pass is a sample from the approximate
 * posterior (MC-dropout: Gal & Ghahramani 2016, 1506.02142). Sample k is the same network in every
 * call.
 */
export class DropoutHead implements Head {
  readonly kind = dropoutKind;
  readonly #stored: StoredDropout;
  readonly #open: OpenBackend;

  /** @param open called at the first prediction. */
  constructor(stored: StoredDropout, open: OpenBackend) {
    this.#stored = stored;
    this.#open = open;
  }

  /** @throws UserError if the bytes are not from `toBytes`. */
  static fromBytes(bytes: Uint8Array, open: OpenBackend): DropoutHead {
    return new DropoutHead(readDropout(bytes), open);
  }

  get labels(): Int32Array {
    return this.#stored.labels;
  }

  get classes(): number {
    return this.labels.length;
  }

  get dimensions(): number {
    return this.#stored.network[0]!.weights.rows;
  }

  /**
   * The mean of K = 20 samples.
   * @throws RangeError if x has another width, CancelledError on abort.
   */
  async predictProba(x: Matrix, signal?: AbortSignal): Promise<Matrix> {
    const data = await this.#sample(x, standardSamples, 'mean', signal);
    return matrix(x.rows, this.classes, data);
  }

  /**
   * Predictions of the first `samples` sampled networks.
   * @throws RangeError if x has another width or `samples` is not a positive integer,
   * CancelledError on abort.
   */
  async sampleProba(
    x: Matrix,
    samples = standardSamples,
    signal?: AbortSignal,
  ): Promise<SampledProbabilities> {
    const data = await this.#sample(x, samples, 'all', signal);
    return { samples, rows: x.rows, classes: this.classes, data };
  }

  toBytes(): Uint8Array {
    return writeDropout(this.#stored);
  }

  async #sample(
    x: Matrix,
    samples: number,
    combine: 'all' | 'mean',
    signal: AbortSignal | undefined,
  ): Promise<Float32Array<ArrayBuffer>> {
    if (!(Number.isInteger(samples) && samples >= 1)) {
      throw new RangeError(`sampleProba: samples must be a positive integer, got ${samples}`);
    }
    if (x.cols !== this.dimensions) {
      throw new RangeError(`The head reads ${this.dimensions} dimensions, not ${x.cols}`);
    }
    if (this.classes === 1) {
      return new Float32Array(x.rows * (combine === 'all' ? samples : 1)).fill(1);
    }
    const { network } = this.#stored;
    return sampleNetwork(await this.#open(), network, x, this.#masks(samples), combine, signal);
  }

  /** Each layer has its own generator, so that more samples do not change the first ones. */
  #masks(samples: number): SampledMasks {
    const { network, dropout, seed } = this.#stored;
    return network.slice(0, -1).map(({ bias: { length } }, i) => {
      const rng = new Rng(seed).fork(`masks of hidden layer ${i}`);
      return matrix(samples, length, drawMask(samples * length, dropout, rng));
    });
  }
}
