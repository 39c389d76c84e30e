// Install and Remove GPU Backend in the extension, with the user's npm, a local registry, and a stand-in for
// tfjs-node.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { standInProgram, standInVersion, type StandIn } from '../harness/backendStandIn.ts';
import { serveRegistry, type PackageRegistry } from '../harness/packageRegistry.ts';
import {
  answerDialogs,
  answerEach,
  dismiss,
  messageDialogs,
  restoreDialogs,
  type Dialogs,
} from './dialogs.ts';
import { testProject } from './testProject.ts';
import type { TestProject } from './testProject.ts';

suite('a native backend for dropout heads', function () {
  let folder: string;
  let registry: PackageRegistry | undefined;
  let topics: TestProject | undefined;
  let dialogs: Dialogs;
  const environment = { ...process.env };

  setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'marginalia-backend-'));
    // Accepts every offer.
    dialogs = answerDialogs(answerEach(messageDialogs, ({ buttons }) => buttons[0]));
  });
  teardown(async () => {
    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    restoreDialogs();
    for (const name of Object.keys(process.env)) {
      if (!(name in environment)) delete process.env[name];
    }
    Object.assign(process.env, environment);
    await registry?.close();
    registry = undefined;
    await topics?.remove();
    topics = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function publish(standIn: StandIn): Promise<void> {
    registry = await serveRegistry({
      name: '@tensorflow/tfjs-node',
      version: standInVersion,
      files: { 'index.js': standInProgram(standIn) },
    });
    Object.assign(process.env, registry.environment(folder));
  }

  const install = (): Thenable<unknown> =>
    vscode.commands.executeCommand('marginalia.installGpuBackend', 'tfjs-node');

  test('is offered, installed, used by the open project, and removed', async () => {
    topics = await testProject({
      records: 60,
      settings: { head: { kind: 'dropout' }, query: { strategy: 'bald', refitEvery: 5 } },
    });
    await topics.open();
    await topics.settled();
    await topics.label(30);
    const before = await topics.until(({ backend }) => backend !== undefined);
    assert.equal(before.backend?.name, 'wasm');
    assert.deepEqual(before.backend.passedOver[1], {
      name: 'tensorflow',
      why: { kind: 'notInstalled' },
    });

    await publish({});
    await install();
    const [offer] = dialogs.shown;
    assert.equal(offer?.text, 'Install tfjs-node for all projects on this machine?');
    assert.match(offer.options.detail ?? '', /downloads about 75 MB.*storage\.googleapis\.com/);
    assert.match(dialogs.messages.at(-1) ?? '', /^tfjs-node 4\.\d+\.\d+ is installed\./);
    await topics.settled();
    // The head is retrained on reopening, or else on this request.
    await topics.project.session!.learner.retrain();
    const { backend, counts } = await topics.until((view) => view.backend !== undefined);
    assert.equal(backend?.name, 'tensorflow');
    assert.equal(counts.labelled, 30);

    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    assert.equal(dialogs.messages.at(-1), 'tfjs-node was removed.');
    await topics.settled();
    await topics.project.session!.learner.retrain();
    const after = await topics.until((view) => view.backend !== undefined);
    assert.equal(after.backend?.name, 'wasm');
  });

  test('that crashes is refused in a sentence, and the extension keeps working', async () => {
    await publish({ program: 'process.abort()' });
    await install();
    assert.match(
      dialogs.messages.at(-1) ?? '',
      /^tfjs-node was downloaded, but the process that tried it crashed .* removed again/,
    );
    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    assert.match(dialogs.messages.at(-1) ?? '', /nothing to remove/);
  });

  test('is not installed without consent', async () => {
    answerDialogs({
      showInformationMessage: dismiss,
      showErrorMessage: ({ text }) => Promise.reject(new Error(text)),
    });
    await publish({ program: 'process.abort()' });
    await install();
    dialogs = answerDialogs({ showInformationMessage: dismiss });
    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    assert.match(dialogs.messages.at(-1) ?? '', /nothing to remove/);
  });
});
