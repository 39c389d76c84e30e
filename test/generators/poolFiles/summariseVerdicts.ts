import type { FoundReading, Verdict } from './judgeReading.ts';
import { judgeReading, mustAsk } from './judgeReading.ts';
import type { PoolFile } from './poolFile.ts';

/** Demands on the reader, as shares of files. */
export const DEMANDS = { rightOrAmong: 0.995, unsureOfRegular: 0.05 } as const;

export interface Judged {
  readonly file: Pick<PoolFile, 'name' | 'given' | 'meant' | 'regular' | 'traits'>;
  /** Undefined if the reader refused the file. */
  readonly found: FoundReading | undefined;
}

export interface Summary {
  readonly files: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The share of files that are right or among. */
  readonly rightOrAmong: number;
  /** The share of regular files whose reading was uncertain. */
  readonly unsureOfRegular: number;
  /** Files in an unnamed encoding whose reading was certain. */
  readonly sureOfUnnamed: readonly string[];
  /** Counts by trait; `regular` for files without traits. */
  readonly byTrait: ReadonlyMap<string, Readonly<Record<Verdict, number>>>;
  /** The files that were neither right nor among. */
  readonly wrong: readonly { readonly name: string; readonly verdict: Verdict }[];
  /** The demands that are not met, as sentences. */
  readonly unmet: readonly string[];
}

function noCounts(): Record<Verdict, number> {
  return { right: 0, among: 0, 'unsure-wrong': 0, 'silently-wrong': 0 };
}

/** Counts the verdicts and compares them with the demands. */
export function summariseVerdicts(judged: readonly Judged[]): Summary {
  const counts = noCounts();
  const byTrait = new Map<string, Record<Verdict, number>>();
  const wrong: { name: string; verdict: Verdict }[] = [];
  for (const { file, found } of judged) {
    const verdict = judgeReading(file.meant, found);
    counts[verdict]++;
    if (verdict !== 'right' && verdict !== 'among') wrong.push({ name: file.name, verdict });
    for (const trait of file.regular ? ['regular'] : file.traits) {
      const ofTrait = byTrait.get(trait) ?? noCounts();
      ofTrait[verdict]++;
      byTrait.set(trait, ofTrait);
    }
  }
  const regular = judged.filter(({ file }) => file.regular);
  const unsure = regular.filter(({ found }) => !found?.sure);
  const sureOfUnnamed = judged.filter(({ file, found }) => mustAsk(file) && found?.sure === true);
  const summary = {
    files: judged.length,
    counts,
    rightOrAmong: share(counts.right + counts.among, judged.length, 1),
    unsureOfRegular: share(unsure.length, regular.length, 0),
    sureOfUnnamed: sureOfUnnamed.map(({ file }) => file.name),
    byTrait,
    wrong,
  };
  return { ...summary, unmet: unmetDemands(summary) };
}

function share(part: number, whole: number, ofNone: number): number {
  return whole === 0 ? ofNone : part / whole;
}

function unmetDemands(
  summary: Pick<Summary, 'rightOrAmong' | 'unsureOfRegular' | 'sureOfUnnamed'>,
): string[] {
  const { rightOrAmong, unsureOfRegular, sureOfUnnamed } = summary;
  const unmet: string[] = [];
  if (rightOrAmong < DEMANDS.rightOrAmong) {
    unmet.push(`${percent(rightOrAmong)} are right or among, not ${percent(DEMANDS.rightOrAmong)}`);
  }
  if (unsureOfRegular > DEMANDS.unsureOfRegular) {
    const limit = percent(DEMANDS.unsureOfRegular);
    unmet.push(`${percent(unsureOfRegular)} of the regular files are unsure, more than ${limit}`);
  }
  if (sureOfUnnamed.length > 0) {
    unmet.push(
      `${sureOfUnnamed.length} files in an unnamed encoding are sure: ${sureOfUnnamed[0]!}`,
    );
  }
  return unmet;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}
