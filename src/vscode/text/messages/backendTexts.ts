import type { BackendMessages } from '../../../core/messages/backendMessages.ts';
import type { Texts } from './texts.ts';

export const backendTexts: Texts<BackendMessages> = {
  'backend.none': ({ reasons }, localize, text) =>
    localize(
      'TensorFlow.js could not be started, so the dropout head cannot be used here. Choose the head "logistic" or "committee". ({0})',
      reasons.map(({ name, why }) => `${name}: ${text(why)}`).join('; '),
    ),
  'backend.notInstalled': ({ package: wanted }, localize) =>
    localize('{0} is not installed', wanted),
  'backend.crashedBefore': ({ times }, localize) =>
    localize('it crashed {0} times when it was loaded', times),
  'backend.nodeLacks': ({ check, node }, localize) =>
    localize(
      'TensorFlow for Node calls {0}, which Node {1} no longer has. Use Node 22, or the slower WebAssembly backend.',
      check,
      node,
    ),
  'backend.noWasm': ({ folder }, localize) => localize('no WebAssembly backend in {0}', folder),
  'backend.doesNotStart': ({ version }, localize) =>
    localize('version {0} does not start', version),
  'backend.noNative': ({ name }, localize) => localize('{0} has no backend "tensorflow"', name),
  'backend.wrongProduct': ({ value }, localize) =>
    localize('a test product came out as {0}, not 11', value),
  'backend.installing': (_, localize) =>
    localize('A backend is being installed already. Wait for it, or cancel it.'),
  'backend.noNpm': ({ name }, localize) =>
    localize(
      'npm is needed to install {0}, but it is not on the PATH of VS Code. Install Node.js, which includes npm, and restart VS Code.',
      name,
    ),
  'backend.npmFailed': ({ why }, localize, text) =>
    `${text(why)} ${localize('Nothing was kept; the log has npm’s output.')}`,
  'npm.unreachable': ({ name, host, code }, localize) =>
    localize(
      '{0} could not be installed: {1} cannot be reached ({2}). Check the network connection and the proxy settings of npm.',
      name,
      host,
      code,
    ),
  'npm.notFound': ({ name }, localize) =>
    localize('{0} could not be installed: npm’s registry does not have it.', name),
  'npm.diskFull': ({ name }, localize) =>
    localize('{0} could not be installed: the disk is full.', name),
  'npm.noPermission': ({ name }, localize) =>
    localize(
      '{0} could not be installed: npm has no permission to write its files. Its cache may belong to another user.',
      name,
    ),
  'npm.says': ({ name, line }, localize) =>
    localize('{0} could not be installed. npm says: {1}.', name, withoutFullStop(line)),
  'backend.removedAgain': ({ why }, localize, text) =>
    `${text(why)} ${localize('It was removed again, and dropout heads are computed as before.')}`,
  'backend.crashed': ({ name, how }, localize, text) =>
    localize('{0} was downloaded, but the process that tried it crashed ({1}).', name, text(how)),
  'backend.notLoaded': ({ name, reason }, localize, text) =>
    localize(
      '{0} was downloaded, but cannot be loaded here: {1}.',
      name,
      withoutFullStop(text(reason)),
    ),
  'backend.noCard': ({ name }, localize) =>
    localize(
      '{0} was downloaded, but finds no graphics card: it needs an NVIDIA card with CUDA 11.2 and cuDNN 8.1. Use tfjs-node instead.',
      name,
    ),
  'backend.libraryMissing': ({ name, library }, localize) =>
    localize(
      '{0} was downloaded, but {1} is missing: it needs CUDA 11.2 and cuDNN 8.1. Install these, or use tfjs-node instead.',
      name,
      library,
    ),
  'progress.npmDownloads': (_, localize) => localize('Downloading npm packages'),
  'progress.libraryDownloads': (_, localize) => localize('Downloading TensorFlow’s library'),
  'progress.puttingTogether': (_, localize) => localize('Assembling package and library'),
  'progress.tryingBackend': (_, localize) => localize('Testing the backend'),
};

/** Strips the final punctuation, which the enclosing sentence adds. */
function withoutFullStop(line: string): string {
  return line.trim().replace(/[.:]+$/, '');
}
