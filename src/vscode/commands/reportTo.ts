import { localize } from '../windowLanguage.ts';
import { textOf } from '../text/messages/textOf.ts';
import type * as vscode from 'vscode';
import type { OnProgress } from '../../core/progress.ts';

/** Converts steps of a total to the percentage increments that VS Code expects. */
export function reportTo(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): OnProgress {
  let reached = 0;
  return ({ what, step, steps }) => {
    const per = steps === undefined || steps === 0 ? reached : (100 * step) / steps;
    progress.report({ message: textOf(what, localize), increment: per - reached });
    reached = per;
  };
}
