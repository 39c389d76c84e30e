import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';
import type { GivenLabels } from '../../core/loop/holdout/holdoutReview.ts';
import { message } from '../../core/messages/messages.ts';
import { labelsThat } from '../../core/task/judgement.ts';
import { answerText } from '../text/answerText.ts';
import { quoted } from '../text/labelChanges.ts';
import { count } from '../text/numbers.ts';
import type { Project } from '../project/project.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Asks hold-out records again that were answered before a label was added, or keeps their answers
 * if the user prefers.
 */
export async function askHoldoutAgain(project: Project): Promise<void> {
  const { learner } = await project.open();
  if (project.file?.task === 'multi') {
    throw new UserError(message('command.holdoutKept', { project: project.name }));
  }
  const { outdated } = learner.view.holdout;
  if (!outdated) {
    throw new UserError(message('command.holdoutUpToDate', { project: project.name }));
  }
  const records = count(outdated.records, vscode.env.language);
  const ask = localize('Ask Again');
  const keep = localize('Leave Them');
  const answer = await vscode.window.showInformationMessage(
    localize('Ask {0} hold-out records of {1} again, blind?', records, project.name),
    {
      modal: true,
      detail: localize(
        'They were answered before {0} was added. Their answers are withdrawn, and the metrics use the new ones as you give them. Undo restores the old ones.',
        quoted(outdated.labels),
      ),
    },
    ask,
    keep,
  );
  if (answer === ask) await learner.records.askHoldoutAgain();
  else if (answer === keep) await learner.records.leaveHoldout();
}

/**
 * Shows hold-out records whose blind answer differs from the one given by hand, and lets the user
 * confirm one of them.
 */
export async function holdoutConflicts(project: Project): Promise<void> {
  const { learner } = await project.open();
  const conflicts = learner.records.holdoutConflicts();
  if (conflicts.length === 0) {
    throw new UserError(message('command.noHoldoutConflict', { project: project.name }));
  }
  const facts = await learner.records.details(conflicts.map(({ id }) => id));
  const skipped = localize('skipped');
  const formatLabels = (labels: GivenLabels): string =>
    answerText({ kind: 'labels' in labels ? 'labels' : 'label', ...labels }, localize);
  const picked = await vscode.window.showQuickPick(
    conflicts.map((conflict, i) => ({
      label: (facts[i]?.record?.text ?? conflict.id).replace(/\s+/g, ' ').slice(0, 200),
      detail: localize(
        'blind: {0} · by hand: {1}',
        conflict.blind ? formatLabels(conflict.blind) : skipped,
        formatLabels(conflict.byHand),
      ),
      conflict,
    })),
    { title: localize('Hold-out records answered differently by hand') },
  );
  if (!picked) return;
  const { id, blind, byHand } = picked.conflict;
  const choice = await vscode.window.showQuickPick(
    [blind, byHand].map((labels) => ({
      label: labels ? formatLabels(labels) : skipped,
      given: labels,
    })),
    { title: localize('Which answer is right?'), placeHolder: picked.label },
  );
  if (!choice) return;
  const answer = answerOf(choice.given);
  await learner.change({ answerId: globalThis.crypto.randomUUID(), recordId: id, answer });
}

function answerOf(answer: GivenLabels | undefined): AnswerInput {
  if (!answer) return { kind: 'skip' };
  if ('label' in answer) return { kind: 'label', label: answer.label };
  const { labels } = answer;
  return { kind: 'labels', yes: labelsThat(true, { labels }), of: [...labels.keys()] };
}
