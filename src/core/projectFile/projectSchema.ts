import { labelColors } from '../labels.ts';
import { embeddingSchema } from './embeddingSchema.ts';
import type { JsonSchema } from './jsonSchema.ts';
import { labelFieldSchema } from './labelFieldSchema.ts';
import {
  blindModes,
  headKinds,
  projectDefaults,
  startNames,
  stoppingRuleNames,
  targetMetrics,
  thresholdRules,
} from './projectFile.ts';
import { formatSchema as format } from './formatSchema.ts';
import {
  choice,
  count,
  field,
  flag,
  nameOf,
  named,
  number,
  settings,
  share,
} from './schemaParts.ts';
import { builtInAcquisitions } from '../acquisition/registry.ts';
import { strategiesOfAnyTask } from '../query/parseStrategy.ts';

const { head, query, holdout, stopping } = projectDefaults;

const path: JsonSchema = {
  type: 'string',
  minLength: 1,
  errorMessage: 'A path is text in double quotes, relative to this file.',
};

const poolEntry: JsonSchema = {
  anyOf: [path, settings('A file of the pool and how it is written.', { path, format }, ['path'])],
  errorMessage: 'A pool is a path, or an object with "path" and "format".',
};

const labelName: JsonSchema = {
  type: 'string',
  pattern: '^\\S([\\s\\S]*\\S)?$',
  errorMessage: 'A label is text in double quotes that neither begins nor ends with a space.',
};

const label: JsonSchema = {
  anyOf: [
    labelName,
    settings(
      'A label.',
      {
        name: {
          ...labelName,
          description: 'The name under which the label is stored, shown and exported.',
        },
        key: {
          description: 'The key that gives this label; if left out, 1–9 and 0 by position.',
          type: 'string',
          pattern: '^[\\p{L}\\p{N}]$',
          errorMessage: 'A key is one letter or digit, for example "r".',
        },
        color: choice('A colour of the theme.', labelColors),
        description: {
          description:
            'When to give this label, in one line. It is shown when you point at the label, and the model uses it before there are answers.',
          type: 'string',
          errorMessage: 'A description is text in double quotes.',
        },
        group: {
          description: 'Labels of one group are shown together.',
          type: 'string',
          minLength: 1,
          errorMessage: 'A group is its name in double quotes.',
        },
        seeds: {
          description:
            'Words, phrases or example texts of this label. Until it has two answers, records that are like them are asked among the others.',
          type: 'array',
          minItems: 1,
          items: {
            type: 'string',
            pattern: '\\S',
            errorMessage: 'A seed is a word, a phrase or an example text in double quotes.',
          },
          errorMessage: 'Seeds are a list of texts, for example ["refund", "money back"].',
        },
      },
      ['name'],
    ),
  ],
  errorMessage: 'A label is its name in double quotes, or an object with "name".',
};

const oneOrMore = (description: string, item: JsonSchema, errorMessage: string): JsonSchema => ({
  description,
  anyOf: [item, { type: 'array', minItems: 1, items: item, errorMessage }],
  errorMessage,
});

/**
 * The schema of `NAME.marginalia.json`: used by the validator, and the source of
 * `media/project.schema.json`, which VS Code uses for completion.
 */
