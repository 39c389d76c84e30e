import { enoughForSmallC } from '../../core/heads/chooseC.ts';
import type { Localize } from '../../core/localize.ts';
import { defaultSets, newestDefaults } from '../../core/projectFile/defaultSets.ts';
import type { ProjectFile, VersionedKey } from '../../core/projectFile/projectFile.ts';

/** The changes that the current defaults bring to a project, one per line. */
export function formatNewDefaults(
  file: ProjectFile | undefined,
  older: keyof typeof defaultSets,
  localize: Localize,
): string[] {
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
            is.minC,
            enoughForSmallC,
          ),
        ]
      : []),
    ...(isOpen('prior')
      ? [
          localize(
            '• Label prior: the names and descriptions of the labels count beside the answers, if the vectors capture meaning.',
          ),
        ]
      : []),
    localize(
      '• Hold-out: its records stay. Records that are appended join it; those labelled by hand are asked again, blind, before they count.',
    ),
    localize(
      '• Learning curve: a new one begins, and forecast, stopping and target use it alone. Earlier rounds stay visible, dotted.',
    ),
    localize('• Answers stay as they are, and Undo takes the step back.'),
  ];
}
