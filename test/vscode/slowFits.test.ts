import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { notifySlowFits } from '../../src/vscode/project/notifySlowFits.ts';
import type { Learner } from '../../src/core/loop/learner.ts';

suite('slow fits', () => {
  const original = vscode.window.withProgress;
  teardown(() => {
    Object.assign(vscode.window, { withProgress: original });
  });

  test('D11 show a notification whose Cancel cancels the fit', async () => {
    let begin: (fit: Promise<unknown>) => void = () => undefined;
    let goOff: () => void = () => undefined;
    let finish: () => void = () => undefined;
    let cancels = 0;
    const learner = {
      onFit: (listener: typeof begin) => (begin = listener),
      cancelFit: () => cancels++,
    } as unknown as Learner;
    const source = new vscode.CancellationTokenSource();
    const shown: vscode.ProgressOptions[] = [];
    let gone: Thenable<unknown> | undefined;
    const withProgress = ((options, task) => {
      shown.push(options);
      return (gone = task({ report: () => undefined }, source.token));
    }) as typeof original;
    Object.assign(vscode.window, { withProgress });
    notifySlowFits('topics', learner, (_, then) => {
      goOff = then;
      return () => (goOff = () => undefined);
    });

    begin(new Promise<void>((resolve) => (finish = resolve)));
    assert.equal(shown.length, 0);
    goOff();
    assert.equal(shown[0]?.location, vscode.ProgressLocation.Notification);
    assert.equal(shown[0].cancellable, true);
    assert.match(shown[0].title!, /topics/);
    source.cancel();
    assert.equal(cancels, 1);
    finish();
    await gone;
  });
});
