import type { Localize } from '../../../core/localize.ts';
import type {
  InterchangeMessages,
  ProposedFields,
} from '../../../core/messages/interchangeMessages.ts';
import type { Task } from '../../../core/task/judgement.ts';
import { withDidYouMean } from './didYouMean.ts';
import { lossText } from './lossText.ts';
import { doubtTexts } from './readingTexts.ts';
import type { Texts } from './texts.ts';

/** The likely text and label fields, and the options that name them. */
export function proposedText(
  { text, label, labels, separator }: ProposedFields,
  localize: Localize,
): string {
  const named = [
    `--text-field ${spelled(text)}`,
    `--label-field ${spelled(label)}`,
    ...(separator === undefined ? [] : [`--separator "${separator}"`]),
  ];
  return localize(
    'If “{0}” contains the labels ({1}) and “{2}” the texts, add {3}.',
    label,
    labels.join(', '),
    text,
    named.join(' '),
  );
}

function spelled(field: string): string {
  return /^[\p{L}\p{N}_.-]+$/u.test(field) ? field : `"${field}"`;
}

export const interchangeTexts: Texts<InterchangeMessages> = {
  'interchange.noText': ({ field }, localize) =>
    localize('This row has no text in “{0}”, so it is left out.', field),
  'interchange.predictionWithoutText': (_, localize) =>
    localize('This row has no text, so it is left out. predict --texts writes the texts as well.'),
  'interchange.predictions': (_, localize) =>
    localize(
      'This file contains the predictions of a model (Marginalia predictions), not answers. Its labels are not treated as answers.',
    ),
  'interchange.unreadableField': ({ field }, localize) =>
    localize(
      '“{0}” does not have the form that this format requires, so the row is left out.',
      field,
    ),
  'interchange.onlyLabels': ({ labels }, localize) =>
    localize(
      'This line has no text behind its labels ({0}), so it is left out.',
      labels.join(', '),
    ),
  'interchange.moreCells': ({ cells, columns }, localize) =>
    localize(
      'This row has {0} cells where there are {1} columns, so it is left out.',
      cells,
      columns,
    ),
  'interchange.spansInPart': (_, localize) =>
    localize(
      'This row accepts or rejects individual spans, which says nothing about the rest of the text; it is left out.',
    ),
  'interchange.spansOfPage': (_, localize) =>
    localize(
      'This annotation marks parts of a page or a dialogue, which cannot be mapped to a text, so it is left out.',
    ),
  'interchange.labelIds': ({ ids }, localize) =>
    localize(
      'The labels of this file are numbers ({0}) without names. Name them with --map NUMBER=NAME.',
      ids.join(', '),
    ),
  'interchange.noTag': (_, localize) =>
    localize('This line has a word without a tag, so its sentence is left out.'),
  'interchange.notATag': ({ tag }, localize) =>
    localize('“{0}” is no tag like O, B-label or I-label, so its sentence is left out.', tag),
  'interchange.severalLabels': ({ labels }, localize) =>
    localize(
      'This row has several labels ({0}) where a record has one, so its answer is left out.',
      labels.join(', '),
    ),
  'interchange.yesAndNo': ({ label }, localize) =>
    localize('“{0}” both applies and does not apply here, so the answer is left out.', label),
  'interchange.spanWithoutPlace': ({ start, end, label, fits }, localize) =>
    fits
      ? localize(
          'The span {0}–{1} (“{2}”) is not valid for this text, so the answer is left out.',
          start,
          end,
          label,
        )
      : localize(
          'The span {0}–{1} (“{2}”) does not match the text given for it, so the answer is left out. Use --offsets to say what its numbers count.',
          start,
          end,
          label,
        ),
  'interchange.mixedTasks': ({ labels, spans }, localize) =>
    localize(
      'The file mixes labels of whole texts (line {0}) and spans (line {1}). Split it into two files.',
      labels,
      spans,
    ),
  'interchange.mixedLabels': (_, localize) =>
    localize(
      'Some rows have one label and others a list of labels. Choose one form with --task single or --task multi.',
    ),
  'interchange.answersDiffer': ({ answers, more }, localize) =>
    localize(
      'This record has conflicting answers: {0}. Each is kept as a separate row.',
      [
        ...answers.map((answer) => answerText(answer, localize)),
        ...(more > 0 ? [`… +${more}`] : []),
      ].join('; '),
    ),
  'interchange.conflicts': ({ count }, localize) =>
    localize('Records with conflicting answers: {0}.', count),
  'interchange.repeated': ({ count }, localize) =>
    localize(
      'Answers left out because another answer to the same record repeats or replaces them: {0}.',
      count,
    ),
  'interchange.loneTask': (_, localize) =>
    localize(
      'This is an annotation, not a task. Label Studio’s files are lists of tasks: put the task between [ and ].',
    ),
  'interchange.noResult': (_, localize) =>
    localize('This annotation has no list “result”, so it is left out.'),
  'interchange.whichText': ({ fields }, localize) =>
    localize('Name the field that contains the text with --text-field: {0}.', fields.join(', ')),
  'interchange.whichLabel': ({ fields }, localize) =>
    localize('Name the field that contains the label with --label-field: {0}.', fields.join(', ')),
  'interchange.joinedLabels': ({ file, separator }, localize) =>
    localize(
      '{0} seems to have several labels in one field, separated by “{1}”. Use --separator "{1}" to split them, or --separator none to keep each as one label.',
      file,
      separator,
    ),
  'interchange.separatorInLabel': ({ label }, localize) =>
    localize(
      'The label “{0}” of the project contains the separator, so it cannot be used to split the labels of the file.',
      label,
    ),
  'interchange.noSeparator': (_, localize) =>
    localize('--separator takes the text between labels, such as "," or "|", or none.'),
  'interchange.noField': ({ field, fields }, localize) =>
    localize('The file has no field “{0}”. Its fields: {1}.', field, fields.join(', ')),
  'interchange.fieldsFixed': ({ option, format }, localize) =>
    localize(
      '{0} has fixed fields, so {1} cannot be used. Leave it out, or choose another format with --from.',
      format,
      option,
    ),
  'interchange.whichQuestion': ({ questions }, localize) =>
    localize('Choose the question to read with --question: {0}.', questions.join(', ')),
  'interchange.tooManyLabels': ({ most }, localize) =>
    localize(
      'This file has more than {0} labels. Its labels are probably texts or ids; choose another field or format.',
      most,
    ),
  'interchange.otherTask': ({ line, task }, localize) =>
    task === 'spans'
      ? localize('Line {0} has labels of the whole text instead of spans.', line)
      : localize('Line {0} has spans instead of labels of the whole text.', line),
  'interchange.taskNotHeld': ({ format, task }, localize) =>
    localize(
      '{0} cannot store {1}. Choose another format with --to.',
      format,
      taskName(task, localize),
    ),
  'interchange.labelsCollide': ({ format, label, other, spelling }, localize) =>
    localize(
      '{0} would write both “{1}” and “{2}” as “{3}”. Rename one of them with --map OLD=NEW.',
      format,
      other,
      label,
      spelling,
    ),
  'interchange.spansNotYet': (_, localize) =>
    localize('The labels of this file mark parts of texts, which projects do not support yet.'),
  'interchange.notRecognised': ({ file, formats, fields, proposed, doubts }, localize, text) =>
    [
      fields.length === 0
        ? localize(
            'The format of {0} was not recognised. Name it with --from: {1}.',
            file,
            formats.join(', '),
          )
        : localize(
            'The format of {0} was not recognised. Name the text and label fields with --text-field and --label-field: {1}. Or name the format with --from: {2}.',
            file,
            fields.join(', '),
            formats.join(', '),
          ),
      ...(proposed ? [proposedText(proposed, localize)] : []),
      ...doubtTexts(doubts, localize, text),
    ].join(' '),
  'interchange.emptyFile': ({ file }, localize) => localize('{0} is empty.', file),
  'interchange.oldSpacy': ({ file }, localize) =>
    localize(
      '{0} is training data of spaCy 2, whose texts are paragraphs of tokens. Convert it to a DocBin with “python -m spacy convert {0} .” and open that; Marginalia then says what to do next.',
      file,
    ),
  'interchange.conllU': ({ file }, localize) =>
    localize(
      '{0} is CoNLL-U: the syntax of sentences, without labels of texts or of parts of texts. If it has the lines “# text = …”, write their texts into a file, one per line, to label them.',
      file,
    ),
  'interchange.lighttagAnnotations': ({ file }, localize) =>
    localize(
      '{0} is a list of LightTag’s annotations, without the texts that they belong to. Download the results of the whole task: its “examples” have the texts and their annotations.',
      file,
    ),
  'interchange.numberedTags': ({ field, numbers }, localize) =>
    localize(
      'The tags in {0} are numbers ({1}), whose names are not in the file. In Python, datasets knows them: write the data set with to_parquet, or replace the numbers by features["{0}"].feature.names.',
      field,
      numbers.join(', '),
    ),
  'interchange.nothingRead': ({ file, format, line, why }, localize, text) =>
    localize(
      'No row of {0} can be read as {1}, so nothing was written. Line {2}: {3}',
      file,
      format,
      line,
      text(why),
    ),
  'interchange.onlyWritten': ({ file, format }, localize) =>
    localize(
      '{0} is {1}: texts for a language model, without marked labels. The format can be written, but not read as answers. To label these texts, create a project from the file.',
      file,
      format,
    ),
  'interchange.bothTasks': ({ line }, localize) =>
    localize(
      'Line {0} has labels of the whole text and spans. Choose which to read with --task single, --task multi or --task spans.',
      line,
    ),
  'interchange.notOfFormat': ({ file, format }, localize) =>
    localize('{0} cannot be read as {1}. Name its format with --from.', file, format),
  'interchange.noList': ({ file, within }) => `${file} has no list of records at “${within}”.`,
  'interchange.noRows': ({ file }, localize) =>
    localize('{0} has no rows, so nothing was written.', file),
  'interchange.converted': (params, localize) => {
    const { rows, answers, spans, skipped, unlabelled, from, to } = params;
    const counts = [
      localize('rows: {0}', rows),
      localize('answers: {0}', answers),
      ...(spans === undefined ? [] : [localize('spans: {0}', spans)]),
      ...(skipped === 0 ? [] : [localize('skipped: {0}', skipped)]),
      ...(unlabelled === 0 ? [] : [localize('without an answer: {0}', unlabelled)]),
    ];
    return `${from} → ${to} · ${counts.join(' · ')}`;
  },
  'interchange.lost': ({ format, losses }, localize) =>
    localize(
      '{0}: {1} cannot store them.',
      losses.map(({ what, count }) => lossText(what, count, localize)).join(', '),
      format,
    ),
  'interchange.damaged': ({ file, count }, localize) =>
    count === 1
      ? localize(
          '1 text of {0} has characters that cannot be read (�). If the file has another encoding, name it with --encoding.',
          file,
        )
      : localize(
          '{1} texts of {0} have characters that cannot be read (�). If the file has another encoding, name it with --encoding.',
          file,
          count,
        ),
  'interchange.encodingGuessed': ({ encoding }, localize) =>
    localize(
      'Some bytes are not UTF-8; the file is read as {0}. If letters look wrong, name its encoding with --encoding.',
      encoding,
    ),
  'interchange.rejected': ({ count }, localize) =>
    localize(
      'Rejections without another label: {0}. They are left out; use --reject-as LABEL to give them a label, or --task multi to keep them.',
      count,
    ),
  'interchange.otherSplit': ({ split, count }, localize) =>
    split === 'holdout'
      ? localize('Rows outside the hold-out, which --split holdout leaves out: {0}.', count)
      : localize('Rows of the hold-out, which --split train leaves out: {0}.', count),
  'interchange.splitEmpty': ({ file, split }, localize) =>
    split === 'holdout'
      ? localize('No row of {0} is marked as one of the hold-out, so nothing was written.', file)
      : localize('All rows of {0} belong to the hold-out, so nothing was written.', file),
  'interchange.moved': ({ count }, localize) =>
    localize('Spans that began or ended within a character and were widened: {0}.', count),
  'interchange.mended': ({ count }, localize) =>
    localize('Tags I- or L- without a B- before them, which begin a span: {0}.', count),
  'interchange.moreProblems': ({ count }, localize) =>
    localize('More rows left out for such reasons: {0}.', count),
  'interchange.wordsJoined': (_, localize) =>
    localize('CoNLL stores words, not texts; the words are joined by single spaces.'),
  'interchange.exists': ({ file }, localize) =>
    localize('{0} already exists. Use --force to overwrite it.', file),
  'interchange.isInput': ({ file }, localize) =>
    localize('{0} is the input file and cannot be overwritten. Name another file.', file),
  'interchange.belongsToProject': ({ file }, localize) =>
    localize('{0} belongs to a project and cannot be overwritten. Name another file.', file),
  'interchange.notWritten': ({ file, why }, localize) =>
    localize('{0} cannot be written ({1}).', file, why),
  'interchange.nameFiles': (_, localize) =>
    localize(
      'Name one file to read and one to write, or - for standard input and output. See --help.',
    ),
  'interchange.oneOf': ({ option, values, given }, localize) =>
    localize('{0} must be one of {1}, not “{2}”.', option, values.join(', '), given),
  'interchange.badMap': ({ given }, localize) =>
    localize('--map takes OLD=NEW, the names of a label before and after, not “{0}”.', given),
  'interchange.mapNothing': ({ label, meant, labels }, localize) =>
    withDidYouMean(
      localize('The file has no label “{0}” to rename with --map.', label),
      meant,
      labels.length === 0
        ? localize('It has no labels.')
        : localize('Its labels: {0}.', labels.join(', ')),
      localize,
    ),
  'interchange.nameFormat': ({ file, formats }, localize) =>
    localize('Choose the format of {0} with --to: {1}.', file, formats.join(', ')),
};

/** "ada: late, lost" */
function answerText(
  { annotator, labels }: { readonly annotator?: string; readonly labels?: readonly string[] },
  localize: Localize,
): string {
  const what =
    labels === undefined
      ? localize('skipped')
      : labels.length > 0
        ? labels.join(', ')
        : localize('none of these');
  return annotator === undefined ? what : `${annotator}: ${what}`;
}

function taskName(task: Task, localize: Localize): string {
  if (task === 'spans') return localize('spans');
  return task === 'multi'
    ? localize('several labels per record')
    : localize('labels of whole texts');
}
