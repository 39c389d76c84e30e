import { setImmediate } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readModelFolder } from '../adapters/modelFolder/readModelFolder.ts';
import type { EncoderModelBlock } from '../core/modelFolder/exportedModel.ts';
import { ModelScorer, type TextVectors } from '../core/modelFolder/modelScorer.ts';
import { withScriptErrors } from './scriptErrors.ts';

/** Vectors computed outside the model, by block name. */
export type RowVectors = Readonly<Record<string, readonly number[]>>;

export interface Labelled {
  /** The most probable label and its probability; single-label models. */
  readonly label?: string | null;
  readonly p?: number | null;
  /** The labels that apply; multi-label models. */
  readonly labels?: readonly string[];
  /** Empty for a blank text, which has no label. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** A model opened from its folder. */
export class Model {
  readonly #scorer: ModelScorer;
  /** Largest difference from the probabilities of examples.jsonl that passes the self-test. */
  readonly tolerance: number;

  private constructor(scorer: ModelScorer, tolerance: number) {
    this.#scorer = scorer;
    this.tolerance = tolerance;
  }

  /** @throws Error for the user if the folder holds no model, or a part is missing or damaged */
  static open(
    folder: string,
    openEncoder: (block: EncoderModelBlock) => Promise<TextVectors>,
  ): Promise<Model> {
    return withScriptErrors(async () => {
      const model = await readModelFolder(resolve(folder));
      const scorer = await ModelScorer.open(model, { openEncoder, pause: setImmediate });
      const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
        readonly tolerance: number;
      };
      return new Model(scorer, config.tolerance);
    });
  }

  get labels(): readonly string[] {
    return this.#scorer.labels;
  }

  /**
   * One probability per label.
   * @throws Error for the user if vectors are missing or have another length
   */
  probabilities(text: string, vectors?: RowVectors | null): Promise<Float32Array> {
    const given = Object.fromEntries(
      Object.entries(vectors ?? {}).map(([name, vector]) => [name, [vector]]),
    );
    return withScriptErrors(async () => (await this.#scorer.scoreWithVectors([text], given)).data);
  }

  /**
   * One prediction per text; without a label for a blank text.
   * @throws TypeError unless `texts` is an iterable of strings
   */
  async predict(texts: readonly string[]): Promise<Labelled[]> {
    // Called from JavaScript, where the type is not checked.
    if (typeof texts === 'string' || typeof texts?.[Symbol.iterator] !== 'function') {
      throw new TypeError("predict takes a list of texts: predict(['a text']).");
    }
    const given: readonly unknown[] = [...texts];
    const other = given.findIndex((text) => typeof text !== 'string');
    if (other >= 0) {
      throw new TypeError(
        `texts[${other}] is not a string but ${kindOf(given[other])}. Leave it out.`,
      );
    }
    const labelled: Labelled[] = [];
    for (const text of texts) {
      const p = isBlank(text) ? undefined : await this.probabilities(text);
      labelled.push(p ? this.labelled(p) : this.#unlabelled());
    }
    return labelled;
  }

  #unlabelled(): Labelled {
    const { task } = this.#scorer;
    return {
      ...(task === 'single' ? { label: null, p: null } : { labels: [] }),
      probabilities: {},
    };
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

/** Whether a text is all white space; Marginalia does not count these as texts either. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
