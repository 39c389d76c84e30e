import type { LabelTask } from '../acquisition/acquisition.ts';
import type { InputReading } from '../predict/inputReading.ts';
import type { Message, NoParams } from './message.ts';

/** Reasons why a model cannot predict, and the results of a prediction run. */
export interface PredictMessages {
  /** `hasAnswers`: whether there are answers to train on. */
  'predict.notTrained': { readonly hasAnswers: boolean };
  'predict.noSuchRound': { readonly round: number; readonly newest: number };
  'predict.noHead': { readonly round: number };
  /** The project's vectors differ from those that the round was trained on. */
  'predict.otherVectors': { readonly round: number };
  /** None of the labels that it was trained on is still in the label set. */
  'predict.noLabels': { readonly round: number };
  /** The user's own vectors, which belong to records of the pool. */
  'predict.ownVectors': { readonly vectors: string };
  /** A model folder has no pool. */
  'predict.noInput': NoParams;
  /** An option that only applies to projects. */
  'predict.ofProject': { readonly option: string };
  'predict.notOneModel': NoParams;
  /** Neither a project file nor a model folder has this name. */
  'predict.noSuchPath': { readonly path: string };
  'predict.badThreshold': { readonly given: string };
  'predict.badRound': { readonly given: string };
  /** The name of the file to write does not say its format. */
  'predict.badEnding': { readonly file: string; readonly formats: readonly string[] };
  'predict.noRows': { readonly file: string };
  /** The file to read lacks the named field. */
  'predict.noField': {
    readonly file: string;
    readonly field: string;
    readonly fields: readonly string[];
  };
  /** The text field of the file to read is empty in every row. */
  'predict.emptyTexts': { readonly file: string; readonly field: string };
  /** No field of the file to read looks like texts. */
  'predict.noTexts': { readonly file: string; readonly fields: readonly string[] };
  'predict.read': InputReading;
  /** Rows without a label, since none has this probability. */
  'predict.below': {
    readonly rows: number;
    readonly of: number;
    readonly threshold: number;
    readonly task: LabelTask;
  };
  'predict.written': { readonly rows: number };
  /** Rows of a file without a text; `why`: the first one. */
  'predict.leftOut': {
    readonly rows: number;
    readonly line: number;
    /** Of several files: the one that has it. */
    readonly file?: string;
    readonly why: Message;
  };
}
