// Embeddings named by the user: the questions and facts before one is compared or chosen.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { tinyBertFiles, writeTinyBert } from '../fixtures/embed/tinyBert.ts';
import { startEmbeddingServer, type FakeServer } from '../harness/embeddingServer.ts';
import { startHub, type Hub } from '../harness/hub.ts';
import { acceptEntry, answerDialogs, dismiss, restoreDialogs } from './dialogs.ts';
import { testProject, type TestProject } from './testProject.ts';

suite('embeddings named by the user', () => {
  let hub: Hub;
  let server: FakeServer;
  let topics: TestProject | undefined;
  setup(async () => {
    hub = await startHub('tests/compared', tinyBertFiles());
    hub.card = { cardData: { language: ['en', 'de'], license: 'mit' } };
    server = await startEmbeddingServer();
    await configure(hub.url);
  });
  teardown(async () => {
    restoreDialogs();
    await configure(undefined);
    await topics?.remove();
    await hub.close();
    await server.close();
  });

  const configure = (url: string | undefined) =>
    vscode.workspace
      .getConfiguration('marginalia')
      .update('modelHub', url, vscode.ConfigurationTarget.Global);

  const embeddingOf = async ({ project }: TestProject): Promise<unknown> => {
    const bytes = await vscode.workspace.fs.readFile(project.uri);
    return (JSON.parse(new TextDecoder().decode(bytes)) as { embedding: unknown }).embedding;
  };

  test('a comparison takes a model of the hub, of a folder and of servers, as Choose Embedding does', async () => {
    topics = await testProject({
      prepare: (folder) => writeTinyBert(`${folder.fsPath}/model`),
    });
    await topics.open();
    await topics.label(80);
    await topics.settled();
    const inputs = ['tests/compared', server.url, 'nomic', 'https://far.example/v1', 'far'];
    let results: readonly vscode.QuickPickItem[] = [];
    const dialogs = answerDialogs({
      showQuickPick: ({ items, options }) => {
        if (!options.canPickMany) {
          results = items;
          return items.find(({ label }) => label.includes('nomic'));
        }
        const wanted = ['Another model', 'A folder', 'A model on a server', 'A model on a server'];
        return wanted.map((name) => items.find(({ label }) => label.startsWith(name)));
      },
      showInputBox: () => inputs.shift(),
      showOpenDialog: () => [vscode.Uri.joinPath(topics!.folder, 'model')],
      showInformationMessage: () => {
        assert.deepEqual(hub.requests, [], 'nothing is asked of the hub before the consent');
        return 'Download';
      },
      showWarningMessage: dismiss,
    });
    await vscode.commands.executeCommand('marginalia.compareEmbeddings', topics.project.uri);
    assert.deepEqual(inputs, []);
    const consents = dialogs.shown.filter(({ text }) => text !== '');
    assert.equal(consents.length, 2, dialogs.messages.join());
    assert.match(
      `${consents[0]!.text} ${consents[0]!.options.detail}`,
      /tests\/compared.*127\.0\.0\.1/,
    );
    assert.match(consents[1]!.text, /far\.example/);
    // The declined one is left out.
    assert.deepEqual(
      results.map(({ label }) => label),
      ['lexical + tests/compared', 'lexical + ./model', `lexical + nomic (${server.url})`],
    );
    for (const { label, detail } of results) assert.match(detail!, /points of accuracy/, label);
    assert.deepEqual(
      results.map(({ description }) => description),
      ['English, German; 8 dimensions; licence MIT; size not stated', undefined, undefined],
    );
    assert.deepEqual(await embeddingOf(topics), [
      'lexical',
      { server: server.url, model: 'nomic' },
    ]);
  });

  test('a choice shows the hub’s facts about the model, and asks', async () => {
    topics = await testProject();
    await topics.open();
    await topics.settled();
    let answers: (string | undefined)[] = [];
    acceptEntry('Another model');
    const { shown } = answerDialogs({
      showInputBox: () => 'tests/compared',
      showInformationMessage: () => answers.shift(),
    });
    const choose = () =>
      vscode.commands.executeCommand('marginalia.chooseEmbedding', topics!.project.uri);
    answers = [undefined];
    await choose();
    assert.equal(hub.requests.length, 0, 'nothing is asked of the hub without consent');
    answers = ['Download', undefined];
    await choose();
    const last = shown.at(-1)!;
    assert.match(
      `${last.text} ${last.options.detail}`,
      /Use tests\/compared for topics\? English, German; 8 dimensions; licence MIT; size not stated\nNot compared/,
    );
    assert.equal(await embeddingOf(topics), 'lexical');
    assert.ok(!hub.requests.some((path) => path.endsWith('.onnx')));
    answers = ['Use This Model'];
    await choose();
    assert.deepEqual(await embeddingOf(topics), ['lexical', { hub: 'tests/compared' }]);
    await topics.until(({ embedding }) => embedding?.includes('tests/compared') ?? false);
  });
});
