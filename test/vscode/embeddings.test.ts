// Comparing embeddings that are in no list: of the hub, a folder and servers, with the consent that each needs.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { tinyBertFiles, writeTinyBert } from '../fixtures/embed/tinyBert.ts';
import { startEmbeddingServer, type FakeServer } from '../harness/embeddingServer.ts';
import { startHub, type Hub } from '../harness/hub.ts';
import { testProject, type TestProject } from './testProject.ts';

const asking = [
  'showQuickPick',
  'showInputBox',
  'showOpenDialog',
  'showInformationMessage',
  'showWarningMessage',
] as const;

suite('comparing embeddings', () => {
  const originals = new Map(asking.map((how) => [how, vscode.window[how]]));
  let hub: Hub;
  let server: FakeServer;
  let topics: TestProject | undefined;
  setup(async () => {
    hub = await startHub('tests/compared', tinyBertFiles());
    server = await startEmbeddingServer();
    await configure(hub.url);
  });
  teardown(async () => {
    Object.assign(vscode.window, Object.fromEntries(originals));
    await configure(undefined);
    await topics?.remove();
    await hub.close();
    await server.close();
  });

  const configure = (url: string | undefined) =>
    vscode.workspace
      .getConfiguration('marginalia')
      .update('modelHub', url, vscode.ConfigurationTarget.Global);

  test('takes a model of the hub, of a folder and of servers, as Choose Embedding does', async () => {
    topics = await testProject({
      prepare: (folder) => writeTinyBert(`${folder.fsPath}/model`),
    });
    await topics.open();
    await topics.label(80);
    await topics.settled();
    const consents: string[] = [];
    const inputs = ['tests/compared', server.url, 'nomic', 'https://far.example/v1', 'far'];
    let results: readonly vscode.QuickPickItem[] = [];
    Object.assign(vscode.window, {
      showQuickPick: (
        items: readonly vscode.QuickPickItem[],
        { canPickMany }: vscode.QuickPickOptions,
      ) => {
        if (!canPickMany) {
          results = items;
          return Promise.resolve(items.find(({ label }) => label.includes('nomic')));
        }
        const wanted = ['Another model', 'A folder', 'A model on a server', 'A model on a server'];
        return Promise.resolve(
          wanted.map((name) => items.find(({ label }) => label.startsWith(name))),
        );
      },
      showInputBox: () => Promise.resolve(inputs.shift()),
      showOpenDialog: () => Promise.resolve([vscode.Uri.joinPath(topics!.folder, 'model')]),
      showInformationMessage: (text: string, { detail }: vscode.MessageOptions) => {
        assert.deepEqual(hub.requests, [], 'nothing is asked of the hub before the consent');
        consents.push(`${text} ${detail}`);
        return Promise.resolve('Download');
      },
      showWarningMessage: (text: string) => {
        consents.push(text);
        return Promise.resolve(undefined);
      },
    });
    await vscode.commands.executeCommand('marginalia.compareEmbeddings', topics.project.uri);
    assert.deepEqual(inputs, []);
    assert.equal(consents.length, 2, consents.join());
    assert.match(consents[0]!, /tests\/compared.*127\.0\.0\.1/);
    assert.match(consents[1]!, /far\.example/);
    // The one that was declined is left out.
    assert.deepEqual(
      results.map(({ label }) => label),
      ['lexical + tests/compared', 'lexical + ./model', `lexical + nomic (${server.url})`],
    );
    for (const { label, detail } of results) assert.match(detail!, /points of accuracy/, label);
    const { embedding } = JSON.parse(
      new TextDecoder().decode(await vscode.workspace.fs.readFile(topics.project.uri)),
    ) as { embedding: unknown };
    assert.deepEqual(embedding, ['lexical', { server: server.url, model: 'nomic' }]);
  });
});
