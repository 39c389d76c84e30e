import type { Localize } from '../../core/localize.ts';
import type { Suspicion } from '../../core/loop/records/recordDetails.ts';
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
  const { label, other } = suspicion;
  return localize(
    'Labelled {0}; nearly the same text is labelled {1} on line {2} of {3}.',
    label,
    other.label,
    other.record.line,
    other.record.file,
  );
}
