import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cmdShim, isOnPath } from '../../../src/host/commandShim.ts';
import { ShimCommand } from '../../../src/host/terminalCommand.ts';
import { runCli } from '../cli/runCli.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runFile(file: string, args: readonly string[], env = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(file, args, { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

describe('the command of a POSIX shell', () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(join(tmpdir(), "marginalia's $HOME ü-"))));
  after(() => rm(folder, { recursive: true }));

  const command = (cli: string, executable = process.execPath): ShimCommand =>
    new ShimCommand({
      folder: join(folder, 'bin'),
      executable,
      cli,
      platform: 'linux',
      home: () => folder,
      path: () => '',
    });

  test('runs the executable as Node, with all arguments, the exit code and any path', async () => {
    const cli = join(folder, 'cli.cjs');
    await writeFile(
      cli,
      'console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE])); process.exit(3);',
    );
    await command(cli).write();
    const args = ['convert', 'a b.csv', '', '$HOME', "it's", '*', '--x="y"'];
    const { code, stdout } = await runFile(join(folder, 'bin/marginalia'), args);
    assert.deepEqual([code, JSON.parse(stdout)], [3, [args, '1']]);
  });

  test('says what to do once the extension or VS Code is gone', async () => {
    for (const gone of [
      command(join(folder, 'gone.js')),
      command(process.execPath, '/gone/node'),
    ]) {
      await gone.write();
      const { code, stdout, stderr } = await runFile(join(folder, 'bin/marginalia'), []);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^marginalia: VS Code or the extension was moved or removed\. Open/);
    }
  });

  test('is written again only if it changes, and works through a link', async () => {
    const shim = join(folder, 'bin/marginalia');
    const cli = join(folder, 'one.cjs');
    await writeFile(cli, 'console.log(1)');
    await command(cli).write();
    const { ino } = await stat(shim);
    await chmod(join(folder, 'bin'), 0o555);
    await command(cli).write();
    await chmod(join(folder, 'bin'), 0o755);
    assert.equal((await stat(shim)).ino, ino);
    await mkdir(join(folder, 'other'));
    await symlink(shim, join(folder, 'other/marginalia'));
    assert.equal((await runFile(join(folder, 'other/marginalia'), [])).stdout, '1\n');
    assert.deepEqual((await readFile(shim, 'utf8')).match(/\r/g), null);
  });
});

test('the command of Windows has relative paths in place of the user’s folders where possible', () => {
  const text = cmdShim(
    {
      executable: 'C:\\Users\\Jörg\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe',
      cli: 'D:\\100%\\cli.js',
    },
    'C:\\Users\\Jörg\\AppData\\Roaming\\Code\\User\\globalStorage\\marginalia.marginalia\\bin',
  );
  const lines = text.split('\r\n');
  assert.equal(
    lines[3],
    'set "executable=%~dp0..\\..\\..\\..\\..\\..\\Local\\Programs\\Microsoft VS Code\\Code.exe"',
  );
  assert.equal(lines[4], 'set "cli=D:\\100%%\\cli.js"');
  assert.equal(lines[7], 'set "ELECTRON_RUN_AS_NODE=1"');
  assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
});

test('folders on the PATH are found however they are written', () => {
  assert.equal(isOnPath('/home/me/.local/bin', '/bin:/home/me/.local/bin/:/usr/bin'), true);
  assert.equal(isOnPath('/home/me/.local/bin', '/bin:/home/me/.local/bin2:'), false);
});

test('the command line gives the variable to no process that it starts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-variable-'));
  try {
    const seen = join(folder, 'seen');
    const hook = join(folder, 'hook.cjs');
    await writeFile(
      hook,
      `process.on('exit', () => require('node:fs').appendFileSync(${JSON.stringify(seen)}, (process.env.ELECTRON_RUN_AS_NODE ?? 'unset') + '\\n'));`,
    );
    const env = { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${hook}` };
    const { code } = await runCli(['--help'], { env });
    assert.equal(code, 0);
    assert.equal(await readFile(seen, 'utf8'), 'unset\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});
