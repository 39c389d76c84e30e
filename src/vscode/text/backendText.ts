import { assertNever } from '../../core/errors.ts';
import type { BackendName, HeadBackend, WhyNot } from '../../core/heads/headBackend.ts';
import type { Localize } from '../localize.ts';

/** What a backend is called by those who install it. */
const names: Readonly<Record<BackendName, string>> = {
  'tensorflow-gpu': 'tfjs-node-gpu',
  tensorflow: 'tfjs-node',
  wasm: 'wasm',
  cpu: 'cpu',
};

/** "MC-dropout on wasm" */
export function headOnBackend({ name, card }: HeadBackend, l10n: Localize): string {
  if (name !== 'tensorflow-gpu') return l10n.t('MC-dropout on {0}', names[name]);
  return card === undefined
    ? l10n.t('MC-dropout on {0} (GPU)', names[name])
    : l10n.t('MC-dropout on {0} (GPU: {1})', names[name], card);
}

/** "MC-dropout on wasm: tfjs-node-gpu and tfjs-node are not installed" */
export function formatBackend(backend: HeadBackend, l10n: Localize): string {
  const reasons = whyNotBetter(backend, l10n);
  const on = headOnBackend(backend, l10n);
  return reasons.length === 0 ? on : `${on}: ${reasons.join('; ')}`;
}

function whyNotBetter({ passedOver }: HeadBackend, l10n: Localize): string[] {
  const absent = passedOver
    .filter(({ why }) => why.kind === 'notInstalled')
    .map(({ name }) => names[name]);
  const others = passedOver
    .filter(({ why }) => why.kind !== 'notInstalled')
    .map(({ name, why }) => reason(names[name], why, l10n));
  if (absent.length === 0) return others;
  const missing =
    absent.length === 1
      ? l10n.t('{0} is not installed', absent[0]!)
      : l10n.t('{0} and {1} are not installed', absent[0]!, absent[1]!);
  return [...others, missing];
}

function reason(name: string, why: WhyNot, l10n: Localize): string {
  switch (why.kind) {
    case 'notInstalled':
      return l10n.t('{0} is not installed', name);
    case 'noCard':
      return l10n.t('{0} finds no graphics card', name);
    case 'crashed':
      return l10n.t('{0} crashed whenever it was loaded; install it anew', name);
    case 'failed':
      return l10n.t('{0} does not load ({1})', name, why.message);
    default:
      return assertNever(why);
  }
}
