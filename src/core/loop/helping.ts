import { planHelping } from '../metrics/helping.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import { Rng } from '../rng.ts';
import type { Say } from '../say.ts';
import type { Store, StoredAnswer } from '../store/store.ts';
import type { ArmsVerdict, CompareArmsParams, Engine, TrainingSet } from './enginePort.ts';

/** Whether asking by the strategy teaches more than asking at random. */
export interface Helping {
  readonly verdict: ArmsVerdict['verdict'] | 'cannotTell';
  /** A sentence or two for people. */
  readonly message: string;
}

export interface HelpingKnown {
  readonly store: Store;
  readonly engine: Engine;
  readonly project: ProjectFile;
  /** Of the present head. */
  readonly c: number;
  readonly training: TrainingSet;
  /** The answered part of the hold-out. */
  readonly holdout: TrainingSet & { readonly multiplicities: number[] };
  readonly say: Say;
}

/**
 * Compares two heads made from the answers there are: one learnt from records drawn at random, one from as
 * many that the strategy chose; see `core/metrics/helping`. Both are thrown away.
 */
export async function isItHelping(known: HelpingKnown, signal?: AbortSignal): Promise<Helping> {
  const { store, engine, project, c, training, holdout, say } = known;
  const answers = new Map(store.answers().map((answer) => [answer.recordId, answer]));
  // Numbers stand for records: training first, then the hold-out.
  const ids = [...training.ids, ...holdout.ids];
  const labels = [...training.answers, ...holdout.answers];
  const picks = training.ids.map((id, i) => ({ i, arm: armOf(answers.get(id)) }));
  const plan = planHelping({
    explore: picks.flatMap(({ i, arm }) => (arm === 'random' ? [i] : [])),
    active: picks.flatMap(({ i, arm }) => (arm === 'active' ? [i] : [])),
    holdout: holdout.ids.map((_, i) => training.ids.length + i),
    rng: new Rng(project.seed).fork('is it helping'),
  });
  if (plan.kind === 'cannotTell') {
    return { verdict: 'cannotTell', message: tooFew(plan.needed, plan.randomLabels, say) };
  }
  const set = (numbers: Int32Array): TrainingSet => ({
    ids: Array.from(numbers, (i): RecordId => ids[i]!),
    answers: Array.from(numbers, (i) => labels[i]!),
  });
  const params: CompareArmsParams = {
    folds: plan.folds.map(({ randomArm, activeArm, test }) => ({
      randomArm: set(randomArm),
      activeArm: set(activeArm),
      test: set(test),
      multiplicities: Array.from(test, (i) => holdout.multiplicities[i - training.ids.length]!),
    })),
    labels: project.labels.map(({ name }) => name),
    c,
    classWeight: project.head.classWeight,
    seed: project.seed,
  };
  const verdict = await engine.compareArms(params, signal ? { signal } : {});
  const size = plan.folds[0].randomArm.length;
  return { verdict: verdict.verdict, message: inWords(verdict, size, project.query.strategy, say) };
}

/** What an answer is a sample of; undefined for those of the start phase, and given or put first by hand. */
function armOf(answer: StoredAnswer | undefined): 'random' | 'active' | undefined {
  const ask = answer?.ask;
  if (ask?.kind === 'explore') return 'random';
  if (ask?.kind !== 'query' || ask.reason?.kind === 'priority') return undefined;
  return ask.reason?.kind === 'random' ? 'random' : 'active';
}

function tooFew(needed: number, there: number, say: Say): string {
  return say(
    'Cannot tell yet: it takes {0} answers to records drawn at random (half of the hold-out counts) and as many to chosen ones; there are {1} pairs so far.',
    needed,
    there,
  );
}

function inWords(
  { verdict, difference, low, high }: ArmsVerdict,
  size: number,
  strategy: string,
  say: Say,
): string {
  const points = (value: number): string => (100 * value).toFixed(1);
  const range = [points(low), points(high)] as const;
  switch (verdict) {
    case 'helping':
      return say(
        'Yes: {0} records chosen by {1} taught the model more than {0} drawn at random. Its macro-F1 is {2} points higher (95 % interval {3} to {4}).',
        size,
        strategy,
        points(difference),
        ...range,
      );
    case 'hurting':
      return say(
        'No: {0} records chosen by {1} taught the model less than {0} drawn at random. Its macro-F1 is {2} points lower (95 % interval {3} to {4}). Another strategy, or chance, may serve you better.',
        size,
        strategy,
        points(-difference),
        points(-high),
        points(-low),
      );
    case 'noDifferenceSeen':
      return say(
        'No difference seen so far between {0} records chosen by {1} and {0} drawn at random: macro-F1 {2} points (95 % interval {3} to {4}). That may change with more answers.',
        size,
        strategy,
        points(difference),
        ...range,
      );
  }
}
