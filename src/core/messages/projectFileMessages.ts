import type { KeyAction } from '../labels.ts';
import type { NoParams } from './message.ts';

/** Problems in a project file. `meant`: the known name closest to the given one. */
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
  /** `allowed`: the `errorMessage` of the schema, which VS Code's JSON editor shows too. */
  'projectFile.notAllowed': { readonly allowed?: string; readonly meant?: string };
  'projectFile.missing': { readonly key: string; readonly allowed?: string };
  'projectFile.unknownKey': {
    readonly key: string;
    readonly known: readonly string[];
    readonly meant?: string;
  };
  'projectFile.keyTwice': { readonly key: string };
  /** `first`: 1-based position of the label that has the name. */
  'projectFile.labelTwice': { readonly label: string; readonly first: number };
  'projectFile.labelsAlike': { readonly first: number };
  'projectFile.keyReserved': { readonly key: string; readonly does: KeyAction };
  'projectFile.keyTaken': { readonly key: string; readonly label: string };
  'projectFile.seedTwice': { readonly seed: string };
  'projectFile.fieldTwice': { readonly field: string };
  'projectFile.labelsInText': { readonly field: string };
  'projectFile.mapsToNone': { readonly value: string; readonly label: string };
  'projectFile.uselessInJson': { readonly key: string };
  /** A file that only a pattern in `pool` matches. */
  'projectFile.fileOfPattern': { readonly path: string };
  'projectFile.noColumn': { readonly column: string; readonly columns: readonly string[] };
  /** A name without a slash that is not a known embedding; it may still be a hub id. */
  'projectFile.unknownBlock': {
    readonly name: string;
    readonly known: readonly string[];
    readonly meant?: string;
  };
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
  'projectFile.noSpansYet': NoParams;
  'projectFile.oneLabel': NoParams;
  /** Settings that require several labels per record, in a project of one label per record. */
  'projectFile.multiOnly': { readonly key: 'decide' | 'separator' | 'columns' | 'empty' };
  /** Values that the task does not support. `known`: those that it supports. */
  'projectFile.metricOfOther': {
    readonly metric: string;
    readonly task: 'single' | 'multi';
    readonly known: readonly string[];
  };
  'projectFile.balancedOfSingle': NoParams;
  'projectFile.headOfOther': { readonly head: 'committee' | 'dropout' };
  'projectFile.askerOfOther': {
    readonly name: string;
    readonly key: 'strategy' | 'acquisition';
    readonly task: 'single' | 'multi';
    readonly known: readonly string[];
  };
  /** `task`: the task of the answers. */
  'projectFile.taskFixed': { readonly task: 'single' | 'multi' };
  'projectFile.columnOfNone': { readonly label: string; readonly column: string };
  'projectFile.hasSeparator': { readonly name: string; readonly separator: string };
}
