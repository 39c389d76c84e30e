import type { Loss } from '../interchange/formats/loss.ts';
import type { Split } from '../interchange/formats/holdoutSplit.ts';
import type { Task } from '../task/judgement.ts';
import type { Message, NoParams } from './message.ts';
import type { Doubt } from './readingMessages.ts';

/** Fields that may hold texts and labels. */
export interface ProposedFields {
  readonly text: string;
  readonly label: string;
  /** The most frequent ones. */
  readonly labels: readonly string[];
  /** The likely separator of several labels in one field. */
  readonly separator?: string;
}

/** Messages about files with labels that are read or written. */
export interface InterchangeMessages {
  'interchange.noText': { readonly field: string };
  'interchange.predictionWithoutText': NoParams;
  /** A model's predictions in place of answers. */
  'interchange.predictions': NoParams;
  'interchange.unreadableField': { readonly field: string };
  'interchange.onlyLabels': { readonly labels: readonly string[] };
  'interchange.moreCells': { readonly cells: number; readonly columns: number };
  /** Spans accepted or rejected one at a time. */
  'interchange.spansInPart': NoParams;
  /** Spans whose places are elements of a page, or turns of a dialogue. */
  'interchange.spansOfPage': NoParams;
  /** Numbers in place of label names. */
  'interchange.labelIds': { readonly ids: readonly string[] };
  'interchange.noTag': NoParams;
  'interchange.notATag': { readonly tag: string };
  /** A row with several labels, where a record may have one. */
  'interchange.severalLabels': { readonly labels: readonly string[] };
  'interchange.yesAndNo': { readonly label: string };
  /** `fits`: whether the text is the span's own, so that its offsets or its label must be wrong. */
  'interchange.spanWithoutPlace': {
    readonly start: number;
    readonly end: number;
    readonly label: string;
    readonly fits: boolean;
  };
  /** First lines with labels of a whole text, and with spans. */
  'interchange.mixedTasks': { readonly labels: number; readonly spans: number };
  'interchange.mixedLabels': NoParams;
  /** Answers to one record; `labels` is undefined where it was skipped. */
  'interchange.answersDiffer': {
    readonly answers: readonly {
      readonly annotator?: string;
      readonly labels?: readonly string[];
    }[];
    /** Number of further answers. */
    readonly more: number;
  };
  'interchange.conflicts': { readonly count: number };
  'interchange.repeated': { readonly count: number };
  /** An annotation in place of a task. */
  'interchange.loneTask': NoParams;
  'interchange.noResult': NoParams;
  /** Several fields could be the text. */
  'interchange.whichText': { readonly fields: readonly string[] };
  'interchange.whichLabel': { readonly fields: readonly string[] };
  'interchange.joinedLabels': { readonly file: string; readonly separator: string };
  'interchange.separatorInLabel': { readonly label: string };
  'interchange.noSeparator': NoParams;
  /** The file has no bytes. */
  'interchange.emptyFile': { readonly file: string };
  'interchange.noField': { readonly field: string; readonly fields: readonly string[] };
  /** An option for files whose field names are not fixed by a tool. */
  'interchange.fieldsFixed': { readonly option: string; readonly format: string };
  'interchange.whichQuestion': { readonly questions: readonly string[] };
  'interchange.tooManyLabels': { readonly most: number };
  'interchange.otherTask': { readonly line: number; readonly task: Task };
  'interchange.taskNotHeld': { readonly format: string; readonly task: Task };
  /** Two labels would get the same spelling. */
  'interchange.labelsCollide': {
    readonly format: string;
    readonly label: string;
    readonly other: string;
    readonly spelling: string;
  };
  /** Projects do not have spans yet. */
  'interchange.spansNotYet': NoParams;
  /** A JSON file has no list of records at the given path. */
  'interchange.noList': { readonly file: string; readonly within: string };
  'interchange.notRecognised': {
    readonly file: string;
    readonly formats: readonly string[];
    /** The fields of its rows, if it has any. */
    readonly fields: readonly string[];
    readonly proposed?: ProposedFields;
    /** Reasons for reading it in another form. */
    readonly doubts: readonly Doubt[];
  };
  /** `line`, `why`: the first row's. */
  'interchange.nothingRead': {
    readonly file: string;
    readonly format: string;
    readonly line: number;
    readonly why: Message;
  };
  /** Training data of spaCy 2. */
  'interchange.oldSpacy': { readonly file: string };
  /** Syntax of sentences. */
  'interchange.conllU': { readonly file: string };
  /** Without the texts. */
  'interchange.lighttagAnnotations': { readonly file: string };
  /** The tags of words are numbers; the first of them. */
  'interchange.numberedTags': { readonly field: string; readonly numbers: readonly number[] };
  /** A write-only format of texts for a language model. */
  'interchange.onlyWritten': { readonly file: string; readonly format: string };
  /** First line with labels of the whole text and spans. */
  'interchange.bothTasks': { readonly line: number };
  'interchange.notOfFormat': { readonly file: string; readonly format: string };
  'interchange.noRows': { readonly file: string };
  'interchange.converted': {
    readonly rows: number;
    readonly answers: number;
    /** Undefined for labels of whole texts. */
    readonly spans?: number;
    readonly skipped: number;
    readonly unlabelled: number;
    readonly from: string;
    readonly to: string;
  };
  'interchange.lost': {
    readonly format: string;
    readonly losses: readonly { readonly what: Loss; readonly count: number }[];
  };
  /** Texts with characters that the encoding does not have. */
  'interchange.damaged': { readonly file: string; readonly count: number };
  'interchange.encodingGuessed': { readonly encoding: string };
  'interchange.rejected': { readonly count: number };
  'interchange.otherSplit': { readonly split: Split; readonly count: number };
  'interchange.splitEmpty': { readonly file: string; readonly split: Split };
  'interchange.moved': { readonly count: number };
  'interchange.mended': { readonly count: number };
  'interchange.moreProblems': { readonly count: number };
  'interchange.wordsJoined': NoParams;
  'interchange.exists': { readonly file: string };
  'interchange.isInput': { readonly file: string };
  'interchange.belongsToProject': { readonly file: string };
  'interchange.notWritten': { readonly file: string; readonly why: string };
  'interchange.nameFiles': NoParams;
  'interchange.oneOf': {
    readonly option: string;
    readonly values: readonly string[];
    readonly given: string;
  };
  'interchange.badMap': { readonly given: string };
  /** A label to rename that the file does not have; `labels`: some that it has. */
  'interchange.mapNothing': {
    readonly label: string;
    readonly meant?: string;
    readonly labels: readonly string[];
  };
  'interchange.nameFormat': { readonly file: string; readonly formats: readonly string[] };
}
