import { untranslated } from '../../../core/localize.ts';
import type { ProposedLabels, ReportMessages } from '../../../core/messages/reportMessages.ts';
import type { PoolFormat } from '../../../core/pool/poolSpec.ts';
import { counted } from './counted.ts';
import { delimiterName } from './delimiterName.ts';
import { metricTitles } from './metricTitles.ts';
import { percent } from './percent.ts';
import { formatTemperature } from './temperatureText.ts';
import type { Texts } from './texts.ts';
import { whyUnavailable } from './whyUnavailable.ts';

/** The command line is in English only. */
export const reportTexts: Texts<ReportMessages> = {
  'check.summary': ({ file, answers, errors, warnings }) =>
    `${file}: ${countedOrNo(answers, 'answer')}, ${countedOrNo(errors, 'error')}, ${countedOrNo(warnings, 'warning')}`,
  'status.holdout': ({ size, answered, skipped, waiting, behind, conflicts }) => {
    if (size === 0) return 'Hold-out: not drawn yet';
    const parts = [
      `${answered} of ${size} count`,
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(waiting > 0 ? [`${waiting} with an answer wait for their turn to be asked blind`] : []),
      ...(behind > 0 ? [`${behind} with an answer wait for records before them without one`] : []),
      ...(conflicts > 0 ? [`${conflicts} differ from answers given by hand`] : []),
    ];
    return `Hold-out: ${parts.join(', ')}`;
  },
  'status.labelled': ({ name, labelled, size, none, skipped, flagged }) => {
    const records =
      size === undefined
        ? counted(labelled, 'record')
        : `${labelled} of ${counted(size, 'record')}`;
    const withNone = none > 0 ? `, ${none} of them with none of the labels` : '';
    return `${name}: ${records} labelled${withNone}; ${skipped} skipped, ${flagged} flagged`;
  },
  'status.fromMirror': ({ name }) => `Answers from ${name}.labels.jsonl; there is no database.`,
  'status.noAnswers': () => 'Nothing is answered yet; there is no database.',
  'status.labelsInFile': ({ count }) =>
    `${counted(count, 'row')} of the pool's file have a label of their own; \`marginalia train\` takes them as answers, as VS Code does at its first opening.`,
  'status.orphanedLabel': ({ label }) => `${label} (not in the label set)`,
  'status.conflicts': ({ count }) =>
    `Conflicts: ${counted(count, 'record')} with answers of imports that differ`,
  'status.rounds': ({ rounds, labels, temperature }) => {
    if (labels === undefined) return 'Rounds: none yet';
    const text = `Rounds: ${rounds}, the last one with ${counted(labels, 'training label')}`;
    return temperature === undefined
      ? text
      : `${text}, ${formatTemperature(temperature, untranslated)}`;
  },
  'status.metric': ({ name, measured }) => {
    const title = metricTitles[name];
    if (measured.value === null) {
      return `${title}: ${whyUnavailable(measured.reason, untranslated)}`;
    }
    const { value, low, high } = measured;
    return `${title}: ${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  },
  'status.target': ({ target, reached, forecast }, _, text) => {
    const title = `Target: ${metricTitles[target.metric]} ${target.value}`;
    if (reached) return `${title}, reached`;
    if (!forecast) return `${title}, not reached; the next round tells how many labels it takes`;
    if ('reason' in forecast) {
      return `${title}, not reached. How many more labels? ${text(forecast.reason)}`;
    }
    if ('aboutThere' in forecast) return `${title}, about reached`;
    const { low, high } = forecast;
    const range = high === undefined ? `more than ${low}` : `${low} to ${high}`;
    return `${title}, reached with ${range} more labels`;
  },
  'train.round': ({ round, labels, c, embedding }) =>
    `Round ${round}: ${counted(labels, 'training label')}, C = ${c}, ${embedding} vectors`,
  'train.noRound': ({ round }) =>
    `Nothing was answered since round ${round}, so no round was added.`,
  'replay.differs': ({ batch, kernels }) =>
    kernels
      ? `Batch ${batch} differs: recorded with ${kernels.recorded}, replayed with ${kernels.now}.`
      : `Batch ${batch} differs.`,
  'replay.drawing': ({ batch }) => `Batch ${batch}`,
  'replay.identical': ({ identical, drawn }) =>
    `${identical} of ${drawn} batches drawn again have the recorded picks.`,
  'replay.notRedrawn': ({ count }) =>
    `${count} were drawn while the pool was being read and are not drawn again.`,
  'inspect.format': ({ format, isLines = false }) => formatOf(format, isLines),
  'inspect.headline': ({ file, format, sure }, _, text) =>
    `${file}: ${text(format)}${sure ? '' : ' (not sure)'}`,
  'inspect.alternative': ({ format, why }, _, text) => `or ${text(format)}: ${why}`,
  'inspect.doubt': ({ why, option }, _, text) =>
    option === undefined ? text(why) : `${text(why)} (${option})`,
  'inspect.rows': ({ rows, records, merged, withoutText, problemRows }) =>
    `${counted(rows, 'row')} = ${counted(records, 'record')} + ${merged} merged + ${withoutText} without text + ${problemRows} that cannot be read`,
  'inspect.missing': ({ count, mark }) => `${counted(count, 'missing value')} (unquoted ${mark})`,
  'inspect.proposed': ({ text, id, labels }) =>
    `Proposed: text ${text.join(' + ')}, id ${id ?? 'none'}, ${proposedLabels(labels)}`,
  'inspect.doubtfulText': () =>
    'No field looks like text: this one looks like labels, dates or codes. Answers with the ids of a pool need no texts: import the file into the project of that pool.',
  'inspect.labels': ({ count, labels, more }) => {
    const listed = labels.map((label) => `${label.name} (${label.count})`).join(', ');
    return `${counted(count, 'label')}: ${listed}${more > 0 ? `, and ${more} more` : ''}`;
  },
  'inspect.problem': ({ line, problem }) => `line ${line}: ${problem}`,
  'inspect.moreProblems': ({ count }) => `${counted(count, 'more problem')}; --json lists them`,
  'simulate.reading': ({ files }) => `Reading ${files.join(', ')}`,
  'simulate.records': ({ files, records, labels, conflicting, unlabelled }) => {
    const listed = labels.map(({ name, count }) => `${name} ${count}`).join(', ');
    const leftOut = [
      ...(conflicting > 0 ? [`${conflicting} with conflicting labels`] : []),
      ...(unlabelled > 0 ? [`${unlabelled} without a label`] : []),
    ];
    const text = `${files.join(', ')}: ${counted(records, 'record')} (${listed})`;
    return leftOut.length === 0 ? text : `${text}; left out: ${leftOut.join(', ')}`;
  },
  'simulate.progress': ({ strategy, seed, seeds, labels, budget }) =>
    `${strategy}, seed ${seed} of ${seeds}: ${labels} of ${budget} labels`,
  'simulate.curve': ({ strategy, seed }) => `${strategy}, seed ${seed}`,
  'simulate.settings': ({ pool, test, testSet, alsoInTest, initial, start, batch, explore }) => {
    const leftOut = alsoInTest > 0 ? `; ${alsoInTest} of its texts left out of the pool` : '';
    const mixed = explore > 0 ? `, of which ${percent(explore)} % random` : '';
    return (
      `${pool} records to ask, ${test} to test on (${testSets[testSet]}${leftOut}). ` +
      `Begins with ${initialRecords(initial, start)}; batches of ${batch}${mixed}.`
    );
  },
  'simulate.legend': () =>
    "Intervals: 95 %, Student's t over paired seeds. Crossings: the first point from which the mean stays above. Answers in all: with those of the hold-out.",
  'simulate.priorOff': ({ label }) =>
    label === undefined
      ? 'Label prior: off.'
      : `Label prior: off, as the label "${label}" is a number or a code without a description.`,
  'simulate.priorFixed': ({ strength }) => `Label prior: s = ${strength}.`,
  'simulate.priorAuto': ({ candidates, initial }) =>
    `Label prior: s from ${candidates.join(', ')} by cross-validation at 20, 50, 100, 200, 500 … labels, ${initial} before.`,
  'simulate.summary': ({ metric, seeds, fullData }) =>
    `${metricTitles[metric]}: mean over ${counted(seeds, 'seed')}; all labels of the pool give ${fullData.toFixed(3)}`,
};

type SimulationSettings = ReportMessages['simulate.settings'];

const testSets: Readonly<Record<SimulationSettings['testSet'], string>> = {
  given: 'given test set',
  drawnFromTest: 'drawn from the test set for each seed',
  drawnFromPool: 'test set drawn for each seed',
};

function initialRecords(initial: number, start: SimulationSettings['start']): string {
  const records = counted(initial, 'record');
  const forAll = 'the same for all strategies of a seed';
  switch (start) {
    case 'file':
      return `the first ${records}; seeds differ in ties, folds and random draws only`;
    case 'random':
      return `${counted(initial, 'random record')}, ${forAll}`;
    case 'typiclust':
      return `${records} by TypiClust, ${forAll}`;
    case 'k-means':
      return `${records} by k-means, ${forAll}`;
    case 'likeness':
      return `${records}, every other one by likeness to a label, the rest by TypiClust, ${forAll}`;
  }
}

function countedOrNo(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : counted(count, noun);
}

const kinds: Readonly<Record<PoolFormat['kind'], string>> = {
  jsonl: 'JSON Lines',
  json: 'JSON',
  delimited: 'Table',
  parquet: 'Parquet',
  xlsx: 'Excel',
};

/** `Table · semicolons · windows-1252 · header`. */
function formatOf(format: PoolFormat, isLines: boolean): string {
  const { kind, encoding = 'utf-8', delimiter, header, quotes, quote, missing, skip } = format;
  const { path, sheet, texts } = format;
  if (isLines) return `Lines of text · ${encoding}`;
  return [
    kinds[kind],
    ...(texts ? ['texts'] : []),
    ...(delimiter === undefined ? [] : [delimiterName(delimiter, untranslated)]),
    ...(sheet === undefined ? [] : [`sheet ${sheet}`]),
    ...(kind === 'parquet' || kind === 'xlsx' ? [] : [encoding]),
    ...(header === undefined ? [] : [header ? 'header' : 'no header']),
    ...(quotes === false ? ['quotes are text'] : quote === "'" ? ["fields enclosed in '"] : []),
    ...(missing ? [`unquoted ${missing} is missing`] : []),
    ...(skip ? [`${skip} lines above`] : []),
    ...(path === undefined ? [] : [`list at ${path}`]),
  ].join(' · ');
}

function proposedLabels(labels: ProposedLabels): string {
  switch (labels.kind) {
    case 'none':
      return 'label none';
    case 'columns':
      return `labels in ${labels.count} columns of 0 and 1`;
    case 'field':
      return `label ${labels.field}`;
    case 'several': {
      const { field, separator } = labels;
      const how = separator === undefined ? 'in lists' : `separated by "${separator}"`;
      return `label ${field} (several per record, ${how})`;
    }
  }
}
