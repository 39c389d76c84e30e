import type { Suspicion } from '../../core/loop/records/recordDetails.ts';
import { maxPerFile } from '../diagnostics/planPoolDiagnostics.ts';
import type { Localize } from '../../core/localize.ts';
import { share } from '../text/numbers.ts';

export interface PlannedSuspicion {
  /** Undefined for the summary. */
  readonly suspicion?: Suspicion;
  readonly message: string;
}

/** What the Problems view says of labels that may be wrong, by file: the likeliest, and how many more. */
export function planSuspicions(
  suspicions: readonly Suspicion[],
  localize: Localize,
): Map<string, PlannedSuspicion[]> {
  const byFile = new Map<string, Suspicion[]>();
  for (const suspicion of suspicions) {
    const { file } = suspicion.record;
    const of = byFile.get(file);
    if (of) of.push(suspicion);
    else byFile.set(file, [suspicion]);
  }
  const plan = new Map<string, PlannedSuspicion[]>();
  for (const [file, all] of byFile) {
    const shown: PlannedSuspicion[] = all
      .slice(0, maxPerFile)
      .map((suspicion) => ({ suspicion, message: messageOf(suspicion, localize) }));
    const more = all.length - shown.length;
    if (more > 0) {
      const message = localize(
        '{0} more labels may be wrong. The {1} most suspicious are listed.',
        more,
        shown.length,
      );
      shown.push({ message });
    }
    plan.set(file, shown);
  }
  return plan;
}

function messageOf(suspicion: Suspicion, localize: Localize): string {
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
