// The command `marginalia` in the integrated terminal, and for other shells.
import assert from 'node:assert/strict';
import { on } from 'node:events';
import { watch } from 'node:fs';
import { lstat, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answerDialogs, answerEach, dismiss, restoreDialogs } from './dialogs.ts';
import { marginalia } from './testProject.ts';

suite('the command marginalia', () => {
  let folder = '';
  const home = process.env['HOME'];
  const path = process.env['PATH'];

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginalia-terminal-'));
    await (
      await marginalia()
    ).userInterface.terminalsReady;
  });
  teardown(async () => {
    process.env['HOME'] = home;
    process.env['PATH'] = path;
    restoreDialogs();
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await rm(folder, { recursive: true });
  });

  test('runs in the integrated terminal, which does not run Electron as Node', async () => {
    const golden = join(__dirname, '../../test/fixtures/interchange/golden');
    // A shell that reads no user profile, which could reset PATH.
    const terminal = vscode.window.createTerminal({
      cwd: folder,
      shellPath: '/bin/sh',
      env: { ENV: '' },
    });
    terminal.sendText(
      `marginalia convert '${golden}/multi.jsonl' - --to doccano > out; echo "$? \${ELECTRON_RUN_AS_NODE-unset}" > end; mv end ended`,
    );
    const ended = await appears('ended');
    assert.equal(ended.trim(), '0 unset');
    // Other Nodes write the same bytes: see test/package/npm.test.ts.
    assert.equal(
      await readFile(join(folder, 'out'), 'utf8'),
      await readFile(join(golden, 'multi.doccano.jsonl'), 'utf8'),
    );
  });

  test('is installed for other shells, replaces no other command unasked, and is removed', async () => {
    const bin = join(folder, '.local/bin');
    const file = join(bin, 'marginalia');
    process.env['HOME'] = folder;
    process.env['PATH'] = `/usr/bin:${bin}/:/bin`;
    let button: string | undefined;
    const { shown } = answerDialogs(
      answerEach(['showWarningMessage', 'showInformationMessage'], () => button),
    );
    /** The messages since the last call. */
    const said = (): string[] => shown.splice(0).map(({ text }) => text);
    const install = (): Thenable<void> =>
      vscode.commands.executeCommand('marginalia.installCommand');

    await install();
    const shim = await readlink(file);
    assert.match(await readFile(shim, 'utf8'), /^#!\/bin\/sh\n/);
    assert.equal((await lstat(shim)).mode & 0o111, 0o111);
    assert.deepEqual(said(), [`The command marginalia is installed: ${file}`]);

    button = 'Remove';
    await install();
    await assert.rejects(lstat(file));
    assert.deepEqual(said(), [
      `The command marginalia is installed: ${file}`,
      `${file} was removed.`,
    ]);

    button = undefined;
    await writeFile(file, 'mine');
    await install();
    assert.equal(await readFile(file, 'utf8'), 'mine');
    button = 'Replace';
    process.env['PATH'] = '/usr/bin';
    await install();
    assert.equal(await readlink(file), shim);
    const [question, ...after] = said().slice(1);
    assert.equal(question, 'There is another command marginalia. Replace it?');
    assert.match(after[0]!, /not on your PATH.*export PATH="\$HOME\/\.local\/bin:\$PATH"/);

    await rm(file);
    await mkdir(file);
    const errors = answerDialogs({ showErrorMessage: dismiss });
    await install();
    assert.deepEqual(said(), []);
    assert.match(errors.messages[0]!, /A folder has that name/);
  });

  /** The content of a file of the folder, as soon as there is one. */
  async function appears(name: string): Promise<string> {
    const watcher = watch(folder);
    // Keeps what happens before the first reading has ended.
    const changes = on(watcher, 'change');
    try {
      const read = (): Promise<string | undefined> =>
        readFile(join(folder, name), 'utf8').catch(() => undefined);
      const there = await read();
      if (there !== undefined) return there;
      for await (const _ of changes) {
        const text = await read();
        if (text !== undefined) return text;
      }
      throw new Error('unreachable');
    } finally {
      watcher.close();
    }
  }
});
