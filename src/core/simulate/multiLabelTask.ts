import { chooseC } from '../heads/chooseC.ts';
import { decide, ExpectedCount, type Decide } from '../heads/expectedCount.ts';
import { takeIndicators, type Indicators } from '../heads/indicators.ts';
import { meanRecord } from '../heads/labelPrior.ts';
import { fitOneVsRestHead, type OneVsRestHead } from '../heads/oneVsRestHead.ts';
import { takeRows, type Matrix } from '../math/matrix.ts';
import { MultiLabelTest, type MultiLabelScores } from '../metrics/multiLabel.ts';
import { Rng } from '../rng.ts';
import { ChosenStrengths, type SimulatedTask } from './learner.ts';
import type { Labelled } from './simulatedRun.ts';

/**
 * Multi-label records with a one-vs-rest head, whose thresholds are based on the unlabelled
 * records. Nothing is selected on the test set.
 */
export function multiLabelTask(rule: Decide): SimulatedTask<Indicators, MultiLabelScores> {
  return {
    take: takeIndicators,

    learner(run) {
      const { pool, ops, signal } = run;
      const strengths = new ChosenStrengths(run);
      let head: OneVsRestHead | undefined;
      return {
        async fit(labelled, rng) {
          const truth = takeIndicators(pool.labels, labelled);
          if (await strengths.chooseWhenDue(labelled, truth, rng)) head = undefined;
          const { present, vectors, prior } = strengths;
          const { x } = vectors.pool;
          const fitted = await fitOneVsRestHead(takeRows(x, labelled), truth, ops, {
            c: present.c,
            prior: prior && { ...prior, centre: meanRecord(x) },
            warmStart: head,
            signal,
          });
          const own = (head = fitted.head);
          const proba = await own.predictProba(x);
          const thresholds = thresholdsOf(takeRows(proba, without(x.rows, labelled)), rule);
          return {
            strengths: present,
            head: own,
            vectors: { pool: x, test: vectors.test.x },
            known: {
              multiLabel: { truth, thresholds },
              columns: own.labels,
              probabilities: (rows) => Promise.resolve(takeRows(proba, rows)),
            },
            test: () => testHead(own, thresholds, vectors.test),
          };
        },
      };
    },

    /** Everything is labelled: the thresholds are based on the pool itself. */
    async fullData({ x, labels }, test, _, { ops, seed, c: given, signal }) {
      const rng = new Rng(seed).fork('full data');
      const c =
        given === 'auto' ? (await chooseC(x, labels, ops, { rng, folds: 3, signal })).c : given;
      const { head } = await fitOneVsRestHead(x, labels, ops, { c, signal });
      const thresholds = thresholdsOf(await head.predictProba(x), rule);
      return { labels: labels.rows, c, ...(await testHead(head, thresholds, test)) };
    },
  };
}

function thresholdsOf(unlabelled: Matrix, rule: Decide): Float32Array {
  const counted = new ExpectedCount(unlabelled.cols);
  counted.add(unlabelled);
  return counted.thresholds(rule);
}

function without(size: number, some: readonly number[]): number[] {
  const known = new Set(some);
  return Array.from({ length: size }, (_, row) => row).filter((row) => !known.has(row));
}

async function testHead(
  head: OneVsRestHead,
  thresholds: Float32Array,
  { x, labels: truth }: Labelled<Indicators>,
): Promise<MultiLabelScores> {
  const probabilities = await head.predictProba(x);
  const predicted = decide(probabilities, head.labels, thresholds, truth.labels);
  const input = { probabilities, headLabels: head.labels, predicted, truth };
  return new MultiLabelTest(input).scores();
}
