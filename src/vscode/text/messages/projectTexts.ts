import type { ProjectMessages } from '../../../core/messages/projectMessages.ts';
import { formatBadLines } from './priorityLines.ts';
import type { Texts } from './texts.ts';

export const projectTexts: Texts<ProjectMessages> = {
  'project.poolNotOnDisk': ({ path }, localize) =>
    localize('{0} is not a file on disk. Save it first, then try again.', path),
  'project.nameTaken': ({ name }, localize) =>
    localize('There is a project {0} here already, or answers of one. Choose another name.', name),
  'project.answeredMeanwhile': (_, localize) =>
    localize('A record was answered in the meantime, so nothing was undone. Try again.'),
  'project.notWritten': ({ path, why }, localize) =>
    localize('{0} cannot be written: {1}', path, why),
  'project.unsavedChanges': (_, localize) =>
    localize('The project file has changes that are not saved. Save it, then try again.'),
  'project.labelsFixed': ({ why }, localize, text) =>
    localize('The project file has a mistake, so its labels cannot be changed: {0}', text(why)),
  'project.answersInTheWay': ({ from, path, to }, localize) =>
    localize(
      'The answers of {0} stay in {1}, because there are answers of a project called {2} already.',
      from,
      path,
      to,
    ),
  'project.priorityFileEmpty': ({ file }, localize) =>
    localize('{0} is empty. It holds one id on each line.', file),
  'project.closed': ({ project }, localize) =>
    localize('{0} has been closed in the meantime.', project),
  'project.notRead': ({ path, why }, localize) => localize('{0} cannot be read: {1}', path, why),
  'project.none': (_, localize) =>
    localize(
      'There is no Marginalia project in this window. Make one with “Marginalia: New Project from File…”, or try “Marginalia: Open Sample Project”.',
    ),
  'project.unusable': ({ file, why }, localize, text) =>
    why === undefined
      ? localize('{0} cannot be used.', file)
      : localize('{0} cannot be used yet: {1}', file, text(why)),
  'project.priorityFileUnknown': ({ file, bad }, localize) =>
    localize('{0} names no record of the pool: {1}', file, formatBadLines(bad, localize)),
};
