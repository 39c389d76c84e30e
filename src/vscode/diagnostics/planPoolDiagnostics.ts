import type { PoolProblem } from '../../core/pool/poolSpec.ts';
import { textOf } from '../text/messages/textOf.ts';
import type { Localize } from '../../core/localize.ts';

/** Diagnostics per file; further problems are summarised. */
export const maxPerFile = 200;

export interface PlannedDiagnostic {
  /** Undefined for the summary. */
  readonly problem?: PoolProblem;
  /** 0-based. */
  readonly line: number;
  /** 0-based; undefined for the whole line. */
  readonly column?: number;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
}

/**
 * The diagnostics of a pool, by file.
 * @param total number of problems; may exceed `problems`, which is truncated in file order, so that the rest
 * belongs to the last file or later ones.
 */
export function planPoolDiagnostics(
  problems: readonly PoolProblem[],
  total: number,
  localize: Localize,
): Map<string, PlannedDiagnostic[]> {
  const byFile = new Map<string, PoolProblem[]>();
  for (const problem of problems) {
    const fileProblems = byFile.get(problem.file);
    if (fileProblems) fileProblems.push(problem);
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
    const hidden = all.length - shown.length;
    const unlisted = hidden + (file === last ? Math.max(0, total - problems.length) : 0);
    const summary: PlannedDiagnostic = {
      line: 0,
      message: localize(
        '{0} more problems are not listed. The first {1} are.',
        unlisted,
        shown.length,
      ),
      severity: 'info',
    };
    plan.set(file, unlisted > 0 ? [...shown, summary] : shown);
  }
  return plan;
}
