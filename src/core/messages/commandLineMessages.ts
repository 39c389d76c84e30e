import type { Progress } from '../progress.ts';
import type { Message, NoParams } from './message.ts';
import type { ExistingFields } from './rowMessages.ts';

/** An option as written: `--pool`; `given`: its value. */
interface OptionValue {
  readonly option: string;
  readonly given: string;
}

/** Messages about command-line options and the files that they name. */
export interface CommandLineMessages {
  'cli.noCommand': NoParams;
  /** A signal stopped the command. */
  'cli.stopped': NoParams;
  /** The name of standard input, where others are named by their file. */
  'cli.standardInput': NoParams;
  /** The status line of an operation. */
  'cli.progress': Progress;
  /** `meant`: the most similar existing name, here and below. */
  'cli.unknownCommand': { readonly command: string; readonly meant?: string };
  'cli.unknownOption': { readonly option: string; readonly meant?: string };
  /** No file has the name of a pattern. */
  'cli.noFilesLike': { readonly pattern: string };
  /** A folder without files of a data set. */
  'cli.noDataset': { readonly folder: string };
  /** A folder with files of several splits; a pattern for each. */
  'cli.severalSplits': { readonly folder: string; readonly patterns: readonly string[] };
  'cli.noSuchFile': { readonly path: string; readonly meant?: string };
  'cli.badSize': { readonly given: string };
  'cli.lacksValue': { readonly option: string };
  'cli.takesNoValue': { readonly option: string };
  'cli.looksLikeOption': OptionValue;
  'cli.unexpectedArgument': { readonly argument: string };
  'cli.cannotWrite': { readonly path: string };
  'inspect.notOneFile': NoParams;
  'inspect.badDelimiter': { readonly given: string };
  /** A pattern in place of a file name. */
  'cli.pattern': { readonly path: string };
  'cli.oneOfTwo': { readonly options: readonly [string, string] };
  'inspect.empty': { readonly file: string };
  'inspect.unreadable': { readonly file: string; readonly why: Message };
  'inspect.noRows': { readonly file: string };
  'inspect.noTexts': { readonly file: string };
  'cli.notOneProject': { readonly command: string };
  'cli.projectNotRead': { readonly path: string };
  'cli.notAProject': { readonly path: string };
  /** A folder in place of a project file; `projects`: the project files in it. */
  'cli.isFolder': { readonly path: string; readonly projects: readonly string[] };
  'cli.projectMistake': {
    readonly path: string;
    readonly line: number;
    readonly why: Message;
  };
  /** Training is not possible because of an error in the project file or its pool. */
  'train.mistake': { readonly path: string; readonly line: number; readonly why: Message };
  'train.begins': { readonly project: string };
  'train.ended': { readonly seconds: number };
  'train.badC': OptionValue;
  'train.badSeed': OptionValue;
  'simulate.missing': { readonly option: string };
  'simulate.badOrder': { readonly given: string };
  'simulate.badStart': { readonly given: string; readonly starts: readonly string[] };
  'simulate.badWeight': { readonly given: string };
  'simulate.badPrior': { readonly given: string };
  'simulate.badList': OptionValue;
  'simulate.badCount': OptionValue;
  /** `orNone`: 0 is allowed as well. */
  'simulate.badShare': OptionValue & { readonly orNone: boolean };
  'simulate.badPercent': OptionValue;
  'simulate.budgetBelowInitial': { readonly budget: number; readonly initial: number };
  /** Mutually exclusive options. */
  'simulate.notBoth': { readonly one: string; readonly other: string };
  'simulate.notOneOf': OptionValue & { readonly known: readonly string[] };
  /** An option that requires several labels per record. */
  'simulate.severalOnly': { readonly option: string };
  /** `task`: the task of the project, which differs from `--task`. */
  'simulate.otherTask': { readonly task: 'single' | 'multi' };
  'simulate.autoNotAlone': NoParams;
  'simulate.blockTwice': NoParams;
  'simulate.notInFiles': { readonly model: string };
  /** `keyVariable`: an environment variable, here and below. */
  'simulate.badServer': { readonly given: string; readonly keyVariable: string };
  'simulate.badHost': { readonly given: string };
  'simulate.hostNotAllowed': { readonly model: string; readonly host: string };
  'simulate.keyOfOneServer': { readonly keyVariable: string };
  'simulate.serverKey': { readonly why: Message; readonly keyVariable: string };
  'simulate.unknownEmbedding': { readonly name: string; readonly known: readonly string[] };
  /** The user's vectors have rows for the pool only, not for a test file. */
  'simulate.vectorsOfPool': NoParams;
  'simulate.vectorsLack': { readonly why: Message };
  'simulate.cannotRead': { readonly path: string };
  /** Like `pool.lacksText`, for fields named by `--text`. */
  'simulate.lacksText': {
    readonly path: string;
    readonly fields: readonly string[];
    readonly existing: ExistingFields;
  };
  /** `existing`: set if no row has the field. */
  'simulate.lacksLabels': {
    readonly files: readonly string[];
    readonly field: string;
    readonly existing?: ExistingFields;
  };
  'simulate.oneLabelEach': NoParams;
  'simulate.oneLabel': { readonly label: string };
  'simulate.unknownTarget': { readonly label: string };
  'simulate.likenessNeedsWords': NoParams;
  'simulate.lexicalOnly': { readonly option: '--labels' | '--prior' };
  'simulate.labelWithoutWords': { readonly label: string };
  'simulate.projectNotRead': { readonly path: string };
  'simulate.projectMistake': {
    readonly path: string;
    readonly line: number;
    readonly why: Message;
  };
  'simulate.otherHead': { readonly file: string; readonly head: string };
  'simulate.labelsNotRead': { readonly path: string };
  'simulate.labelsBadLine': { readonly path: string; readonly line: number };
  'simulate.labelsLack': {
    readonly path: string;
    readonly label: string;
    readonly form: 'json' | 'lines';
  };
}
