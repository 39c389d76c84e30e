import type { LabelTask } from '../acquisition/acquisition.ts';
import type { HoldoutMetric } from '../metrics/holdoutMetrics.ts';
import { FEWEST_RECORDS, type Headline } from '../metrics/holdoutSupport.ts';
import { modelFiles } from './modelConfig.ts';
import type { ModelBlock } from './exportedModel.ts';
import { onnxUsage } from './onnxUsage.ts';

/** The form of an export: a folder with scripts that label texts, or an ONNX graph. */
export type ModelForm = 'folder' | 'onnx';

/** The facts in a model card. */
export interface CardFacts {
  readonly form: ModelForm;
  readonly project: string;
  readonly task: LabelTask;
  readonly blocks: readonly Pick<ModelBlock, 'kind' | 'dimensions'>[];
  /** `½ lexical + bge-small-en-v1.5` */
  readonly embedding: string;
  readonly round: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly trainedOn: number;
  /** Training records of each label, in order; with several labels, those it applies to. */
  readonly counts: readonly { readonly label: string; readonly count: number }[];
  readonly metric?: Headline;
  readonly c: number;
  readonly temperature: number;
  /** s; absent without a prior. */
  readonly strength?: number;
  readonly seed: number;
  readonly journal: number;
  /** Fingerprint of the training records and their labels. */
  readonly data: string;
  readonly pool?: string;
  readonly members: number;
  /** Texts in the self-test, and the largest difference of a probability from Marginalia's own. */
  readonly examples: number;
  readonly difference: number;
  /** Largest difference of float16 from float32, if requested. */
  readonly halfDifference?: number;
  /** Largest difference due to batching, if a sentence model's vectors depend on the batch. */
  readonly batchDifference?: number;
  /** A graph in onnxruntime's browser build compared with Marginalia's own, if that was run. */
  readonly browserBuild?: {
    readonly difference: number;
    /** Examples that get another label. */
    readonly otherLabels: number;
  };
}

const metricNames: Readonly<Record<HoldoutMetric, string>> = {
  macroF1: 'Macro-F1',
  accuracy: 'Accuracy',
  rocAuc: 'ROC-AUC',
  microF1: 'Micro-F1',
  macroAp: 'Mean average precision',
  subsetAccuracy: 'Exact label sets',
};

/** The README of a model folder, in Markdown. */
export function modelCard(facts: CardFacts): string {
  const { form, project, task, counts, blocks, trainedOn, round, at } = facts;
  const labelled = task === 'multi' ? 'Records it applies to' : 'Training records';
  return `# ${oneLine(project)}

A text classifier: ${counts.length} labels, ${
    task === 'multi' ? 'any number to a text' : 'one to a text'
  }. Trained with Marginalia on ${trainedOn} records, round ${round}, ${new Date(at)
    .toISOString()
    .slice(0, 10)}.

## Use

${form === 'onnx' ? onnxUsage(blocks) : usage(blocks)}
## Labels

| Label | ${labelled} |
|---|---:|
${counts.map(({ label, count }) => `| ${cell(label)} | ${count} |`).join('\n')}

## How good it is

${quality(facts)}

It was not tested on anything else: not on texts from another source or a later time, not in another
language, and not on how it treats groups of people. Its probabilities hold for texts like those of the
pool.

## How it was made

${table(facts)}

${comparison(facts)}

## Licence

Not chosen yet: say here on what terms others may use this model${
    blocks.some(({ kind }) => kind === 'encoder') ? ', and keep to those of its sentence model' : ''
  }.
`;
}

