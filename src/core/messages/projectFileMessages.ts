import type { KeyAction } from '../labels.ts';
import type { NoParams } from './message.ts';

/** What is wrong in a project file, each at its place. `meant`: the known name that is close to it. */
export interface ProjectFileMessages {
  'projectFile.trailing': NoParams;
  'projectFile.tooDeep': NoParams;
  'projectFile.neverClosed': { readonly bracket: string };
  'projectFile.noComma': { readonly close: string };
  'projectFile.openText': NoParams;
  'projectFile.backslash': NoParams;
  'projectFile.notAValue': { readonly word: string };
  'projectFile.openComment': NoParams;
  'projectFile.expected': { readonly what: 'name' | 'colon' | 'value' };
  /** `allowed`: what the schema says in VS Code's JSON editor too, in English. */
  'projectFile.notAllowed': { readonly allowed?: string; readonly meant?: string };
  'projectFile.missing': { readonly key: string; readonly allowed?: string };
  'projectFile.unknownKey': {
    readonly key: string;
    readonly known: readonly string[];
    readonly meant?: string;
  };
  'projectFile.keyTwice': { readonly key: string };
  /** `first`: which label of the list has the name, from 1. */
  'projectFile.labelTwice': { readonly label: string; readonly first: number };
  'projectFile.labelsAlike': { readonly first: number };
  'projectFile.keyReserved': { readonly key: string; readonly does: KeyAction };
  'projectFile.keyTaken': { readonly key: string; readonly label: string };
  'projectFile.seedTwice': { readonly seed: string };
  'projectFile.fieldTwice': { readonly field: string };
  'projectFile.labelsInText': { readonly field: string };
  'projectFile.mapsToNone': { readonly value: string; readonly label: string };
  'projectFile.uselessInJson': { readonly key: string };
  'projectFile.noColumn': { readonly column: string; readonly columns: readonly string[] };
  'projectFile.autoNotAlone': NoParams;
  'projectFile.blockTwice': { readonly block: string };
  'projectFile.noPriorOfHead': NoParams;
  'projectFile.noPriorOfVectors': NoParams;
  'projectFile.noPriorOfLabel': { readonly label: string };
  'projectFile.notBuiltIn': {
    readonly name: string;
    readonly known: readonly string[];
    readonly meant?: string;
  };
  'projectFile.needsSamples': {
    readonly name: string;
    readonly key: 'strategy' | 'acquisition';
  };
  'projectFile.unknownTarget': { readonly label: string; readonly labels: readonly string[] };
  'projectFile.uselessMembers': NoParams;
}
