import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import type { Measured } from '../../metrics/estimate.ts';
import { measuredIn, type HoldoutMetric } from '../../metrics/holdoutMetrics.ts';
import { withCurrentMethods } from '../../metrics/holdoutSupport.ts';
import {
  DEFAULT_STOPPING,
  stoppingRules,
  type RuleState,
  type StoppingRound,
  type StoppingRule,
} from '../../metrics/stopping.ts';
import type { ProjectFile, StoppingChoice } from '../../projectFile/projectFile.ts';
import type { Round } from '../../store/storedRounds.ts';
import type { StoppingView } from '../learnerView.ts';
import type { RoundComparison } from '../../engine/evaluationApi.ts';

const ruleOf: Readonly<Record<StoppingChoice['rule'], StoppingRule>> = {
  kappa: 'stablePredictions',
  change: 'classificationChange',
  entropy: 'entropy',
  budget: 'budget',
};

/** A round's metric under the current rules, even if an earlier version scored the round. */
export function measuredBy(metric: HoldoutMetric, { metrics }: Pick<Round, 'metrics'>): Measured {
  const measured = metrics && measuredIn(withCurrentMethods(metrics), metric);
  return measured ?? { value: null, reason: 'noAnswers' };
}

/**
 * The state of every rule, and the advice of the project's chosen rule.
 * @param rounds of the current embedding, oldest first, indexed as in `comparison`
 * @param answers number of answers given so far, including the hold-out's
 */
export function stoppingAdvice(
  project: ProjectFile,
  rounds: readonly Round[],
  comparison: Pick<RoundComparison, 'comparisons' | 'entropy'>,
  answers: number,
): StoppingView {
  const { stopping, target } = project;
  const state = rounds.map((round, i): StoppingRound => {
    const compared = comparison.comparisons.find(({ later }) => later === i);
    return {
      trainingLabels: round.labels,
      agreement: compared?.agreement ?? null,
      comparedWith: compared ? rounds[compared.earlier]!.labels : null,
      entropy: i === rounds.length - 1 ? comparison.entropy : null,
      metric: measuredBy(target?.metric ?? 'macroF1', round),
    };
  });
  const rules = stoppingRules(state, answers, {
    ...DEFAULT_STOPPING,
    kappa: stopping.kappa,
    kappaWindow: stopping.window,
    classificationChange: stopping.change,
    entropy: stopping.entropy,
    budget: stopping.budget ?? null,
    target: target?.value ?? null,
  });
  const advising = ruleOf[stopping.rule];
  const rule = rules.find((state) => state.rule === advising);
  const stop = rule?.met === true;
  return {
    stop,
    message: rule ? adviceOf(rule, project, rounds, comparison) : message('stopping.noBudget', {}),
    rules: rules.map((state) => ({ ...state, advises: state.rule === advising })),
    ...(stop ? { at: rounds.at(-1)!.labels } : {}),
  };
}

function adviceOf(
  { rule, met, value, threshold }: RuleState,
  project: ProjectFile,
  rounds: readonly Round[],
  { comparisons }: Pick<RoundComparison, 'comparisons'>,
): Message {
  if (met === null || value === null) {
    return rule === 'stablePredictions'
      ? message('stopping.fewRounds', { rounds: project.stopping.window + 1 })
      : message('stopping.tooEarly', {});
  }
  switch (rule) {
    case 'stablePredictions':
      return met
        ? stable(value, project, rounds, comparisons)
        : message('stopping.changing', { kappa: value, threshold });
    case 'classificationChange':
      return message('stopping.change', { met, share: value, threshold });
    case 'entropy':
      return message('stopping.entropy', { met, entropy: value, threshold });
    case 'budget':
      return message('stopping.budget', { met, answers: value, budget: threshold });
    case 'targetReached':
      throw new RangeError('No project stops by its target.');
  }
}

function stable(
  kappa: number,
  project: ProjectFile,
  rounds: readonly Round[],
  comparisons: RoundComparison['comparisons'],
): Message {
  const last = comparisons.at(-1)!;
  const labels = rounds[last.later]!.labels - rounds[last.earlier]!.labels;
  const bounds = last.agreement.perClass.flatMap(({ f1ChangeBound: bound, label }) =>
    bound === null ? [] : [{ label: project.labels[label]?.name ?? String(label), bound }],
  );
  return message('stopping.stable', { labels, kappa, bounds });
}
