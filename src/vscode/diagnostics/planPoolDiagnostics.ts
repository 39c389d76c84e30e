import type { PoolProblem } from '../../core/pool/poolSpec.ts';
import { textOf } from '../text/messages/textOf.ts';
import type { Localize } from '../../core/localize.ts';

/** At most this many for one file; the rest is summed up. */
export const maxPerFile = 200;

export interface PlannedDiagnostic {
  /** Undefined for the summary. */
  readonly problem?: PoolProblem;
  /** 0-based, as editors count. */
  readonly line: number;
  /** 0-based; undefined: the whole line. */
  readonly column?: number;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
}

/**
 * What the Problems view says of a pool, by file.
 * @param total how many problems there are; more than `problems` where not all were kept. Problems
 * are kept in the order of the files, so what is missing belongs to the last file or later ones.
 */
export function planPoolDiagnostics(
  problems: readonly PoolProblem[],
  total: number,
  localize: Localize,
): Map<string, PlannedDiagnostic[]> {
  const byFile = new Map<string, PoolProblem[]>();
  for (const problem of problems) {
    const of = byFile.get(problem.file);
    if (of) of.push(problem);
    else byFile.set(problem.file, [problem]);
  }
  const last = [...byFile.keys()].at(-1);
  const plan = new Map<string, PlannedDiagnostic[]>();
  for (const [file, all] of byFile) {
    const shown = all.slice(0, maxPerFile).map((problem): PlannedDiagnostic => {
      const { line, column, message, severity } = problem;
      return {
        problem,
        line: line - 1,
        message: textOf(message, localize),
        severity,
        ...(column === undefined ? {} : { column: column - 1 }),
      };
    });
    const kept = all.length - shown.length;
    const more = kept + (file === last ? Math.max(0, total - problems.length) : 0);
    const rest: PlannedDiagnostic = {
      line: 0,
      message: localize('{0} more problems are not listed. The first {1} are.', more, shown.length),
      severity: 'info',
    };
    plan.set(file, more > 0 ? [...shown, rest] : shown);
  }
  return plan;
}
