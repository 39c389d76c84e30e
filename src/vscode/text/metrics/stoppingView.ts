import { textOf } from '../messages/textOf.ts';
import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { StoppingRuleView, StoppingView } from '../../../protocol/metrics.ts';
import type { Localize } from '../../../core/localize.ts';
import { share } from '../numbers.ts';

type Stopping = NonNullable<LearnerView['stopping']>;
type Rule = Stopping['rules'][number];

/** The state of every stopping rule for the metrics page. */
export function stoppingView(
  { stop, message, rules, at }: Stopping,
  localize: Localize,
): StoppingView {
  return {
    stop,
    message: textOf(message, localize),
    namesKappa: rules.some(
      ({ rule, advises, value }) => advises && rule === 'stablePredictions' && value !== null,
    ),
    rules: rules.map((rule) => ruleView(rule, localize)),
    ...(at === undefined ? {} : { at }),
  };
}

function ruleView(rule: Rule, localize: Localize): StoppingRuleView {
  const { value, threshold, met, advises } = rule;
  const ruleWords = wordsOf(rule, localize);
  return {
    name: ruleWords.name,
    hint: ruleWords.hint,
    now: value === null ? '–' : ruleWords.number(value),
    wanted: ruleWords.atLeast
      ? localize('at least {0}', ruleWords.number(threshold))
      : localize('at most {0}', ruleWords.number(threshold)),
    met: met === true,
    advises,
  };
}

interface RuleWords {
  readonly name: string;
  readonly hint: string;
  readonly atLeast: boolean;
  readonly number: (value: number) => string;
}

function wordsOf({ rule }: Rule, localize: Localize): RuleWords {
  const perCent = (value: number): string => localize('{0} %', (100 * value).toFixed(1));
  switch (rule) {
    case 'stablePredictions':
      return {
        name: localize('stable predictions'),
        hint: localize(
          'Agreement beyond chance (Cohen’s κ) of the model with that of the previous round, on records that nobody was asked about.',
        ),
        atLeast: true,
        number: (value) => value.toFixed(3),
      };
    case 'classificationChange':
      return {
        name: localize('changed predictions'),
        hint: localize('Share of the predictions that the last round changed.'),
        atLeast: false,
        number: perCent,
      };
    case 'entropy':
      return {
        name: localize('doubt'),
        hint: localize(
          'Mean entropy of the predictions: 0 is certain of everything, 1 of nothing.',
        ),
        atLeast: false,
        number: (value) => value.toFixed(3),
      };
    case 'budget':
      return {
        name: localize('budget'),
        hint: localize('Answers given, the hold-out’s included.'),
        atLeast: true,
        number: String,
      };
    case 'targetReached':
      return {
        name: localize('target'),
        hint: localize(
          'Lower bound of the metric on the hold-out; it must be above the target in three consecutive rounds.',
        ),
        atLeast: true,
        number: share,
      };
  }
}
