import type { CommandMessages } from '../../../core/messages/commandMessages.ts';
import type { Texts } from './texts.ts';

export const commandTexts: Texts<CommandMessages> = {
  'command.untrustedDownload': (_, localize) =>
    localize(
      'This folder is not trusted, so no model is downloaded for it. Trust it with “Workspaces: Manage Workspace Trust”.',
    ),
  'command.nothingToDownload': ({ project }, localize) =>
    localize(
      'The embedding of {0} needs no download. To use a model of the hub, name it as "embedding" in the project file.',
      project,
    ),
  'command.projectFileWrong': (_, localize) =>
    localize(
      'The project file has a mistake. Correct it first (see the Problems view), then try again.',
    ),
  'command.notEdited': ({ path }, localize) => localize('{0} could not be edited.', path),
  'command.notSaved': ({ path }, localize) => localize('{0} could not be saved.', path),
  'command.untrustedServer': (_, localize) =>
    localize(
      'This folder is not trusted, so none of its texts are sent to a server. Trust it with “Workspaces: Manage Workspace Trust”.',
    ),
  'command.noServer': ({ project }, localize) =>
    localize(
      'The embedding of {0} names no server. Name one in the project file: "embedding": ["lexical", {"server": "http://127.0.0.1:11434/v1", "model": "nomic-embed-text"}].',
      project,
    ),
  'command.noGpuBackend': ({ platform }, localize) =>
    localize(
      'There is no native TensorFlow for this platform ({0}). Dropout heads are computed in WebAssembly here.',
      platform,
    ),
  'command.folderInPlace': ({ file }, localize) =>
    localize('A folder has that name: {0}. Move it, then try again.', file),
  'command.holdoutUpToDate': ({ project }, localize) =>
    localize(
      'All labels of {0} existed when its hold-out records were answered, so none has to be asked again.',
      project,
    ),
  'command.holdoutKept': ({ project }, localize) =>
    localize(
      'Records of {0} can have several labels, so its hold-out answers stay valid when a label is added. To ask for that label, use “Ask Answered Records for One Label…”.',
      project,
    ),
  'command.onlySeveralLabels': ({ project }, localize) =>
    localize(
      'Records of {0} have one label each, so there is no other label to ask for. For several labels per record, create a project with "task": "multi".',
      project,
    ),
  'command.allLabelsJudged': ({ project }, localize) =>
    localize('Every answer of {0} already covers all labels.', project),
  'command.noConflict': ({ project }, localize) =>
    localize('{0} has no conflicts between imported answers.', project),
  'command.noImport': ({ project }, localize) => localize('{0} has no import to undo.', project),
  'command.noHoldoutConflict': ({ project }, localize) =>
    localize('{0} has no blind answer that differs from one given by hand.', project),
  'command.noPanel': (_, localize) =>
    localize(
      'No annotation panel is open. Open one with “Marginalia: Open Panel”, then try again.',
    ),
  'command.readAlready': ({ path }, localize) =>
    localize('{0} is already read this way, so nothing was changed.', path),
  'command.noneAnswered': (_, localize) => localize('None of these records is answered.'),
  'command.noLabelToConfirm': (_, localize) => localize('This record has no label to confirm.'),
  'command.projectGone': (_, localize) => localize('The project of this record is no longer open.'),
  'command.noPoolEditor': (_, localize) =>
    localize(
      'The active editor shows no pool file of an open project. Open the project first, then its pool file.',
    ),
  'command.noRecordOnLine': ({ line }, localize) =>
    localize('There is no record on line {0}.', line),
  'command.recordNotRead': (_, localize) =>
    localize(
      'The pool does not hold this record yet. Save the file and wait until it has been read again.',
    ),
  'command.answersThere': ({ project }, localize) =>
    localize('No answers of {0} are missing, so there is nothing to restore.', project),
  'command.answersNotGone': ({ project }, localize) =>
    localize('No answers of {0} are missing. To remove them, use “Delete Project Data…”.', project),
  'command.hasOwnAnswers': ({ project }, localize) =>
    localize('{0} already has answers, so it cannot take over others.', project),
  'command.noOrphanedAnswers': (_, localize) =>
    localize('This folder has no answers of a project whose file is missing.'),
  'command.tooManyRounds': (_, localize) =>
    localize('Only two rounds of one project can be compared. Select two.'),
  'command.roundsOfTwoProjects': ({ selected, other }, localize) =>
    localize('The selected round belongs to {0}. Select a round of {1}.', selected, other),
  'command.noRoundSelected': (_, localize) =>
    localize('First select a round for the comparison in the Marginalia view.'),
  'command.fewRounds': ({ project }, localize) =>
    localize('{0} has fewer than two rounds, so there is nothing to compare yet.', project),
  'command.checkTwoRounds': ({ picked }, localize) =>
    localize('Select two rounds, not {0}.', picked),
  'command.noContextField': (_, localize) =>
    localize(
      'The project has no context field to filter by. Name the fields shown beside the text in the project file first: "context": ["lang"].',
    ),
  'command.noFilterValues': ({ field }, localize) =>
    localize('No row of the pool has a value in “{0}”.', field),
  'command.manyFilterValues': ({ field, max }, localize) =>
    localize(
      '“{0}” has more than {1} different values. Write the filter into the project file by hand.',
      field,
      max,
    ),
  'command.newestDefaults': ({ project }, localize) =>
    localize('{0} already uses the newest defaults.', project),
  'command.isSeveralLabels': ({ project }, localize) =>
    localize(
      'A record of {0} can have several labels already. To start over with the same file, use “New Project from File…”.',
      project,
    ),
  'command.noAnswersYet': ({ project }, localize) =>
    localize(
      '{0} has no answers yet. To label with several labels per record, write "task": "multi" into its project file.',
      project,
    ),
  'labels.fewLeft': ({ least }, localize) =>
    least === 1
      ? localize('At least one label must remain. Add another label first.')
      : localize('At least two labels must remain. Add another label first.'),
  'labels.noneOrphaned': ({ project }, localize) =>
    localize('Every answer of {0} has a label of the label set.', project),
  'labels.chooseTwo': (_, localize) => localize('Choose at least two labels.'),
  'labels.noneSplit': ({ project }, localize) =>
    localize('No split label of {0} is unresolved.', project),
  'command.nothingAsked': ({ project }, localize) =>
    localize('No record is being asked in {0} at the moment.', project),
  'command.recordGone': (_, localize) => localize('This record is no longer in the pool.'),
  'command.noSuspects': ({ project }, localize) =>
    localize(
      'No label of {0} looks wrong at the moment. Labels are checked after each round, from 30 answers on; “Retrain Now” starts a round.',
      project,
    ),
  'command.nothingToRevisit': ({ project, what }, localize) =>
    what === 'skipped'
      ? localize('No record of {0} is skipped.', project)
      : localize('No record of {0} is flagged.', project),
};
