// How often the interval of macro-F1 covers the population's value: for the bench, and with few runs for the
// tests.
import { macroF1 } from '../../src/core/metrics/classification.ts';
import { FEWEST_PER_LABEL, medianSupport } from '../../src/core/metrics/holdoutSupport.ts';
import { macroF1Interval } from '../../src/core/metrics/macroF1Interval.ts';
import { multinomial } from '../../src/core/metrics/multinomial.ts';
import { Rng } from '../../src/core/rng.ts';

/** The confusion matrix of a pool that defines the truth: shares of the cells, in millionths. */
export interface ConfusedPool {
  readonly name: string;
  readonly classes: number;
  readonly cells: Float64Array;
  /** Answered hold-out records of a run. */
  readonly records: number;
}

export interface Coverage {
  readonly runs: number;
  /** Runs in which macro-F1 was given. */
  readonly told: number;
  readonly covered: number;
  readonly meanWidth: number;
}

/** Labels with these shares and recognition rates; errors go to labels in proportion to their shares. */
function skewed(shares: readonly number[], recognised: readonly number[]): Float64Array {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const classes = shares.length;
  return Float64Array.from({ length: classes * classes }, (_, cell) => {
    const [t, p] = [Math.floor(cell / classes), cell % classes];
    const given = shares[t]! / all;
    const wrong = (1 - recognised[t]!) * (shares[p]! / all);
    return 1e6 * given * (t === p ? recognised[t]! + wrong : wrong);
  });
}

function even(classes: number, accuracy: number): Float64Array {
  const wrong = (1 - accuracy) / (classes * (classes - 1));
  return Float64Array.from({ length: classes * classes }, (_, cell) =>
    cell % (classes + 1) === 0 ? (1e6 * accuracy) / classes : 1e6 * wrong,
  );
}

/**
 * Even and uneven labels, good and poor heads. The last three are confusion matrices, in records, of logistic
 * heads over TF-IDF on public sets: SMS Spam and GoEmotions' five commonest labels after a few answers, when
 * some labels are hardly ever predicted.
 */
export const confusedPools: readonly ConfusedPool[] = [
  { name: '5 even labels, .8', classes: 5, cells: even(5, 0.8), records: 200 },
  { name: '5 even labels, .97', classes: 5, cells: even(5, 0.97), records: 200 },
  { name: '10 even labels, .8', classes: 10, cells: even(10, 0.8), records: 200 },
  {
    name: '5 labels down to 2 %, poor where rare',
    classes: 5,
    cells: skewed([60, 25, 10, 3, 2], [0.95, 0.88, 0.8, 0.6, 0.5]),
    records: 200,
  },
  {
    name: '5 labels down to 2 %, good',
    classes: 5,
    cells: skewed([60, 25, 10, 3, 2], [0.99, 0.97, 0.95, 0.9, 0.9]),
    records: 200,
  },
  {
    name: '2 labels, 13 % spam, hardly ever predicted',
    classes: 2,
    cells: Float64Array.of(866_000, 0, 127_000, 7_000),
    records: 200,
  },
  {
    name: '2 labels, 13 % spam',
    classes: 2,
    cells: Float64Array.of(864_000, 2_000, 78_000, 56_000),
    records: 200,
  },
  {
    name: '5 emotions, one of them nearly always predicted',
    classes: 5,
    cells: Float64Array.from(
      [25, 0, 4, 48, 0, 1, 3, 2, 86, 1, 3, 0, 47, 45, 1, 9, 0, 5, 582, 2, 5, 0, 3, 126, 1],
      (count) => 1000 * count,
    ),
    records: 200,
  },
];

/** Draws hold-outs from the pool and computes the interval of macro-F1 for each. */
export function macroF1Coverage(
  { classes, cells, records }: ConfusedPool,
  runs: number,
  seed: number,
): Coverage {
  const truth = macroF1(cells, classes)!;
  const learnt = new Set(Array.from({ length: classes }, (_, label) => label));
  const rng = new Rng(seed);
  const drawn = new Float64Array(classes * classes);
  let told = 0;
  let covered = 0;
  let width = 0;
  for (let run = 0; run < runs; run++) {
    multinomial(records, cells, rng, drawn);
    const support = Array.from({ length: classes }, (_, t) => ({
      records: drawn.subarray(t * classes, (t + 1) * classes).reduce((sum, n) => sum + n, 0),
      absent: false,
      learnt: true,
    }));
    if (medianSupport(support) < FEWEST_PER_LABEL) continue;
    const interval = macroF1Interval(drawn, classes, { effectiveN: records, learnt })!;
    told++;
    if (interval.low <= truth && truth <= interval.high) covered++;
    width += interval.high - interval.low;
  }
  return { runs, told, covered, meanWidth: told > 0 ? width / told : NaN };
}
