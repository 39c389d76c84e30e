import { setImmediate } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFolder } from '../adapters/modelFolder/readModelFolder.ts';
import type { EncoderModelBlock } from '../core/modelFolder/exportedModel.ts';
import { ModelScorer, type TextVectors } from '../core/modelFolder/modelScorer.ts';

/** Vectors computed outside the model, by the name of their block. */
export type RowVectors = Readonly<Record<string, readonly number[]>>;

export interface Labelled {
  /** The likeliest label and its probability, where a text has one label. */
  readonly label?: string;
  readonly p?: number;
  /** The labels that apply, where a text may have several. */
  readonly labels?: readonly string[];
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The model in a folder. */
export class Model {
  readonly #scorer: ModelScorer;
  /** Largest difference from the probabilities of examples.jsonl that passes the self-test. */
  readonly tolerance: number;

  private constructor(scorer: ModelScorer, tolerance: number) {
    this.#scorer = scorer;
    this.tolerance = tolerance;
  }

  static async open(
    folder: string,
    openEncoder: (block: EncoderModelBlock) => Promise<TextVectors>,
  ): Promise<Model> {
    const model = await readModelFolder(folder);
    const scorer = await ModelScorer.open(model, { openEncoder, pause: setImmediate });
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
      readonly tolerance: number;
    };
    return new Model(scorer, config.tolerance);
  }

  get labels(): readonly string[] {
    return this.#scorer.labels;
  }

  /** One probability per label. */
  async probabilities(text: string, vectors: RowVectors = {}): Promise<Float32Array> {
    const given = Object.fromEntries(
      Object.entries(vectors).map(([name, vector]) => [name, [vector]]),
    );
    return (await this.#scorer.scoreGiven([text], given)).data;
  }

  async predict(texts: readonly string[]): Promise<Labelled[]> {
    const labelled: Labelled[] = [];
    for (const text of texts) labelled.push(this.labelled(await this.probabilities(text)));
    return labelled;
  }

  labelled(p: Float32Array): Labelled {
    const { task, labels, thresholds } = this.#scorer;
    const probabilities = Object.fromEntries(labels.map((label, j) => [label, p[j]!]));
    const most = p.reduce((largest, own) => Math.max(largest, own), 0);
    if (task === 'single') return { label: labels[p.indexOf(most)]!, p: most, probabilities };
    const applies = labels.filter((_, j) => p[j]! >= (thresholds?.[j] ?? most));
    return { labels: applies, probabilities };
  }
}
