import * as vscode from 'vscode';
import type { LabelsInput } from '../../core/loop/answers/answerInput.ts';
import type { LabelJudgements } from '../../core/task/labelJudgements.ts';
import { share } from '../text/numbers.ts';
import { localize } from '../windowLanguage.ts';
import type { LabelChoice } from './quickLabel.ts';

/**
 * Asks for the set of labels that apply; initially ticks those of the record's current judgement.
 * @param judged the record's current judgement; undefined for several records
 * @returns undefined if the user cancels or does not confirm an empty set
 */
export async function pickLabels(
  labels: readonly LabelChoice[],
  title: string,
  judged: LabelJudgements | undefined,
): Promise<LabelsInput | undefined> {
  const picked = await vscode.window.showQuickPick(
    labels.map(({ name, p }) => ({
      label: name,
      ...(p === undefined ? {} : { description: share(p) }),
      picked: judged?.get(name) === true,
    })),
    {
      title,
      placeHolder: localize('All labels that apply'),
      canPickMany: true,
      matchOnDescription: true,
    },
  );
  if (!picked) return undefined;
  const yes = picked.map(({ label }) => label);
  if (yes.length === 0 && !(await isNone())) return undefined;
  return { kind: 'labels', yes, of: labels.map(({ name }) => name) };
}

/** An empty choice may be an oversight. */
async function isNone(): Promise<boolean> {
  const none = localize('None of These');
  const answer = await vscode.window.showWarningMessage(
    localize('You chose no label. Does none of them apply?'),
    { modal: true },
    none,
  );
  return answer === none;
}
