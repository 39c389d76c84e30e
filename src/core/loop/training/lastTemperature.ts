import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store } from '../../store/store.ts';
import { priorAsked, wordingOf } from '../labels/labelWording.ts';

/** The head's calibration temperature T, stored across sessions. */
export interface LastTemperature {
  /** 1 if nothing could be held out. */
  readonly temperature: number;
  /** Number of training labels that it was fitted on. */
  readonly fittedAt: number;
  /** See `headKey`. */
  readonly of: string;
}

export const temperatureSetting = 'head.lastTemperature';

/** Minimum number of training labels for calibration; with fewer, too few are held out. */
export const enoughForTemperature = 50;

/** Undefined if the last temperature belongs to another head. */
export function lastTemperature(
  store: Pick<Store, 'setting'>,
  of: string,
): LastTemperature | undefined {
  const last = store.setting(temperatureSetting) as LastTemperature | undefined;
  return last?.of === of ? last : undefined;
}

/**
 * A key for the head that a temperature belongs to: the vectors and all settings, but not the answers.
 * @param embedding fingerprint
 */
export function headKey(project: ProjectFile, embedding: string | undefined): string {
  const { kind, members, C, classWeight } = project.head;
  const prior = priorAsked(project);
  const words = prior && [prior.strength, wordingOf(prior.texts)];
  return JSON.stringify([
    embedding,
    kind,
    kind === 'committee' ? members : 1,
    C,
    classWeight,
    words,
  ]);
}
