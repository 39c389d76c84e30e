import { textOf } from '../text/messages/textOf.ts';
import type * as vscode from 'vscode';
import type { EmbeddingSetting } from '../../core/embed/blocks.ts';
import type { Localize } from '../../core/localize.ts';
import type { EmbeddingTrial } from '../../core/engine/evaluationApi.ts';

interface TriedSetting {
  readonly trial: EmbeddingTrial;
  readonly setting: EmbeddingSetting;
}

/** `against`: the embedding that was in use during the trial. */
type StoredTrial = EmbeddingTrial & { readonly against?: string };
type StoredTrials = Readonly<Record<string, StoredTrial>>;

const storageKey = 'embeddingTrials';

/**
 * Stores the results of a project's embedding trials, replacing earlier ones; a result with only a
 * speed keeps the earlier difference.
 * @param now the embedding in use
 */
export async function rememberTrials(
  memory: vscode.Memento,
  project: Pick<vscode.Uri, 'toString'>,
  results: readonly TriedSetting[],
  now: EmbeddingSetting,
): Promise<void> {
  const all = (memory.get<unknown>(storageKey) ?? {}) as Readonly<Record<string, StoredTrials>>;
  const projectTrials = { ...all[project.toString()] };
  for (const { trial, setting } of results) {
    const key = JSON.stringify(setting);
    const against = trial.difference && { against: JSON.stringify(now) };
    if (trial.error === undefined)
      projectTrials[key] = { ...projectTrials[key], ...trial, ...against };
  }
  await memory.update(storageKey, { ...all, [project.toString()]: projectTrials });
}

/**
 * The stored result of an embedding on a project; undefined if never tried. Omits the difference if it was
 * measured against another embedding than the one in use.
 */
export function trialOf(
  memory: vscode.Memento,
  project: Pick<vscode.Uri, 'toString'>,
  setting: EmbeddingSetting,
  now: EmbeddingSetting,
): EmbeddingTrial | undefined {
  const all = (memory.get<unknown>(storageKey) ?? {}) as Readonly<Record<string, StoredTrials>>;
  const stored = all[project.toString()]?.[JSON.stringify(setting)];
  if (!stored) return undefined;
  const { against, difference, metric, ...speed } = stored;
  if (against !== JSON.stringify(now)) return speed;
  return { ...speed, ...(difference && { difference }), ...(metric && { metric }) };
}

/** "+4.1 points (+1.9 … +6.3), 210 texts per second" */
export function formatTrial(
  { difference, metric, textsPerSecond, problem, error }: EmbeddingTrial,
  localize: Localize,
): string {
  if (error !== undefined) return textOf(error, localize);
  const parts: string[] = [];
  if (difference) {
    const { value, low, high } = difference;
    const numbers = [points(value), points(low), points(high)];
    parts.push(
      metric === 'microF1'
        ? localize('{0} points of micro-F1 ({1} … {2})', ...numbers)
        : localize('{0} points of accuracy ({1} … {2})', ...numbers),
    );
  }
  if (textsPerSecond > 0) {
    const rounded = Number(textsPerSecond.toPrecision(2));
    parts.push(localize('{0} texts per second here', rounded));
  }
  const numbers = parts.join(', ');
  return problem ? [numbers, textOf(problem, localize)].filter(Boolean).join('. ') : numbers;
}

/** A share in signed percentage points: `+4.1`, `−0.5`, `0.0`. */
function points(share: number): string {
  const rounded = Math.abs(100 * share).toFixed(1);
  if (rounded === '0.0') return rounded;
  return `${share < 0 ? '−' : '+'}${rounded}`;
}