export const projectSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Marginalia project',
  description: 'What to label, with which labels, and how to choose what to ask.',
  type: 'object',
  additionalProperties: false,
  required: ['pool', 'text', 'labels'],
  errorMessage: 'A project is an object in braces with at least "pool", "text" and "labels".',
  properties: named({
    $schema: { type: 'string', errorMessage: 'The address of a schema is text.' },
    version: {
      ...choice('Version of the format of this file.', [1], 1),
      errorMessage: 'The version is 1; a higher one is for a newer Marginalia.',
    },
    pool: {
      description:
        'The file or files with the records, relative to this file; * and ? stand for parts of names, as in "data/train-*.parquet".',
      anyOf: [
        ...poolEntry.anyOf!,
        {
          type: 'array',
          minItems: 1,
          items: poolEntry,
          errorMessage: 'A pool has at least one file.',
        },
      ],
      errorMessage: 'The pool is a path, a list of paths, or an object with "path" and "format".',
    },
    text: oneOrMore(
      'Field with the text; several are joined by a blank line.',
      field('Name of a field.', 'A field of the text'),
      'The text is a field, for example "text", or a list of fields.',
    ),
    id: field('Field with the ids of the records, if they have any.'),
    context: {
      description: 'Fields shown beside the text.',
      type: 'array',
      items: field('Name of a field.', 'A field of the context'),
      default: projectDefaults.context,
      errorMessage: 'The context is a list of fields, for example ["channel", "lang"].',
    },
    labels: {
      description: 'The allowed answers, in the order of their keys.',
      type: 'array',
      minItems: 1,
      items: label,
      errorMessage: 'Labels are a list of at least two, for example ["yes", "no"].',
    },
    task: {
      ...choice(
        'One label per record ("single"), or any number of them ("multi"). It stays once there are answers.',
        ['single', 'multi'],
        projectDefaults.task,
      ),
      errorMessage:
        'The task is "single", one label per record, or "multi", any number of labels per record.',
    },
    decide: choice(
      'With "task": "multi": which labels are predicted. As many as their probabilities sum to, over all labels ("global"), or for each label ("perLabel"), which finds rare labels more often.',
      thresholdRules,
      projectDefaults.decide,
    ),
    labelField: labelFieldSchema(labelName),
    embedding: embeddingSchema,
    dimensions: {
      ...count(
        'Numbers in a lexical vector. More of them can pay from about a thousand labels on; they cost time and disk.',
        16,
        projectDefaults.dimensions,
      ),
      maximum: 1024,
      errorMessage: 'The dimensions are a whole number from 16 to 1024.',
    },
    prior: {
      description:
        'How much the names and descriptions of the labels count beside the answers: "auto" chooses by cross-validation, "off" leaves them out, a number sets a fixed weight (usually 20).',
      anyOf: [{ enum: ['auto', 'off'] }, { type: 'number', minimum: 0, maximum: 1000 }],
      default: projectDefaults.prior,
      errorMessage: 'The prior is "auto", "off", or a number from 0 to 1000, for example 20.',
    },
    head: settings('How the classifier is fitted.', {
      kind: choice(
        'One logistic model; a committee of them on resampled answers; or a network with dropout. Strategies such as "bald" need one of the last two.',
        headKinds,
        head.kind,
      ),
      members: {
        ...count('Models of a committee, or passes of a dropout network.', 2, head.members),
        maximum: 100,
        errorMessage: 'This is a whole number from 2 to 100.',
      },
      C: {
        description: 'Inverse strength of regularisation; "auto" chooses by cross-validation.',
        anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { enum: ['auto'] }],
        default: head.C,
        errorMessage: 'C is a number above 0, or "auto".',
      },
      classWeight: choice(
        'Whether rare labels weigh more.',
        ['balanced', 'none'],
        head.classWeight,
      ),
    }),
    query: settings('How the records to ask are chosen.', {
      strategy: nameOf(
        'Query strategy once the head is trained; "mmc" when left out with "task": "multi".',
        strategiesOfAnyTask,
        'A strategy is a name in lower case, for example "margin".',
        query.strategy,
      ),
      acquisition: nameOf(
        'The score inside "rank-power" and "information-density"; "margin" when left out, or "mmc" with "task": "multi".',
        [...builtInAcquisitions.names(), ...builtInAcquisitions.names('multi')],
        'An acquisition function is a name in lower case, for example "margin".',
      ),
      explore: share('Share of random picks mixed in.', query.explore),
      start: choice('How records are chosen before the head is trained.', startNames, query.start),
      batch: count('Records drawn after a refit.', 1, query.batch),
      refitEvery: count('New labels after which the head is fitted again.', 1, query.refitEvery),
      poolLimit: number(
        'How many records are considered for each batch, drawn at random: a share up to 1, or a number.',
        { exclusiveMinimum: 0 },
        'A pool limit is a share such as 0.25, or a number of records such as 20000.',
      ),
      clip: number(
        'Share of the highest scores that are moved to the end, as outliers.',
        { minimum: 0, maximum: 0.99 },
        'This is a share from 0 to 0.99, for example 0.02.',
      ),
      balance: flag('Whether to ask by predicted label, the scarcest first.'),
      anchors: flag('Whether to look near answered records of every label only, for rare labels.'),
      cost: flag('Whether to divide scores by the seconds that an answer is expected to take.'),
      beta: number(
        'Exponent of "rank-power": 0 is chance, larger is closer to the plain batch.',
        { minimum: 0 },
        'An exponent is a number from 0 on, for example 1.',
      ),
      alpha: number(
        'Weight of diversity in "ranked-batch", instead of the share of unlabelled records.',
        { minimum: 0, maximum: 1 },
        'A weight is a number from 0 to 1, for example 0.5.',
      ),
      target: {
        description: 'The label that "exploit" looks for; the rarest when left out.',
        type: 'string',
        minLength: 1,
        errorMessage: 'This is the name of a label in double quotes.',
      },
    }),
    holdout: settings(
      'Records drawn at random and never trained on, on which the metrics are measured.',
      {
        share: share('Largest share of the pool.', holdout.share),
        size: count(
          'Largest number of records; 0 means no hold-out and no metrics.',
          0,
          holdout.size,
        ),
        blind: choice(
          'Which records show neither reason nor suggestion: only the random "picks", or "all" while the hold-out is being filled.',
          blindModes,
          holdout.blind,
        ),
      },
    ),
    target: settings(
      'The value that the lower bound of the metric’s interval should reach.',
      {
        metric: choice(
          'Metric on the hold-out; with "task": "multi" it is "microF1" or "macroF1".',
          targetMetrics,
        ),
        value: {
          description: 'Value to reach.',
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          errorMessage: 'A target is a number above 0 and up to 1, for example 0.9.',
        },
      },
      ['metric', 'value'],
    ),
    stopping: settings(
      'When to advise that labelling may stop. All rules are shown; one of them gives the advice.',
      {
        rule: choice(
          'Which rule advises: stable predictions by "kappa", their "change" in the last round, the model’s doubt by "entropy", or a "budget" of answers.',
          stoppingRuleNames,
          stopping.rule,
        ),
        kappa: share(
          'Agreement of rounds (Cohen’s κ, mean of the last comparisons) from which predictions count as stable.',
          stopping.kappa,
        ),
        window: count('How many comparisons of rounds the mean is taken over.', 1, stopping.window),
        change: share('Largest share of the predictions that a round may change.', stopping.change),
        entropy: share(
          'Largest mean uncertainty: 0 is certain of everything, 1 of nothing.',
          stopping.entropy,
        ),
        budget: {
          description: 'Largest number of answers, including those to the hold-out.',
          type: 'integer',
          minimum: 1,
          errorMessage: 'A budget is a whole number of answers from 1 on.',
        },
      },
    ),
    seed: {
      ...count('Seed of everything drawn at random.', 0, projectDefaults.seed),
      maximum: 2 ** 32 - 1,
      errorMessage: 'A seed is a whole number from 0 to 4294967295.',
    },
    mirror: choice(
      'Whether to keep NAME.labels.jsonl beside this file, for git; "auto": in a work tree.',
      [true, false, 'auto'],
      projectDefaults.mirror,
    ),
    guidelines: {
      ...path,
      description: 'Markdown file with guidelines, shown beside the records.',
    },
    filter: {
      description: 'Only records whose fields have these values, for example {"lang": "en"}.',
      type: 'object',
      additionalProperties: oneOrMore(
        'Value, or list of values, that the field may have.',
        { type: 'string', errorMessage: 'A value is text in double quotes.' },
        'A filter gives a value, or a list of values, in double quotes.',
      ),
      errorMessage: 'A filter is an object with fields and their values, as {"lang": "en"}.',
    },
  }),
};
