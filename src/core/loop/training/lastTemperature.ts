import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store } from '../../store/store.ts';
import { priorAsked, wordingOf } from '../labels/labelWording.ts';

/** T of the head's probabilities, remembered from one session to the next. */
export interface LastTemperature {
  /** 1 if nothing could be held out. */
  readonly temperature: number;
  /** Training labels that it was fitted to. */
  readonly fittedAt: number;
  /** See `headInWords`. */
  readonly of: string;
}

export const temperatureSetting = 'head.lastTemperature';

/** Training labels from which a head has a temperature: with fewer there are too few held out. */
export const enoughForTemperature = 50;

/** Undefined if the last one is of another head. */
export function lastTemperature(
  store: Pick<Store, 'setting'>,
  of: string,
): LastTemperature | undefined {
  const last = store.setting(temperatureSetting) as LastTemperature | undefined;
  return last?.of === of ? last : undefined;
}

/**
 * Which head a temperature is of, apart from its answers: the vectors and everything that is set.
 * @param embedding fingerprint
 */
export function headInWords(project: ProjectFile, embedding: string | undefined): string {
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
