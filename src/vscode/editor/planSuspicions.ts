import type { Suspicion } from '../../core/loop/insights/suspicion.ts';
import { maxPerFile } from '../diagnostics/planPoolDiagnostics.ts';
import type { Localize } from '../../core/localize.ts';
import { formatSuspicion } from '../text/suspicionText.ts';

export interface PlannedSuspicion {
  /** Undefined for the summary. */
  readonly suspicion?: Suspicion;
  readonly message: string;
}

/**
 * The Problems view's entries for suspicious labels, by file: the most suspicious, and a count of
 * the rest.
 */
export function planSuspicions(
  suspicions: readonly Suspicion[],
  localize: Localize,
): Map<string, PlannedSuspicion[]> {
  const byFile = new Map<string, Suspicion[]>();
  for (const suspicion of suspicions) {
    const { file } = suspicion.record;
    const fileSuspicions = byFile.get(file);
    if (fileSuspicions) fileSuspicions.push(suspicion);
    else byFile.set(file, [suspicion]);
  }
  const plan = new Map<string, PlannedSuspicion[]>();
  for (const [file, all] of byFile) {
    const shown: PlannedSuspicion[] = all
      .slice(0, maxPerFile)
      .map((suspicion) => ({ suspicion, message: formatSuspicion(suspicion, localize) }));
    const unlisted = all.length - shown.length;
    if (unlisted > 0) {
      const message = localize(
        '{0} more labels may be wrong. The {1} most suspicious are listed.',
        unlisted,
        shown.length,
      );
      shown.push({ message });
    }
    plan.set(file, shown);
  }
  return plan;
}
