import type { Localize } from '../../core/localize.ts';
import type { Suspicion } from '../../core/loop/insights/suspicion.ts';
import { share } from './numbers.ts';

/** Why a label is suspicious. */
export function formatSuspicion(suspicion: Suspicion, localize: Localize): string {
  if (suspicion.kind === 'unlikely') {
    const { label, likely, p } = suspicion;
    return localize(
      'Labelled {0}; trained without this answer, the model says {1} ({2}).',
      label,
      likely,
      share(p),
    );
  }
  if (suspicion.kind !== 'contradiction') {
    const { kind, doubted, p } = suspicion;
    return kind === 'addition'
      ? localize(
          '{0} may not apply; trained without this answer, the model gives it {1}.',
          doubted,
          share(p),
        )
      : localize(
          '{0} may apply too; trained without this answer, the model gives it {1}.',
          doubted,
          share(p),
        );
  }
  const { other } = suspicion;
  const labelText = (label: string): string => label || localize('none of these');
  return localize(
    'Labelled {0}; nearly the same text is labelled {1} on line {2} of {3}.',
    labelText(suspicion.label),
    labelText(other.label),
    other.record.line,
    other.record.file,
  );
}
