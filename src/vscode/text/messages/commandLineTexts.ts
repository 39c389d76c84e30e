import { untranslated } from '../../../core/localize.ts';
import type { CommandLineMessages } from '../../../core/messages/commandLineMessages.ts';
import { withDidYouMean } from './didYouMean.ts';
import { oneOf } from './names.ts';
import { existingFields } from './rowTexts.ts';
import type { Texts } from './texts.ts';

/** The command line is in English only. */
export const commandLineTexts: Texts<CommandLineMessages> = {
  'cli.noCommand': () => 'Name a command.',
  'cli.stopped': () => 'Stopped.',
  'cli.standardInput': () => 'standard input',
  'cli.progress': ({ what, step, steps }, _, text) =>
    steps === undefined || steps <= 0
      ? text(what)
      : `${text(what)}: ${Math.floor((100 * step) / steps)} %`,
  'cli.unknownCommand': ({ command, meant }) =>
    withDidYouMean(`There is no command "${command}".`, meant, 'See --help.', untranslated),
  'cli.unknownOption': ({ option, meant }) =>
    withDidYouMean(`Unknown option '${option}'.`, meant, 'See --help.', untranslated),
  'cli.noFilesLike': ({ pattern }) => `No file matches ${pattern}.`,
  'cli.noDataset': ({ folder }) =>
    `${folder} is a folder without Parquet files of a data set. Name a file, or a pattern in quotes such as 'texts/*.jsonl'. To convert a data set that was saved with save_to_disk, use load_from_disk(…).to_parquet('texts.parquet').`,
  'cli.severalSplits': ({ folder, patterns }) =>
    `${folder} has several splits. Name one of them: ${patterns.map((pattern) => `'${pattern}'`).join(', ')}.`,
  'cli.noSuchFile': ({ path, meant }) =>
    withDidYouMean(`There is no file ${path}.`, meant, undefined, untranslated),
  'cli.badSize': ({ given }) =>
    `--max-unpacked takes a number of bytes, or one with KB, MB or GB, not "${given}".`,
  'cli.lacksValue': ({ option }) => `Option '${option} <value>' argument missing. See --help.`,
  'cli.takesNoValue': ({ option }) => `Option '${option}' does not take an argument. See --help.`,
  'cli.looksLikeOption': ({ option, given }) =>
    `Option '${option}' is followed by "${given}", which looks like an option. Write ${option}=${given} if it is meant as the value.`,
  'cli.pattern': ({ path }) =>
    `There is no file ${path}. To use several files, write a project file with "pool": [${JSON.stringify(path)}], where "labelField" names the field of their labels.`,
  'cli.oneOfTwo': ({ options }) => `Give one of ${options.join(' and ')}, not both.`,
  'cli.unexpectedArgument': ({ argument }) => `Unexpected argument '${argument}'. See --help.`,
  'cli.cannotWrite': ({ path }) =>
    `Cannot write ${path}: its folder does not exist or is not writable.`,
  'cli.notOneProject': ({ command }) =>
    `Name one project file for ${command}, like reviews.marginalia.json. See --help.`,
  'cli.projectNotRead': ({ path }) => `Cannot read ${path}.`,
  'cli.notAProject': ({ path }) =>
    `${path} is not a project file. Name a file like reviews.marginalia.json.`,
  'cli.isFolder': ({ path, projects: [first, ...more] }) =>
    first === undefined
      ? `${path} is a folder without a project file. Name a file like reviews.marginalia.json.`
      : `${path} is a folder. Name the project file: ${[first, ...more].join(', ')}.`,
  'cli.projectMistake': ({ path, line, why }, _, text) => `${path}, line ${line}: ${text(why)}`,
  'inspect.notOneFile': () => 'Name one file to inspect. See --help.',
  'inspect.badDelimiter': ({ given }) =>
    `--delimiter must be one of , ; | ^ ~ or tab, not "${given}".`,
  'inspect.empty': ({ file }) => `There is nothing to label in ${file}: the file is empty.`,
  'inspect.unreadable': ({ file, why }, _, text) =>
    `There is nothing to label in ${file}. ${text(why)}`,
  'inspect.noRows': ({ file }) =>
    `There is nothing to label in ${file}: it has no rows that can be read.`,
  'inspect.noTexts': ({ file }) => `There is nothing to label in ${file}: no field holds texts.`,
  'train.mistake': ({ path, line, why }, _, text) =>
    `The model cannot be trained. ${path}, line ${line}: ${text(why)}`,
  'train.begins': ({ project }) => `Training the model of ${project}.`,
  'train.ended': ({ seconds }) => `Trained in ${seconds.toFixed(1)} s.`,
  'train.badC': ({ option, given }) => `${option} must be a number above 0, not "${given}".`,
  'train.badSeed': ({ option, given }) =>
    `${option} must be a whole number of at least 0, not "${given}".`,
  'simulate.missing': ({ option }) => `${option} is missing. See --help.`,
  'simulate.badOrder': ({ given }) => `--initial-order must be random or file, not "${given}".`,
  'simulate.badStart': ({ given, starts }) =>
    `--start must be one of ${starts.join(', ')}, not "${given}".`,
  'simulate.badWeight': ({ given }) =>
    `--embedding: a weight must be a number above 0, not "${given}".`,
  'simulate.badPrior': ({ given }) =>
    `--prior must be auto, off or a number above 0, not "${given}".`,
  'simulate.badList': ({ option, given }) =>
    `${option} must be a list of names separated by commas, not "${given}".`,
  'simulate.badCount': ({ option, given }) =>
    `${option} must be a whole number of at least 1, not "${given}".`,
  'simulate.badShare': ({ option, given, orNone }) =>
    orNone
      ? `${option} must be 0 or between 0 and 1, not "${given}".`
      : `${option} must lie between 0 and 1, not "${given}".`,
  'simulate.badPercent': ({ option, given }) =>
    `${option} must be a percentage above 0 and up to 100, not "${given}".`,
  'simulate.budgetBelowInitial': ({ budget, initial }) =>
    `--budget (${budget}) must be at least --initial (${initial}).`,
  'simulate.notBoth': ({ one, other }) => `Give either ${one} or ${other}, not both.`,
  'simulate.notOneOf': ({ option, given, known }) =>
    `${option} must be one of ${known.join(', ')}, not "${given}".`,
  'simulate.severalOnly': ({ option }) => `${option} is for --task multi.`,
  'simulate.otherTask': ({ task }) =>
    `--task: the project has the task "${task}". Give --pool, --text and --label for another.`,
  'simulate.autoNotAlone': () => '--embedding: auto cannot be combined with other blocks.',
  'simulate.blockTwice': () => '--embedding names a block twice. Remove one.',
  'simulate.notInFiles': ({ model }) =>
    `simulate uses vectors from models and from files by row, not from ${model}. Name others with --embedding.`,
  'simulate.badServer': ({ given, keyVariable }) =>
    `--embedding: a model on a server is written like server:http://127.0.0.1:11434/v1#nomic-embed-text, not "${given}". A key is taken from the environment variable ${keyVariable}.`,
  'simulate.badHost': ({ given }) =>
    `--allow-host takes the name of a host, such as far.example or far.example:8080, not "${given}".`,
  'simulate.hostNotAllowed': ({ model, host }) =>
    `The model ${model} is on ${host}, and the texts are sent there only with --allow-host ${host}.`,
  'simulate.keyOfOneServer': ({ keyVariable }) =>
    `--embedding names several servers, but the key in ${keyVariable} is for one of them only. Name one server, or unset the variable.`,
  'simulate.serverKey': ({ why, keyVariable }, _, text) =>
    `${text(why)} Set the environment variable ${keyVariable} to it.`,
  'simulate.unknownEmbedding': ({ name, known }) =>
    `--embedding: there is no folder ${name}, and no embedding of that name. ` +
    `Use one of: ${known.join(', ')}, a folder with a model, a file of vectors (.npy, .npz), server:URL#MODEL.`,
  'simulate.vectorsLack': ({ why }, _, text) =>
    `${text(why)} A simulation needs a vector for every row of the pool.`,
  'simulate.vectorsOfPool': () =>
    '--test: a file of vectors has rows for the pool only. Draw the test set from the pool with --test-share or --test-size.',
  'simulate.cannotRead': ({ path }) => `Cannot read ${path}: you have no permission to read it.`,
  'simulate.lacksText': ({ path, fields, existing }) => {
    const kind = existing.are === 'columns' ? 'column' : 'field';
    const names = oneOf(fields, untranslated);
    return `${path} has no ${kind} ${names}. ${existingFields(existing, untranslated)} Correct --text.`;
  },
  'simulate.lacksLabels': ({ files, field, existing }) =>
    existing === undefined
      ? `${files.join(', ')}: no row has a label in "${field}". Correct --label.`
      : `${files.join(', ')}: no row has "${field}". ${existingFields(existing, untranslated)} Correct --label.`,
  'simulate.oneLabelEach': () =>
    'Every record has exactly one label. If the field holds several, give the separator between them with --separator; ' +
    'otherwise leave out --task multi.',
  'simulate.oneLabel': ({ label }) =>
    `All records have the label "${label}": there is nothing to learn. Correct --label.`,
  'simulate.unknownTarget': ({ label }) =>
    `No record has the label "${label}", which "query.target" looks for.`,
  'simulate.likenessNeedsWords': () =>
    '--start likeness needs labels that are words, and a sentence model in --embedding that reads them.',
  'simulate.lexicalOnly': ({ option }) =>
    `${option}: lexical vectors know nothing of the labels' words. ` +
    'Add a sentence model to --embedding, or give --prior off.',
  'simulate.labelWithoutWords': ({ label }) =>
    `--prior: the label "${label}" is a number or a code without a description. Describe it in --labels.`,
  'simulate.projectNotRead': ({ path }) => `--project: cannot read ${path}.`,
  'simulate.projectMistake': ({ path, line, why }, _, text) =>
    `--project: ${path}, line ${line}: ${text(why)}`,
  'simulate.otherHead': ({ file, head }) =>
    `--project: ${file} has "head": "${head}", and simulate trains the logistic head only.`,
  'simulate.labelsNotRead': ({ path }) => `--labels: cannot read ${path}.`,
  'simulate.labelsBadLine': ({ path, line }) =>
    `--labels: line ${line} of ${path} is not {"value": "…", "name": "…", "description": "…"}.`,
  'simulate.labelsLack': ({ path, label, form }) => {
    const wanted = form === 'json' ? `{"value": "${label}", "name": "…"}` : 'a line';
    return `--labels: ${path} does not describe the label "${label}". Add ${wanted}.`;
  },
};
