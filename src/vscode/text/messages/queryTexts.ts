import type { QueryMessages } from '../../../core/messages/queryMessages.ts';
import { withDidYouMean } from './didYouMean.ts';
import type { Texts } from './texts.ts';

export const queryTexts: Texts<QueryMessages> = {
  'query.unknownStrategy': ({ name, meant, known }, localize) =>
    withDidYouMean(
      localize('There is no query strategy “{0}”.', name),
      meant,
      localize('Choose one of: {0}.', known.join(', ')),
      localize,
    ),
  'query.unknownSetting': ({ setting, meant, known }, localize) =>
    withDidYouMean(
      localize('There is no query setting "{0}".', setting),
      meant,
      localize('Choose one of: {0}.', known.join(', ')),
      localize,
    ),
  'query.uselessSetting': ({ setting, strategy }, localize) =>
    localize('"{0}" has no effect with the strategy “{1}”. Remove it.', setting, strategy),
  'query.wrongType': ({ setting, type }, localize) => {
    switch (type) {
      case 'number':
        return localize('The query setting "{0}" must be a number.', setting);
      case 'boolean':
        return localize('The query setting "{0}" must be a boolean.', setting);
      case 'string':
        return localize('The query setting "{0}" must be a string.', setting);
    }
  },
  'query.outOfRange': ({ setting, value }, localize) => {
    switch (setting) {
      case 'alpha':
        return localize('"alpha" must lie between 0 and 1; it is {0}.', value);
      case 'beta':
        return localize('"beta" must be at least 0; it is {0}.', value);
      case 'clip':
        return localize('"clip" must be at least 0 and below 1; it is {0}.', value);
      case 'poolLimit':
        return localize('"poolLimit" must be above 0; it is {0}.', value);
    }
  },
  'query.exploreOutOfRange': ({ value }, localize) =>
    localize('The share of random picks must lie between 0 and 1; it is {0}.', value),
  'query.noSettings': (_, localize) =>
    localize('The query settings must be a strategy’s name or an object that names one.'),
  'query.noStrategy': (_, localize) => localize('The query settings need a "strategy".'),
  'query.badSeeds': (_, localize) =>
    localize('Seeds are a list of labels, each with at least one text.'),
  'query.ofSetting': ({ setting, why }, _, text) => `"${setting}": ${text(why)}`,
  'query.needsModel': ({ asker }, localize) =>
    localize(
      '“{0}” needs a trained model. Answer a few records first: until then, records are chosen by random or typiclust.',
      asker,
    ),
  'query.needsSamples': ({ asker }, localize) =>
    localize(
      '“{0}” needs several sampled models. Set "head" to "committee" or to another Bayesian head.',
      asker,
    ),
  'query.otherTask': ({ asker, task, known }, localize) => {
    const why =
      task === 'multi'
        ? localize(
            '“{0}” is for records with one label each; here a record may have several.',
            asker,
          )
        : localize('“{0}” is for records that may have several labels; here each has one.', asker);
    return `${why} ${localize('Choose one of: {0}.', known.join(', '))}`;
  },
  'query.needsTexts': (_, localize) =>
    localize('Seeds need the texts of the pool, which are not available.'),
  'acquisition.unknown': ({ name, meant, known }, localize) =>
    withDidYouMean(
      localize('There is no acquisition function “{0}”.', name),
      meant,
      localize('Choose one of: {0}.', known.join(', ')),
      localize,
    ),
  'acquisition.notRegistered': ({ name, meant, known }, localize) =>
    withDidYouMean(
      localize('No extension has registered an acquisition function “{0}”.', name),
      meant,
      localize('Install the one that does, or choose one of: {0}.', known.join(', ')),
      localize,
    ),
  'acquisition.noneRegistered': ({ name }, localize) =>
    localize('No extension has registered an acquisition function “{0}”.', name),
  'acquisition.badName': ({ name }, localize) =>
    localize('“{0}” cannot name an acquisition function: use a-z, 0-9 and hyphens.', name),
  'acquisition.nameTaken': ({ name }, localize) =>
    localize('There is already an acquisition function “{0}”. Choose another name.', name),
  'acquisition.changedProbabilities': ({ name }, localize) =>
    localize('The acquisition function “{0}” changed the probabilities it was given.', name),
  'acquisition.notRepeatable': ({ name }, localize) =>
    localize(
      'The acquisition function “{0}” gives different scores for the same probabilities. Take randomness from context.rng.',
      name,
    ),
  'acquisition.wrongScores': ({ name, rows }, localize) =>
    localize(
      'The acquisition function “{0}” must return a Float32Array with one score for each of the {1} records.',
      name,
      rows,
    ),
  'acquisition.notFinite': ({ name, score, record }, localize) =>
    localize(
      'The acquisition function “{0}” gave {1} for record {2}; every score must be a finite number.',
      name,
      score,
      record,
    ),
  'acquisition.failed': ({ name, why }, localize) =>
    localize('The acquisition function “{0}” failed: {1}', name, why),
};
