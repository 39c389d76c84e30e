import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { setContext } from '../contextKeys.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import type { Panels } from '../panels/panels.ts';
import { roundEntries } from './roundEntries.ts';
import { projectOf, type CommandMap, type RoundArgument } from './commandMap.ts';
import { localize } from '../windowLanguage.ts';

type RoundCommands = Pick<
  CommandMap,
  'marginalia.compareRounds' | 'marginalia.selectRound' | 'marginalia.compareWithSelectedRound'
>;

/** A round by project and number. */
interface Round {
  readonly project: Project;
  readonly round: number;
}

/**
 * Compares rounds in the metrics panel. They are chosen as files are in VS Code's comparison: one
 * after the other, or several at once. A single round is compared with the latest.
 */
export function roundCommands(projects: Projects, panels: Panels): RoundCommands {
  let selected: Round | undefined;
  const compare = (project: Project, first: number, second?: number): void => {
    projects.setActive(project);
    panels.openMetrics(project).compare(first, second);
  };

  return {
    'marginalia.compareRounds': async (argument, all) => {
      const rounds = (all ?? [argument]).flatMap((item) => roundOf(item) ?? []);
      const [firstRound, secondRound] = rounds;
      if (!firstRound)
        return comparePicked(projectOf(argument) ?? (await projects.choose()), compare);
      const sameProject = rounds.every(({ project }) => project === firstRound.project);
      if (rounds.length > 2 || !sameProject) {
        throw new UserError(message('command.tooManyRounds', {}));
      }
      if (!secondRound) return compare(firstRound.project, firstRound.round);
      compare(
        firstRound.project,
        Math.min(firstRound.round, secondRound.round),
        Math.max(firstRound.round, secondRound.round),
      );
    },
    'marginalia.selectRound': (argument) => {
      const round = roundOf(argument);
      if (!round) throw noRound();
      selected = round;
      setContext('marginalia.roundSelected', true);
    },
    'marginalia.compareWithSelectedRound': (argument) => {
      const secondRound = roundOf(argument);
      if (!selected || !secondRound) throw noRound();
      if (selected.project !== secondRound.project) {
        throw new UserError(
          message('command.roundsOfTwoProjects', {
            selected: selected.project.name,
            other: secondRound.project.name,
          }),
        );
      }
      compare(secondRound.project, selected.round, secondRound.round);
    },
  };
}

/** Both commands need a round's node in the tree. */
function noRound(): UserError {
  return new UserError(message('command.noRoundSelected', {}));
}

function roundOf(argument: RoundArgument): Round | undefined {
  const project = projectOf(argument);
  const isLine = argument !== undefined && 'project' in argument && 'view' in argument;
  const round = isLine ? argument.view?.round : undefined;
  return project && round !== undefined ? { project, round } : undefined;
}

/** From the palette: picks both rounds in one quick pick. */
async function comparePicked(
  project: Project | undefined,
  compare: (project: Project, first: number, second: number) => void,
): Promise<void> {
  if (!project) return;
  await project.open();
  const { rounds } = project.view;
  if (rounds.length < 2) {
    throw new UserError(message('command.fewRounds', { project: project.name }));
  }
  const picked = await vscode.window.showQuickPick(roundEntries(project), {
    canPickMany: true,
    title: localize('Compare two rounds'),
    placeHolder: localize('Check two rounds, then press Enter'),
  });
  if (!picked || picked.length === 0) return;
  const [first, second, ...more] = picked.map(({ round }) => round).sort((a, b) => a - b);
  if (second === undefined || more.length > 0) {
    throw new UserError(message('command.checkTwoRounds', { picked: picked.length }));
  }
  compare(project, first!, second);
}
