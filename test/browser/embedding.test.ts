// Choosing an embedding with the installed VSIX: from the notice of a German pool to a model on a server.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEmbeddingServer, type FakeServer } from '../harness/embeddingServer.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines } from '../harness/topics.ts';
import { openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
let model: FakeServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  model = await startEmbeddingServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-embedding-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await model?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a German pool gets a notice, and a model on a local server takes over', async () => {
  const texts = Array.from({ length: 80 }, (_, i) => ({
    id: `r${i}`,
    text: `Das Paket Nummer ${i} ist ${i % 2 ? 'gestern wieder nicht' : 'endlich doch noch'} angekommen, und niemand weiß warum.`,
  }));
  await writeFile(join(folder, 'pakete.jsonl'), jsonLines(texts));
  const file = join(folder, 'pakete.marginalia.json');
  await writeFile(
    file,
    JSON.stringify({ pool: 'pakete.jsonl', text: 'text', id: 'id', labels: ['da', 'fort'] }),
  );
  workbench = await openWorkbench(server, folder, { width: 1400, height: 900 });
  try {
    await workbench.runCommand('Marginalia: Open Panel');
    const { frame } = await workbench.panel('pakete');
    await frame.getByText(/mostly not English \(German \d+ %\)/).waitFor();
    await workbench.screenshot('browser/embedding-1-language');
    await frame.getByRole('button', { name: 'Choose Embedding …' }).click();
    const picker = workbench.page.locator('.quick-input-widget');
    await picker.getByText('lexical + Xenova/multilingual-e5-small').first().waitFor();
    await picker
      .getByText(/texts per second here/)
      .first()
      .waitFor();
    await workbench.screenshot('browser/embedding-2-choose');
    // The list is long: entries out of view are not rendered yet.
    await workbench.page.keyboard.type('on a server');
    await picker.getByText('Ollama, llama.cpp').first().waitFor();
    await workbench.accept();
    await workbench.answer(model.url, /its address before/);
    await workbench.answer('nomic-embed-text');
    await workbench.page.locator('.activitybar a[aria-label^="Marginalia"]').first().click();
    const node = workbench.page.locator('.pane-body .monaco-list-row').filter({
      hasText: /½ lexical \(\d+\) \+ nomic-embed-text \(127\.0\.0\.1:\d+\) \(6\)/,
    });
    await node.first().waitFor();
    await workbench.screenshot('browser/embedding-3-server');
    const { embedding } = JSON.parse(await readFile(file, 'utf8')) as { embedding: unknown };
    assert.deepEqual(embedding, ['lexical', { server: model.url, model: 'nomic-embed-text' }]);
    assert.equal(new Set(model.asked.flatMap(({ texts: asked }) => asked)).size, 81);
  } catch (error) {
    await workbench.screenshot('browser/embedding-failed');
    throw error;
  }
});
