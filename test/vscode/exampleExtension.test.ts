import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { testProject } from './testProject.ts';

suite('an extension with its own acquisition function', () => {
  test('scores records for projects that name it', async () => {
    const example = vscode.extensions.getExtension('marginalia-tests.marginalia-example');
    assert.ok(example, 'the example extension is there');
    await example.activate();
    const project = await testProject({
      settings: {
        query: { strategy: 'least-likely-first', explore: 0, start: 'random', refitEvery: 5 },
        holdout: { size: 0 },
      },
    });
    try {
      await project.open();
      await project.label(30);
      await project.until((view) => view.learnt.length > 0);
      await project.label(12);
      const view = await project.until((now) =>
        now.recent.some(({ ask }) => ask?.reason?.kind === 'least-likely-first'),
      );
      assert.ok(view.rounds.length > 0, 'a head was trained');
      assert.equal(view.notices.length, 0, 'the strategy served without a word');
    } finally {
      await project.remove();
    }
  });
});
