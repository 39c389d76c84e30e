import type { Message, NoParams } from './message.ts';

/** An unknown name. `meant`: the closest known one. */
interface UnknownName {
  readonly meant?: string;
  readonly known: readonly string[];
}

/** Problems of the query settings. `setting` is a key of `query` in the project file. */
export interface QueryMessages {
  'query.unknownStrategy': UnknownName & { readonly name: string };
  'query.unknownSetting': UnknownName & { readonly setting: string };
  'query.uselessSetting': { readonly setting: string; readonly strategy: string };
  'query.wrongType': {
    readonly setting: string;
    readonly type: 'number' | 'boolean' | 'string';
  };
  'query.outOfRange': {
    readonly setting: 'alpha' | 'beta' | 'clip' | 'poolLimit';
    readonly value: number;
  };
  'query.exploreOutOfRange': { readonly value: number };
  'query.noSettings': NoParams;
  'query.noStrategy': NoParams;
  'query.badSeeds': NoParams;
  /** Adds the setting to a message that does not name it. */
  'query.ofSetting': { readonly setting: string; readonly why: Message };
  /** @param asker a strategy or an acquisition function */
  'query.needsModel': { readonly asker: string };
  'query.needsSamples': { readonly asker: string };
  /** @param task the task of the records, which the asker does not support */
  'query.otherTask': {
    readonly asker: string;
    readonly task: 'single' | 'multi';
    /** Strategies for the task. */
    readonly known: readonly string[];
  };
  'query.needsTexts': NoParams;
  'acquisition.unknown': UnknownName & { readonly name: string };
  'acquisition.notRegistered': UnknownName & { readonly name: string };
  /** For contexts without functions of other extensions. */
  'acquisition.noneRegistered': { readonly name: string };
  'acquisition.badName': { readonly name: string };
  'acquisition.nameTaken': { readonly name: string };
  'acquisition.changedProbabilities': { readonly name: string };
  'acquisition.notRepeatable': { readonly name: string };
  'acquisition.wrongScores': { readonly name: string; readonly rows: number };
  'acquisition.notFinite': {
    readonly name: string;
    readonly score: number;
    readonly record: number;
  };
  'acquisition.failed': { readonly name: string; readonly why: string };
}
