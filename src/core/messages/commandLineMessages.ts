import type { Message, NoParams } from './message.ts';
import type { ExistingFields } from './rowMessages.ts';

/** An option as it is written: `--pool`. `given`: what stands behind it. */
interface Given {
  readonly option: string;
  readonly given: string;
}

/** What the command line says of its options and of the files that they name. */
export interface CommandLineMessages {
  'cli.noCommand': NoParams;
  'cli.unknownCommand': { readonly command: string };
  'cli.unknownOption': { readonly option: string };
  'cli.lacksValue': { readonly option: string };
  'cli.takesNoValue': { readonly option: string };
  'cli.looksLikeOption': Given;
  'cli.unexpectedArgument': { readonly argument: string };
  'cli.cannotWrite': { readonly path: string };
  'inspect.notOneFile': NoParams;
  'inspect.badDelimiter': { readonly given: string };
  'inspect.empty': { readonly file: string };
  'inspect.unreadable': { readonly file: string; readonly why: Message };
  'inspect.noRows': { readonly file: string };
  'inspect.noTexts': { readonly file: string };
  'replay.notOneProject': NoParams;
  'replay.noDatabase': { readonly file: string };
  'replay.projectNotRead': { readonly path: string };
  'replay.projectMistake': {
    readonly path: string;
    readonly line: number;
    readonly why: Message;
  };
  'simulate.missing': { readonly option: string };
  'simulate.badOrder': { readonly given: string };
  'simulate.badStart': { readonly given: string; readonly starts: readonly string[] };
  'simulate.badWeight': { readonly given: string };
  'simulate.badPrior': { readonly given: string };
  'simulate.badList': Given;
  'simulate.badCount': Given;
  /** `orNone`: 0 is allowed too. */
  'simulate.badShare': Given & { readonly orNone: boolean };
  'simulate.badPercent': Given;
  'simulate.budgetBelowInitial': { readonly budget: number; readonly initial: number };
  /** Two options that exclude each other. */
  'simulate.notBoth': { readonly one: string; readonly other: string };
  'simulate.notOneOf': Given & { readonly known: readonly string[] };
  /** An option that is for records of several labels. */
  'simulate.severalOnly': { readonly option: string };
  /** Projects are simulated as records of one label each. */
  'simulate.severalProject': NoParams;
  'simulate.autoNotAlone': NoParams;
  'simulate.blockTwice': NoParams;
  'simulate.notOfThisMachine': { readonly model: string };
  'simulate.unknownEmbedding': { readonly name: string; readonly known: readonly string[] };
  'simulate.cannotRead': { readonly path: string };
  /** As `pool.lacksText`, of fields that `--text` names. */
  'simulate.lacksText': {
    readonly path: string;
    readonly fields: readonly string[];
    readonly existing: ExistingFields;
  };
  /** `existing`: where no row has the field at all. */
  'simulate.lacksLabels': {
    readonly files: readonly string[];
    readonly field: string;
    readonly existing?: ExistingFields;
  };
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
