import type { Localize } from '../../../core/localize.ts';
import type { ProjectFileMessages } from '../../../core/messages/projectFileMessages.ts';
import { keyActionText } from './keyActionText.ts';
import { withDidYouMean } from './didYouMean.ts';
import type { Texts } from './texts.ts';

export const projectFileTexts: Texts<ProjectFileMessages> = {
  'projectFile.trailing': (_, localize) => localize('Nothing may follow the end of the project.'),
  'projectFile.tooDeep': (_, localize) => localize('This is nested too deeply.'),
  'projectFile.neverClosed': ({ bracket }, localize) =>
    localize('This "{0}" is never closed.', bracket),
  'projectFile.noComma': ({ close }, localize) =>
    localize('A comma or "{0}" is missing here.', close),
  'projectFile.openText': (_, localize) => localize('The closing quote is missing.'),
  'projectFile.backslash': (_, localize) => localize('A backslash must be written twice, "\\\\".'),
  'projectFile.notAValue': ({ word }, localize) =>
    localize('{0} is not a value. Text needs double quotes.', word),
  'projectFile.openComment': (_, localize) => localize('This comment is never closed.'),
  'projectFile.expected': ({ what }, localize) => expected(what, localize),
  'projectFile.notAllowed': ({ allowed, meant }, localize) => {
    const sentence = allowed ? localize(allowed) : localize('This value is not allowed here.');
    return meant === undefined ? sentence : localize('{0} Did you mean "{1}"?', sentence, meant);
  },
  'projectFile.missing': ({ key, allowed }, localize) =>
    allowed === undefined
      ? localize('"{0}" is missing.', key)
      : localize('"{0}" is missing. {1}', key, localize(allowed)),
  'projectFile.unknownKey': ({ key, known, meant }, localize) =>
    meant === undefined
      ? localize('"{0}" is not known here and is ignored; known here: {1}.', key, known.join(', '))
      : localize('"{0}" is not known here and is ignored; did you mean "{1}"?', key, meant),
  'projectFile.keyTwice': ({ key }, localize) =>
    localize('"{0}" is given twice; keep one of them.', key),
  'projectFile.labelTwice': ({ label, first }, localize) =>
    localize('Label "{0}" is already listed as number {1}.', label, first),
  'projectFile.labelsAlike': ({ first }, localize) =>
    localize(
      'This label looks like number {0}: they differ in blanks, accents or invisible characters. Keep one of them, and map the other to it by "map" in "labelField".',
      first,
    ),
  'projectFile.keyReserved': ({ key, does }, localize) =>
    localize(
      'Key "{0}" already {1}; choose another letter or digit.',
      key,
      keyActionText(does, localize),
    ),
  'projectFile.keyTaken': ({ key, label }, localize) =>
    localize('Key "{0}" already gives label "{1}"; choose another letter or digit.', key, label),
  'projectFile.seedTwice': ({ seed }, localize) =>
    localize('The seed "{0}" is listed twice.', seed),
  'projectFile.fieldTwice': ({ field }, localize) =>
    localize('Field "{0}" is listed twice.', field),
  'projectFile.labelsInText': ({ field }, localize) =>
    localize('"{0}" is the text; the labels must be in another field.', field),
  'projectFile.mapsToNone': ({ value, label }, localize) =>
    localize('"{1}" is mapped to "{0}", which is not a label.', label, value),
  'projectFile.uselessInJson': ({ key }, localize) =>
    localize('"{0}" has no effect on JSON files and is ignored.', key),
  'projectFile.fileOfPattern': ({ path }, localize) =>
    localize(
      '{0} is one of the files of a pattern in "pool". Say in the project file how it is read: name the file by itself, or give the pattern a "format".',
      path,
    ),
  'projectFile.noColumn': ({ column, columns }, localize) =>
    localize('There is no column "{0}"; there are {1}.', column, columns.join(', ')),
  'projectFile.unknownBlock': ({ name, known, meant }, localize) =>
    withDidYouMean(
      localize('There is no embedding “{0}”, so it is looked for on the hub.', name),
      meant,
      localize('Known are {0}; a hub id reads like “Xenova/all-MiniLM-L6-v2”.', known.join(', ')),
      localize,
    ),
  'projectFile.autoNotAlone': (_, localize) =>
    localize(
      '"auto" cannot be one of several blocks. Write "embedding": "auto", without brackets.',
    ),
  'projectFile.blockTwice': ({ block }, localize) =>
    localize('Block "{0}" is listed twice.', block),
  'projectFile.noPriorOfHead': (_, localize) =>
    localize('There is no label prior: only the logistic head has one.'),
  'projectFile.noPriorOfVectors': (_, localize) =>
    localize('There is no label prior: lexical vectors know nothing of the labels’ words.'),
  'projectFile.noPriorOfLabel': ({ label }, localize) =>
    localize(
      'There is no label prior: the label "{0}" is a number or a code. Describe it with "description".',
      label,
    ),
  'projectFile.notBuiltIn': ({ name, known, meant }, localize) =>
    meant === undefined
      ? localize(
          '"{0}" is not built in: it works while another extension registers it, and until then records are asked at random. Built in: {1}.',
          name,
          known.join(', '),
        )
      : localize(
          '"{0}" is not built in: it works while another extension registers it, and until then records are asked at random. Did you mean "{1}"? Built in: {2}.',
          name,
          meant,
          known.join(', '),
        ),
  'projectFile.needsSamples': ({ name, key }, localize) =>
    key === 'strategy'
      ? localize(
          '"{0}" compares several sampled models, which the logistic head does not have. Set "head": {"kind": "committee"} (or "dropout"), or choose another strategy.',
          name,
        )
      : localize(
          '"{0}" compares several sampled models, which the logistic head does not have. Set "head": {"kind": "committee"} (or "dropout"), or choose another acquisition function.',
          name,
        ),
  'projectFile.unknownTarget': ({ label, labels }, localize) =>
    localize('"{0}" is not a label; the labels are: {1}.', label, labels.join(', ')),
  'projectFile.uselessMembers': (_, localize) =>
    localize('"members" has no effect on a single logistic model and is ignored.'),
  'projectFile.noSpansYet': (_, localize) =>
    localize(
      'The task "spans" is not available yet. It is "single", one label per record, or "multi", any number of labels per record.',
    ),
  'projectFile.oneLabel': (_, localize) =>
    localize(
      'Labels are a list of at least two where a record has one label; with "task": "multi" one is enough.',
    ),
  'projectFile.multiOnly': ({ key }, localize) =>
    localize(
      '"{0}" is for several labels per record. Set "task": "multi", or remove it: with the task "single" each record has one label.',
      key,
    ),
  'projectFile.metricOfOther': ({ metric, task, known }, localize) =>
    task === 'multi'
      ? localize(
          'There is no metric "{0}" of several labels per record; a target may be {1}.',
          metric,
          known.join(', '),
        )
      : localize(
          'There is no metric "{0}" of one label per record; a target may be {1}.',
          metric,
          known.join(', '),
        ),
  'projectFile.balancedOfSingle': (_, localize) =>
    localize(
      'The class weight "balanced" is for one label per record; with "task": "multi" it is "none".',
    ),
  'projectFile.headOfOther': ({ head }, localize) =>
    localize(
      'The head "{0}" is for one label per record; with "task": "multi" it is "logistic".',
      head,
    ),
  'projectFile.askerOfOther': ({ name, key, task, known }, localize) => {
    const names = known.join(', ');
    if (task === 'multi') {
      return key === 'strategy'
        ? localize(
            '"{0}" is for one label per record; strategies for several are {1}.',
            name,
            names,
          )
        : localize(
            '"{0}" is for one label per record; acquisition functions for several are {1}.',
            name,
            names,
          );
    }
    return key === 'strategy'
      ? localize(
          '"{0}" is for several labels per record ("task": "multi"); strategies for one are {1}.',
          name,
          names,
        )
      : localize(
          '"{0}" is for several labels per record ("task": "multi"); acquisition functions for one are {1}.',
          name,
          names,
        );
  },
  'projectFile.taskFixed': ({ task }, localize) =>
    localize(
      'The project has answers of the task "{0}", so its task stays "{0}". Make a new project for another task.',
      task,
    ),
  'projectFile.columnOfNone': ({ label, column }, localize) =>
    localize('There is no label "{0}"; column "{1}" is not read.', label, column),
  'projectFile.hasSeparator': ({ name, separator }, localize) =>
    localize(
      '"{0}" contains the separator "{1}": rows with it cannot be read and are left out. Give the label another name, or the file another separator.',
      name,
      separator,
    ),
};

function expected(
  what: ProjectFileMessages['projectFile.expected']['what'],
  localize: Localize,
): string {
  switch (what) {
    case 'name':
      return localize('A property name in double quotes is missing here.');
    case 'colon':
      return localize('A colon is missing here.');
    case 'value':
      return localize('A value is missing here.');
  }
}
