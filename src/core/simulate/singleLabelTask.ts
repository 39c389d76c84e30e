import { chooseC } from '../heads/chooseC.ts';
import { fitCommitteeHead } from '../heads/committeeHead.ts';
import { fitLogisticHead, type LogisticHead } from '../heads/logisticHead.ts';
import { takeRows } from '../math/matrix.ts';
import { accuracy, confusionMatrix, macroF1 } from '../metrics/classification.ts';
import { predictedLabels } from '../metrics/evaluate.ts';
import { meanAuc, oneVsRestRankings } from '../metrics/rocAuc.ts';
import { Rng } from '../rng.ts';
import { ChosenStrengths, type SimulatedTask } from './learner.ts';
import type { Labelled } from './simulatedRun.ts';

/** Scores of a head on a test set. */
export interface TestScores {
  readonly accuracy: number;
  readonly macroF1: number;
  /** Null if the test set has only one class. */
  readonly rocAuc: number | null;
}

/** Single-label records with a softmax head. Labels are n label-set indices. */
export const singleLabelTask: SimulatedTask<Int32Array, TestScores> = {
  take: (labels, records) => Int32Array.from(records, (record) => labels[record]!),

  learner(run) {
    const { pool, ops, labelCount, classWeight, signal } = run;
    const strengths = new ChosenStrengths(run);
    let head: LogisticHead | undefined;
    return {
      async fit(labelled, rng) {
        const answers = singleLabelTask.take(pool.labels, labelled);
        if (await strengths.chooseWhenDue(labelled, answers, rng)) head = undefined;
        const { present, vectors, prior } = strengths;
        const { x } = vectors.pool;
        const known = takeRows(x, labelled);
        const fitted = await fitLogisticHead(known, answers, ops, {
          c: present.c,
          ...(classWeight && { classWeight }),
          prior,
          warmStart: head,
          signal,
        });
        const own = (head = fitted.head);
        return {
          strengths: present,
          head: own,
          vectors: { pool: x, test: vectors.test.x },
          known: {
            labels: answers,
            columns: own.labels,
            probabilities: async (rows) => takeRows(await own.predictProba(x), rows),
            // Strategies that need sampled heads get a committee, trained on demand and without a
            // prior.
            samples: async (rows) => {
              const options = { c: present.c, rng: rng.fork('committee'), signal };
              const committee = await fitCommitteeHead(known, answers, ops, options);
              return committee.sampleProba(takeRows(x, rows));
            },
          },
          test: () => testHead(own, vectors.test, labelCount),
        };
      },
    };
  },

  /**
   * Without a label prior, which is irrelevant with so many answers, so that targets do not depend
   * on it.
   */
  async fullData({ x, labels }, test, labelCount, { ops, seed, c: given, classWeight, signal }) {
    const shared = { signal, ...(classWeight && { classWeight }) };
    const c =
      given === 'auto'
        ? (await chooseC(x, labels, ops, { rng: new Rng(seed).fork('full data'), ...shared })).c
        : given;
    const { head } = await fitLogisticHead(x, labels, ops, { c, ...shared });
    return { labels: labels.length, c, ...(await testHead(head, test, labelCount)) };
  },
};

/** @param labelCount size of the label set */
async function testHead(
  head: LogisticHead,
  test: Labelled,
  labelCount: number,
): Promise<TestScores> {
  const probabilities = await head.predictProba(test.x);
  const predicted = predictedLabels(probabilities, head.labels);
  const confusion = confusionMatrix(test.labels, predicted, labelCount);
  return {
    accuracy: accuracy(confusion) ?? 0,
    macroF1: macroF1(confusion.weights, labelCount) ?? 0,
    rocAuc: meanAuc(oneVsRestRankings(probabilities, head.labels, test.labels, labelCount)),
  };
}
