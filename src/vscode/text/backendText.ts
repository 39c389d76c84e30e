import { textOf } from './messages/textOf.ts';
import { assertNever } from '../../core/errors.ts';
import type { BackendName, HeadBackend, BackendFault } from '../../core/heads/headBackend.ts';
import type { Localize } from '../../core/localize.ts';

/** Display names of the backends' packages. */
const names: Readonly<Record<BackendName, string>> = {
  'tensorflow-gpu': 'tfjs-node-gpu',
  tensorflow: 'tfjs-node',
  wasm: 'wasm',
  cpu: 'cpu',
};

/** "MC-dropout on wasm" */
export function formatHeadBackend({ name, card }: HeadBackend, localize: Localize): string {
  if (name !== 'tensorflow-gpu') return localize('MC-dropout on {0}', names[name]);
  return card === undefined
    ? localize('MC-dropout on {0} (GPU)', names[name])
    : localize('MC-dropout on {0} (GPU: {1})', names[name], card);
}

/** "MC-dropout on wasm: tfjs-node-gpu and tfjs-node are not installed" */
export function formatBackend(backend: HeadBackend, localize: Localize): string {
  const reasons = whyNotBetter(backend, localize);
  const backendName = formatHeadBackend(backend, localize);
  return reasons.length === 0 ? backendName : `${backendName}: ${reasons.join('; ')}`;
}

function whyNotBetter({ passedOver }: HeadBackend, localize: Localize): string[] {
  const absent = passedOver
    .filter(({ why }) => why.kind === 'notInstalled')
    .map(({ name }) => names[name]);
  const otherBackends = passedOver
    .filter(({ why }) => why.kind !== 'notInstalled')
    .map(({ name, why }) => reason(names[name], why, localize));
  if (absent.length === 0) return otherBackends;
  const missing =
    absent.length === 1
      ? localize('{0} is not installed', absent[0]!)
      : localize('{0} and {1} are not installed', absent[0]!, absent[1]!);
  return [...otherBackends, missing];
}

function reason(name: string, why: BackendFault, localize: Localize): string {
  switch (why.kind) {
    case 'notInstalled':
      return localize('{0} is not installed', name);
    case 'noCard':
      return localize('{0} finds no graphics card', name);
    case 'crashed':
      return localize('{0} crashed whenever it was loaded; reinstall it', name);
    case 'failed':
      return localize('{0} does not load ({1})', name, textOf(why.message, localize));
    default:
      return assertNever(why);
  }
}
