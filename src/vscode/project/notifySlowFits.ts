import * as vscode from 'vscode';
import { whenSlow, type Timer } from './whenSlow.ts';
import type { Learner } from '../../core/loop/learner.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Shows fits that take longer than a second, with a cancel button; a cancelled fit keeps the
 * previous model.
 */
export function notifySlowFits(name: string, learner: Learner, timer: Timer = afterMs): void {
  const show = (): (() => void) => {
    let hide = (): void => undefined;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: localize('Training the model of {0}', name),
      cancellable: true,
    };
    void vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(() => learner.cancelFit());
      return new Promise<void>((resolve) => (hide = resolve));
    });
    return () => hide();
  };
  learner.onFit((fit) => whenSlow(fit, show, timer));
}

function afterMs(ms: number, callback: () => void): () => void {
  const timeout = setTimeout(callback, ms);
  return () => clearTimeout(timeout);
}
