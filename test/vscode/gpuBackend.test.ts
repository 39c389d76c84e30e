// Install and Remove GPU Backend in the extension, with the user's npm, a local registry, and a stand-in for
// tfjs-node.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { standInProgram, standInVersion, type StandIn } from '../harness/backendStandIn.ts';
import { serveRegistry, type PackageRegistry } from '../harness/packageRegistry.ts';
import { testProject } from './testProject.ts';
import type { TestProject } from './testProject.ts';

suite('a native backend for dropout heads', function () {
  let folder: string;
  let registry: PackageRegistry | undefined;
  let topics: TestProject | undefined;
  let said: { message: string; detail?: string }[];
  const environment = { ...process.env };
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;

  setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'marginalia-backend-'));
    said = [];
    // Accepts every offer.
    const answer = (
      message: string,
      ...rest: (string | vscode.MessageOptions)[]
    ): Promise<string | undefined> => {
      const detail = rest.find((item) => typeof item === 'object')?.detail;
      said.push({ message, ...(detail === undefined ? {} : { detail }) });
      return Promise.resolve(rest.find((item) => typeof item === 'string'));
    };
    Object.assign(vscode.window, {
      showInformationMessage: answer,
      showWarningMessage: answer,
      showErrorMessage: answer,
    });
  });
  teardown(async () => {
    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    Object.assign(vscode.window, { showInformationMessage, showWarningMessage, showErrorMessage });
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
    assert.equal(said[0]?.message, 'Install tfjs-node for all projects on this machine?');
    assert.match(said[0].detail ?? '', /downloads about 75 MB.*storage\.googleapis\.com/);
    assert.match(said.at(-1)?.message ?? '', /^tfjs-node 4\.\d+\.\d+ is installed\./);
    await topics.settled();
    // The head is retrained on reopening, or else on this request.
    await topics.project.session!.learner.retrain();
    const { backend, counts } = await topics.until((view) => view.backend !== undefined);
    assert.equal(backend?.name, 'tensorflow');
    assert.equal(counts.labelled, 30);

    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    assert.equal(said.at(-1)?.message, 'tfjs-node was removed.');
    await topics.settled();
    await topics.project.session!.learner.retrain();
    const after = await topics.until((view) => view.backend !== undefined);
    assert.equal(after.backend?.name, 'wasm');
  });

  test('that crashes is refused in a sentence, and the extension keeps working', async () => {
    await publish({ program: 'process.abort()' });
    await install();
    assert.match(
      said.at(-1)?.message ?? '',
      /^tfjs-node was downloaded, but the process that tried it crashed .* removed again/,
    );
    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    assert.match(said.at(-1)?.message ?? '', /nothing to remove/);
  });

  test('is not installed without consent', async () => {
    Object.assign(vscode.window, {
      showInformationMessage: () => Promise.resolve(undefined),
      showErrorMessage: (message: string) => Promise.reject(new Error(message)),
    });
    await publish({ program: 'process.abort()' });
    await install();
    Object.assign(vscode.window, {
      showInformationMessage: (message: string) => Promise.resolve(void said.push({ message })),
    });
    await vscode.commands.executeCommand('marginalia.removeGpuBackend');
    assert.match(said.at(-1)?.message ?? '', /nothing to remove/);
  });
});
