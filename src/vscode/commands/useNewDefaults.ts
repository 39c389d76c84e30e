import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { defaultSets, newestDefaults } from '../../core/projectFile/defaultSets.ts';
import { enoughForSmallC } from '../../core/heads/chooseC.ts';
import type { VersionedKey } from '../../core/projectFile/projectFile.ts';
import type { Project } from '../project/project.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Lets an older project go by the defaults that new ones have, after saying what changes; one step,
 * which undo takes back.
 */
export async function useNewDefaults(project: Project): Promise<void> {
  const { learner } = await project.open();
  const older = learner.view.olderDefaults;
  if (older === undefined) {
    throw new UserError(message('command.newestDefaults', { project: project.name }));
  }
  const use = localize('Use New Defaults');
  const answer = await vscode.window.showInformationMessage(
    localize('Let {0} go by the defaults of new projects?', project.name),
    { modal: true, detail: changes(project, older).join('\n') },
    use,
  );
  if (answer === use) await learner.labelSet.useNewDefaults();
}

function changes({ file }: Project, older: keyof typeof defaultSets): string[] {
  const [was, is] = [defaultSets[older], defaultSets[newestDefaults]];
  const isOpen = (key: VersionedKey): boolean => file?.leftOpen?.includes(key) === true;
  return [
    isOpen('blind')
      ? localize('• Blind records: “{0}” instead of “{1}”.', is.blind, was.blind)
      : localize('• Blind records: as your project file says.'),
    isOpen('start')
      ? localize('• Start: “{0}” instead of “{1}”.', is.start, was.start)
      : localize('• Start: as your project file says.'),
    ...(file?.head.C === 'auto'
      ? [
          localize(
            '• Training: C of at least {0} while there are fewer than {1} labels.',
            is.leastC,
            enoughForSmallC,
          ),
        ]
      : []),
    ...(isOpen('prior')
      ? [
          localize(
            '• Label prior: the names and descriptions of the labels count beside the answers, where the vectors know language.',
          ),
        ]
      : []),
    localize(
      '• Hold-out: its records stay. Records that are appended join it; those labelled by hand are asked again, blind, before they count.',
    ),
    localize(
      '• Learning curve: a new one begins, and forecast, stopping and target look at it alone. Earlier rounds stay in view, dotted.',
    ),
    localize('• Answers stay as they are, and Undo takes the step back.'),
  ];
}
