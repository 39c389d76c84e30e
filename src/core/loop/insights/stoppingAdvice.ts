import type { Measured } from '../../metrics/estimate.ts';
import { metricsToday } from '../../metrics/holdoutSupport.ts';
import {
  DEFAULT_STOPPING,
  stoppingRules,
  type RuleState,
  type StoppingRound,
  type StoppingRule,
} from '../../metrics/stopping.ts';
import type { ProjectFile, StoppingChoice } from '../../projectFile/projectFile.ts';
import type { Localize } from '../../localize.ts';
import type { Round } from '../../store/store.ts';
import type { StoppingView } from '../learnerView.ts';
import type { RoundComparison } from '../../engine/evaluationApi.ts';

const ruleOf: Readonly<Record<StoppingChoice['rule'], StoppingRule>> = {
  kappa: 'stablePredictions',
  change: 'classificationChange',
  entropy: 'entropy',
  budget: 'budget',
};

/** By the present rules, also for a round that an earlier version scored. */
export function measuredBy(
  metric: 'macroF1' | 'accuracy' | 'rocAuc',
  { metrics }: Pick<Round, 'metrics'>,
): Measured {
  return metrics ? metricsToday(metrics)[metric] : { value: null, reason: 'noAnswers' };
}

/**
 * The state of every rule, and the advice of the one that the project chose.
 * @param rounds of the present embedding, oldest first, as `comparison` counts them
 * @param answers all answers given so far, the hold-out's included
 */
export function stoppingAdvice(
  { project, localize }: { readonly project: ProjectFile; readonly localize: Localize },
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
  const rule = rules.find((one) => one.rule === advising);
  const stop = rule?.met === true;
  return {
    stop,
    message: rule ? inWords(rule, project, rounds, comparison, localize) : noBudget(localize),
    rules: rules.map((one) => ({ ...one, advises: one.rule === advising })),
    ...(stop ? { at: rounds.at(-1)!.labels } : {}),
  };
}

function noBudget(localize: Localize): string {
  return localize('No budget is set: give "stopping" a "budget" in the project file.');
}

function inWords(
  { rule, met, value, threshold }: RuleState,
  project: ProjectFile,
  rounds: readonly Round[],
  { comparisons }: Pick<RoundComparison, 'comparisons'>,
  localize: Localize,
): string {
  if (met === null || value === null) {
    return rule === 'stablePredictions'
      ? localize(
          'Too early to tell: it takes {0} rounds to see whether predictions still change.',
          project.stopping.window + 1,
        )
      : localize('Too early to tell whether labelling may stop.');
  }
  const perCent = (share: number): string => (100 * share).toFixed(1);
  switch (rule) {
    case 'stablePredictions':
      return met
        ? stable(value, project, rounds, comparisons, localize)
        : localize(
            'Predictions still change from round to round (κ {0}; they count as stable from {1}).',
            value.toFixed(3),
            threshold,
          );
    case 'classificationChange':
      return met
        ? localize(
            'The last round changed {0} % of the predictions, at most the {1} % of your rule. You may stop here, or go on.',
            perCent(value),
            perCent(threshold),
          )
        : localize(
            'The last round changed {0} % of the predictions; your rule waits for {1} %.',
            perCent(value),
            perCent(threshold),
          );
    case 'entropy':
      return met
        ? localize(
            'The model’s doubt is down to {0}, your rule’s {1}. You may stop here, or go on.',
            value.toFixed(3),
            threshold,
          )
        : localize(
            'The model’s doubt is {0}; your rule waits for {1}.',
            value.toFixed(3),
            threshold,
          );
    case 'budget':
      return met
        ? localize('Your budget of {0} answers is used up. You may stop here, or go on.', threshold)
        : localize('{0} of the {1} answers of your budget are given.', value, threshold);
    case 'targetReached':
      return '';
  }
}

function stable(
  kappa: number,
  project: ProjectFile,
  rounds: readonly Round[],
  comparisons: RoundComparison['comparisons'],
  localize: Localize,
): string {
  const last = comparisons.at(-1)!;
  const span = rounds[last.later]!.labels - rounds[last.earlier]!.labels;
  const bounds = last.agreement.perClass.flatMap(({ f1ChangeBound: bound, label }) =>
    bound === null
      ? []
      : [localize('{0} by at most {1}', project.labels[label]?.name ?? label, bound.toFixed(2))],
  );
  return bounds.length > 0
    ? localize(
        'The last {0} labels hardly changed the predictions (κ {1}): they changed F1 of {2}. You may stop here, or go on.',
        span,
        kappa.toFixed(3),
        bounds.join(', '),
      )
    : localize(
        'The last {0} labels hardly changed the predictions (κ {1}). You may stop here, or go on.',
        span,
        kappa.toFixed(3),
      );
}