function usage(blocks: CardFacts['blocks']): string {
  const encodes = blocks.some(({ kind }) => kind === 'encoder');
  const given = blocks.some(({ kind }) => kind === 'vectors');
  const install = [
    'pip install -r requirements.txt',
    ...(encodes ? ['npm install --ignore-scripts   # for score.mjs'] : []),
  ];
  const rows = `\`texts.jsonl\` has one text per line: a string, or an object with the field \`text\` (\`--field\` names another), in UTF-8. Rows without a text are left out and counted.${
    given
      ? ' The model also reads vectors that are made elsewhere: a row gives them as `"vectors": {"NAME": […]}`, like the rows of `examples.jsonl`.'
      : ''
  }`;
  return `\`\`\`sh
${install.join('\n')}
python score.py texts.jsonl
node score.mjs texts.jsonl
\`\`\`

${rows}

\`\`\`python
import sys; sys.path.insert(0, "PATH/OF/THIS/FOLDER")
from score import Model
model = Model()
print(model.predict(["Where is my card?"]))
\`\`\`

\`\`\`js
import { openModel } from './PATH/OF/THIS/FOLDER/score.mjs';
const model = await openModel();
console.log(await model.predict(['Where is my card?']));
\`\`\`

\`python score.py --self-test\` and \`node score.mjs --self-test\` compare with \`examples.jsonl\`.
`;
}

function quality({ metric }: CardFacts): string {
  const n = metric?.n ?? 0;
  if (!metric || n < FEWEST_RECORDS) {
    return `Not measured: a figure takes ${FEWEST_RECORDS} records of the hold-out, and ${n} counted when this round was trained. A record counts once it was asked blind in its turn, or was labelled in the pool's file, and every one before it was.`;
  }
  if (metric.measured.value === null) {
    return `Not measured: ${metricNames[metric.name]} cannot be told from the ${n} records of the hold-out that counted when this round was trained.`;
  }
  const { value, low, high } = metric.measured;
  return `${metricNames[metric.name]} ${value.toFixed(3)} (95 % interval ${low.toFixed(3)}–${high.toFixed(3)}), on ${n} records of the hold-out, which were drawn at random and never trained on.`;
}

function table(facts: CardFacts): string {
  const { embedding, c, temperature, strength, seed, journal, data, pool, members } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ['Vectors', embedding],
    ...(members > 1 ? ([['Head', `mean of ${members} bootstrapped heads`]] as const) : []),
    ['C (inverse regularisation)', String(c)],
    ['T (temperature)', String(temperature)],
    ...(strength === undefined
      ? []
      : ([['s (strength of the labels’ words)', String(strength)]] as const)),
    ['Seed', String(seed)],
    ['Position in the journal', String(journal)],
    ['Fingerprint of the training data', data],
    ...(pool === undefined ? [] : ([['Fingerprint of the pool', pool]] as const)),
  ];
  return `| | |\n|---|---|\n${rows.map(([name, value]) => `| ${name} | ${cell(value)} |`).join('\n')}`;
}

function comparison(facts: CardFacts): string {
  const { form, examples, difference, halfDifference, batchDifference, browserBuild, blocks } =
    facts;
  const numbers = form === 'onnx' ? 'model.onnx' : modelFiles.tensors;
  return [
    `On the ${examples} texts of \`examples.jsonl\`, none of them from the data, a probability differs from Marginalia's own by at most ${exponential(difference)}. T, the prior and the weights of the vectors are part of the numbers in \`${numbers}\`.`,
    ...(halfDifference === undefined
      ? []
      : [
          `The projection is stored in half precision, which changes a probability by up to ${exponential(halfDifference)} on these texts.`,
        ]),
    ...(blocks.some(({ kind }) => kind === 'encoder')
      ? [
          'The sentence model reads one text at a time here. Its arithmetic in 8 bits differs a little between kinds of processors, so that the self-test may fail on another one.',
        ]
      : []),
    ...(batchDifference === undefined
      ? []
      : [
          `In the project its vectors depend on what else is in a batch, which changes a probability by up to ${exponential(batchDifference)} on these texts.`,
        ]),
    ...(form === 'folder'
      ? []
      : [
          browserBuild
            ? `In the browser build of onnxruntime a probability differs from Marginalia's own by at most ${exponential(browserBuild.difference)} on these texts, and ${browserBuild.otherLabels} of them get another label.`
            : 'The browser build of onnxruntime was not measured at this export: it is not installed beside Marginalia, or does not take this model.',
        ]),
  ].join('\n');
}

function exponential(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
