import * as vscode from 'vscode';
import { UserError, userMessageOf } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { nativePackages, type NativePackage } from '../../core/heads/headBackend.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import type { NativeBackends } from '../ports.ts';
import { reportTo } from './reportTo.ts';

/** Installs TensorFlow's C library for dropout heads after a confirmation. */
export async function installGpuBackend(
  backends: NativeBackends,
  projects: Projects,
  name?: NativePackage,
): Promise<void> {
  if (backends.choices.length === 0) {
    throw new UserError(
      message('command.noGpuBackend', { platform: `${process.platform}-${process.arch}` }),
    );
  }
  const selected =
    nativePackages.find((candidate) => candidate === name) ?? (await choose(backends));
  if (!selected || !(await askConsent(selected))) return;
  if (!(await install(backends, selected))) return;
  await reopenDropout(projects);
  void vscode.window.showInformationMessage(
    localize(
      '{0} {1} is installed. Dropout heads are computed on it from now on.',
      selected,
      backends.installed?.version ?? '',
    ),
  );
}

/** Installs with a progress notification. @returns false if it failed; the error has been shown */
async function install(backends: NativeBackends, name: NativePackage): Promise<boolean> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: localize('Installing {0}', name),
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      await backends.install(name, {
        signal: abort.signal,
        onProgress: reportTo(progress),
      });
    });
    return true;
  } catch (error) {
    const why = userMessageOf(error);
    if (why === undefined) throw error;
    // With a button, because messages without buttons are cut after one line.
    const show = localize('Show Log');
    void vscode.window.showErrorMessage(textOf(why, localize), show).then((chosen) => {
      if (chosen === show) void vscode.commands.executeCommand('marginalia.showLog');
    });
    return false;
  }
}

/** Removes the installation after a confirmation, because reinstalling is a long download. */
export async function removeGpuBackend(
  backends: NativeBackends,
  projects: Projects,
): Promise<void> {
  const { installed } = backends;
  if (!installed) {
    void vscode.window.showInformationMessage(
      localize('No GPU backend is installed, so there is nothing to remove.'),
    );
    return;
  }
  const remove = localize('Remove');
  const answer = await vscode.window.showWarningMessage(
    localize('Remove {0} {1}?', installed.name, installed.version),
    {
      modal: true,
      detail: localize(
        'Dropout heads are computed in WebAssembly then. Labels, projects and models stay.',
      ),
    },
    remove,
  );
  if (answer !== remove) return;
  await backends.remove();
  await reopenDropout(projects);
  // Windows unlocks the files only after every engine that loaded them has ended.
  await backends.remove();
  void vscode.window.showInformationMessage(localize('{0} was removed.', installed.name));
}

async function choose(backends: NativeBackends): Promise<NativePackage | undefined> {
  const card = await backends.graphicsCard();
  const about: Record<NativePackage, { description: string; detail: string }> = {
    'tfjs-node-gpu': {
      description: card ?? localize('no NVIDIA card was found on this machine'),
      detail: localize(
        'TensorFlow on a graphics card. Needs NVIDIA’s driver, CUDA 11.2 and cuDNN 8.1.',
      ),
    },
    'tfjs-node': {
      description: '',
      detail: localize('TensorFlow’s C library on the processor. Needs nothing else.'),
    },
  };
  // The most useful backend first.
  const choices = card === undefined ? backends.choices.toReversed() : backends.choices;
  const items = choices.map((name) => ({
    label: name,
    ...about[name],
    ...(backends.installed?.name === name
      ? { description: localize('installed: {0}', backends.installed.version) }
      : {}),
    name,
  }));
  const title = localize('What should dropout heads be computed on?');
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.name;
}

async function askConsent(name: NativePackage): Promise<boolean> {
  const size = name === 'tfjs-node-gpu' ? localize('several hundred MB') : localize('some 100 MB');
  const yes = localize('Install');
  const answer = await vscode.window.showInformationMessage(
    localize('Install {0} for all projects on this machine?', name),
    {
      modal: true,
      detail: localize(
        'Your npm downloads about 75 MB of packages from its registry. The package then runs its own script, which downloads TensorFlow’s library ({0}) from storage.googleapis.com.\n\nAll of it goes into the extension’s own storage, 300 MB and more, and is tried before it is used. “Marginalia: Remove GPU Backend…” deletes it. No text of yours is sent anywhere.',
        size,
      ),
    },
    yes,
  );
  return answer === yes;
}

/**
 * Reopens projects with dropout heads, because a running engine keeps the backend it has loaded.
 */
async function reopenDropout(projects: Projects): Promise<void> {
  const open = projects.all.filter(
    (project: Project) => project.session && project.file?.head.kind === 'dropout',
  );
  await Promise.all(open.map((project) => project.reopen()));
}
