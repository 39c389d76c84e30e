import { untranslated } from '../../../core/localize.ts';
import type { CheckMessages } from '../../../core/messages/checkMessages.ts';
import { oneOf } from './names.ts';
import type { Texts } from './texts.ts';
import { counted } from './counted.ts';

/** The command line is in English only. */
export const checkTexts: Texts<CheckMessages> = {
  'check.markers': () =>
    'The file has conflict markers of an unfinished Git merge here. Resolve the merge, or keep both sides: the later answer counts.',
  'check.twoAnswers': ({ record, line }) =>
    `Record ${record} has another answer in this file; the later one, on line ${line}, counts.`,
  'check.orphans': ({ label, records, into }) =>
    into.length > 0
      ? `The label "${label}" was split, and ${counted(records, 'record')} still ${records === 1 ? 'has' : 'have'} it. Label ${records === 1 ? 'it' : 'them'} again: ${oneOf(into, untranslated)}.`
      : `The project has no label "${label}", which ${counted(records, 'record')} ${records === 1 ? 'has' : 'have'}. Add it to "labels", or rename it in the panel.`,
  'check.conflicts': ({ records }) =>
    `${counted(records, 'record')} ${records === 1 ? 'has' : 'have'} answers from imports that differ. Decide in the panel, in the list of conflicts.`,
  'check.textsChanged': ({ records }) =>
    `${counted(records, 'answered record')} ${records === 1 ? 'has' : 'have'} a different text in the pool now. The answers are kept, but not trained on until they are confirmed.`,
  'check.recordsGone': ({ records }) =>
    `${counted(records, 'answered record')} ${records === 1 ? 'is' : 'are'} no longer in the pool.`,
  'check.moreProblems': ({ problems }) => `${counted(problems, 'more problem')} in the pool.`,
  'check.mirrorMissing': ({ file, answers }) =>
    `There is no ${file}, so Git does not see the ${counted(answers, 'answer')}. Open the project to write it.`,
  'check.mirrorBehind': ({ answers }) =>
    `The latest state of ${counted(answers, 'answer')} in the database is not in this file. Open the project to update it.`,
  'check.mirrorAhead': ({ answers }) =>
    `${counted(answers, 'answer')} in this file ${answers === 1 ? 'is' : 'are'} not in the database yet. Opening the project takes ${answers === 1 ? 'it' : 'them'} over.`,
  'check.badCount': ({ option, given }) => `${option} must be a whole number, not "${given}".`,
};
