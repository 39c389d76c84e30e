import type { NativePackage } from '../core/heads/headBackend.ts';
import type { RowMoves } from '../core/loop/journal/movedAnswers.ts';
import type { EmbeddingSetting } from '../core/embed/blocks.ts';
import type { ModelFacts } from '../core/embed/modelFacts.ts';
import type { ServerAccess } from '../core/engine/embeddingApi.ts';
import type { QuotedRows } from '../core/pool/delimitedRows.ts';
import type { FieldSummary } from '../core/pool/guessFields.ts';
import type { CountedColumn } from '../core/pool/collectedLabels.ts';
import type { MultiLabelReading } from '../core/pool/labelForms.ts';
import type { PassedLabel } from '../core/pool/importedLabels.ts';
import type { PoolAccounting, PoolFormat, PoolProblem, PoolSpec } from '../core/pool/poolSpec.ts';
import type { Reading } from '../core/pool/reading/reading.ts';
import type { ModelChoices, ModelExport, WrittenModel } from '../core/modelFolder/exportRequest.ts';
import type { ExportOptions, ExportSummary } from '../core/interchange/exportOptions.ts';
import type { PredictionFormat } from '../core/predict/predictionRows.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Message } from '../core/messages/message.ts';
import type { ReadFields } from '../core/projectFile/editReading.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { LabelTask } from '../core/acquisition/acquisition.ts';
import type { OtherLabels } from '../core/interchange/answersAsSets.ts';
import type { AnswerRules, AnswersInFile } from '../core/interchange/answersInFile.ts';
import type { ImportCounts, ImportRequest } from '../core/interchange/answersPlan.ts';
import type { FormatOverrides } from '../core/interchange/formatOverrides.ts';
import type { ImportKey, ImportUndone, SuggestedImport } from '../core/store/importsFound.ts';
import type { Learner } from '../core/loop/learner.ts';
import type { TrialOutcome } from '../core/engine/evaluationApi.ts';
import type { Download } from './downloadConsent.ts';

/**
 * What the user interface needs from the composition root, which implements it because only it may
 * use adapters. Every method may throw a `UserError`, whose message is shown as is.
 */
export interface Host {
  /** Finds the rows of CSV files with quotes. */
  readonly quotedRows: QuotedRows;
  readonly nativeBackends: NativeBackends;
  readonly terminalCommand: TerminalCommand;
  /**
   * Opens store and engine of a project and returns before the pool is indexed. Call once per open
   * project, then call `learner.start()`.
   */
  openSession(request: SessionRequest): Promise<Session>;
  /**
   * Fetches a hub's facts about a model that the user has agreed to download.
   * @throws UserError if there is no such model, or it lacks required files; CancelledError
   */
  modelFacts(download: Download, options: { readonly signal?: AbortSignal }): Promise<ModelFacts>;
  /** Deletes the copies of a project's answers that are kept outside its database. */
  forgetAnswers(projectFile: string, name: string): Promise<void>;
  /**
   * Samples a pool file, for New Project from File. Settings in `given` are used instead of
   * detected.
   */
  inspectPool(path: string, overrides?: Partial<PoolFormat>): Promise<PoolInspection>;
  /** Reads a whole file as a project would. */
  surveyPool(
    path: string,
    question: SurveyQuestion,
    options: { readonly signal?: AbortSignal },
  ): Promise<PoolSurvey>;
  /** The answers in a file of labelled texts; undefined if its format is unknown. */
  answersInFile(
    path: string,
    rules: AnswerRules,
    options: { readonly signal?: AbortSignal },
  ): Promise<AnswersInFile | undefined>;
  /**
   * Creates a project from a file of labelled texts: its texts as the pool, its answers as one step.
   * @throws UserError if one of the new files exists already or cannot be written; CancelledError
   */
  newFromFile(
    request: NewFromFile,
    options: { readonly signal?: AbortSignal },
  ): Promise<ImportCounts>;
  /** The values of a field over all files of a pool, ignoring filters; at most `limit`. */
  countValues(
    pool: PoolSpec,
    folder: string,
    field: string,
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<readonly ValueCount[]>;
}

/** The effect on the answers of reading a file differently. */
export interface Rereading extends RowMoves {
  /** Answers to records that are the same under both readings. */
  readonly unchanged: number;
  /**
   * Lines whose answers match no row, or a row with another answer. They are kept but not used for
   * training.
   */
  readonly lost: readonly number[];
}

/** A value of a field and its row count. */
export interface ValueCount {
  readonly value: string;
  readonly rows: number;
}

/** Installs TensorFlow's C library for dropout heads: per machine, for all projects. */
export interface NativeBackends {
  /** Packages available for this platform, fastest first. */
  readonly choices: readonly NativePackage[];
  /** What engines started from now on will load. */
  readonly installed: { readonly name: NativePackage; readonly version: string } | undefined;
  /** The name of this machine's NVIDIA card, from its driver. */
  graphicsCard(): Promise<string | undefined>;
  /**
   * Downloads a package with the user's npm, tests it in a separate process, and replaces the
   * previous installation. A failure leaves nothing half-installed.
   */
  install(name: NativePackage, options: InstallOptions): Promise<void>;
  /** Running engines keep what they have loaded. */
  remove(): Promise<void>;
}

export interface InstallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** The command `marginalia` of terminals: the command line, run by VS Code's own executable. */
export interface TerminalCommand {
  /** Holds only the command; the same for every version of the extension. */
  readonly folder: string;
  /** Writes the command as this VS Code and this version need it. */
  write(): Promise<void>;
  /** A folder on the PATH of shells outside VS Code; undefined on Windows, which has no such folder. */
  place(): Promise<CommandPlace | undefined>;
  /** Links the command there, in place of any file. */
  install(place: CommandPlace): Promise<void>;
  /** Removes the link, and nothing else. */
  remove(place: CommandPlace): Promise<void>;
}

export interface CommandPlace {
  readonly file: string;
  readonly folder: string;
  /** Whether the folder is on the shells' PATH. */
  readonly onPath: boolean;
  readonly holds: 'nothing' | 'this command' | 'another command' | 'folder';
}

export interface SessionRequest {
  /** Absolute path of the project file. */
  readonly file: string;
  /** `reviews` of `reviews.marginalia.json`. */
  readonly name: string;
  readonly project: ProjectFile;
  readonly annotator: string;
  /** False in an untrusted folder: models that the project file names must not be loaded. */
  readonly trusted: boolean;
  /** Whether the user consented to download the project's model from this host. */
  readonly allowDownload: boolean;
  /** Access to the servers that the embedding names. */
  readonly servers?: readonly ServerAccess[];
  /** Fails if a block of the project's embedding is unavailable, instead of omitting it. */
  readonly exactVectors?: true;
  /** A mirror of the model hub; defaults to the hub itself. */
  readonly modelHub?: string;
  /**
   * What to do if the database is missing but copies of it exist; if omitted, opening throws a
   * `StoreLostError`.
   */
  readonly recover?: 'restore' | 'empty';
  /**
   * Called with true when another program's lock delays the opening, and with false when it is
   * released.
   */
  readonly onLock?: (waiting: boolean) => void;
}

/** An open project, shared by its panels, the status bar and the tree. */
export interface Session {
  readonly learner: Learner;
  /** Which rows and fields of its files make up the pool. */
  readonly pool: PoolSpec;
  /** The effect on the answers of reading a pool file differently. */
  planRereading(
    path: string,
    format: PoolFormat,
    fields: ReadFields,
    options: { readonly signal?: AbortSignal },
  ): Promise<Rereading>;
  readonly mirror: MirrorState;
  /** What was restored when the project was opened. */
  readonly restored?: Message;
  /**
   * Compares embeddings with the current one on the training labels, or only measures their speed.
   * @throws UserError if there are too few answers to compare; CancelledError
   */
  tryEmbeddings(
    embeddings: readonly EmbeddingSetting[],
    options: {
      readonly speedOnly?: boolean;
      readonly agreed?: TrialConsent;
      readonly signal?: AbortSignal;
      readonly onProgress?: OnProgress;
    },
  ): Promise<TrialOutcome>;
  /**
   * Copies the database consistently while it is in use. @param to absolute path of the file to
   * write
   */
  backUp(to: string): Promise<void>;
  /**
   * Creates a multi-label project from the answers of this one, which it leaves unchanged.
   * @returns the number of answered records in the new project
   * @throws UserError if the name is taken or a file cannot be written
   */
  newFromAnswers(options: NewFromAnswers): Promise<number>;
  /** Plans the import of a file without changing anything. */
  planImport(request: ImportRequest, options: ImportWork): Promise<ImportCounts>;
  /**
   * Imports the answers of a file as one step.
   * @returns the counts; `step` and `suggested` are for `undoImport`, undefined if nothing was written
   * @throws UserError; CancelledError; nothing is written then
   */
  importAnswers(
    request: ImportRequest,
    options: ImportWork,
  ): Promise<{
    readonly counts: ImportCounts;
    readonly step?: number;
    readonly suggested?: number;
  }>;
  /** Suggestion imports in effect, earliest first; the learner lists the imports of answers. */
  suggestedImports(): readonly SuggestedImport[];
  /** Undoes one import and the labels that it added; keeps later answers. */
  undoImport(key: ImportKey): Promise<ImportUndone>;
  /** Exports the labels to a file. */
  exportLabels(options: ExportOptions): Promise<ExportSummary>;
  /**
   * Writes the model's predictions for every row of the pool, without blocking labelling.
   * @throws UserError if nothing is trained or the file cannot be written; CancelledError. No file is left
   * then.
   */
  predict(options: PredictOptions): Promise<PredictSummary>;
  /**
   * Which models can be exported.
   * @throws NotYetError if there is none
   */
  modelChoices(): Promise<ModelChoices>;
  /**
   * Exports the model of a round.
   * @throws UserError if it cannot be exported or written; CancelledError
   */
  exportModel(
    request: ModelExport,
    work: { readonly signal?: AbortSignal; readonly onProgress?: OnProgress },
  ): Promise<WrittenModel>;
  /** Ends the engine and closes the store; its files may be deleted afterwards. */
  close(): Promise<void>;
}

/** The user's consent for the embeddings that are compared with the one in use. */
export interface TrialConsent {
  /** All of their models may be downloaded. */
  readonly downloads: boolean;
  readonly servers: readonly ServerAccess[];
}

export interface PredictOptions {
  /** Absolute path of the file to write. */
  readonly file: string;
  readonly to: PredictionFormat;
  /** Leaves out records that are labelled. */
  readonly onlyUnlabelled: boolean;
  /** Includes the texts. */
  readonly texts: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface NewFromAnswers {
  /** Absolute path of the new project file, in the folder of this one. */
  readonly file: string;
  /** `reviews` of `reviews.marginalia.json`. */
  readonly name: string;
  /** The settings of this project that are in effect. */
  readonly project: ProjectFile;
  /** Whether an answer rules out the labels that it does not name. */
  readonly others: OtherLabels;
}

export interface ImportWork {
  /** Names of the project's labels. */
  readonly labels: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface NewFromFile {
  /** Absolute path of the file of labelled texts; left unchanged. */
  readonly from: string;
  /** Further files, which are read as one with it. */
  readonly more?: readonly string[];
  /** Overrides what is detected from the content. */
  readonly opening?: FormatOverrides & Pick<ImportRequest, 'from'>;
  readonly rules: AnswerRules;
  readonly task: LabelTask;
  readonly labels: readonly string[];
  /** Absolute paths of the files to write: the pool, and the project file. */
  readonly pool: string;
  readonly file: string;
  /** `reviews` of `reviews.marginalia.json`. */
  readonly name: string;
  /** Content of the project file. */
  readonly content: string;
  /** Recorded as the annotator of the import. */
  readonly annotator: string;
}

/** State of the mirror, the file of labels beside the project file. */
export interface MirrorState {
  /** What the annotator should know; undefined if there is no problem. */
  readonly notice: MirrorNotice | undefined;
  /** Called after every change of `notice`; returns a function that unsubscribes. */
  onChange(listener: () => void): () => void;
}

export interface MirrorNotice {
  readonly severity: 'info' | 'warning';
  readonly message: Message;
}

export interface PoolInspection {
  readonly format: PoolFormat;
  /** The format's certainty and its alternatives. */
  readonly reading: Reading;
  /** Columns of a table, in order. */
  readonly columns?: readonly string[];
  /** The first rows as read. */
  readonly first: readonly Readonly<Record<string, unknown>>[];
  /** In order of first appearance. */
  readonly fields: readonly FieldSummary[];
  readonly guess: {
    /** Fields that make up the text; empty if nothing looks like text. */
    readonly text: readonly string[];
    /** The text looks like labels, dates or codes. */
    readonly isDoubtful?: true;
    readonly emptyText?: string;
    readonly id?: string;
    readonly label?: string;
    /** In place of a label field: columns of 0 and 1, one for each label. */
    readonly columns?: readonly string[];
  };
  /** All columns of 0 and 1, or of another notation for yes and no. */
  readonly flags: readonly string[];
  /** Number of rows read. */
  readonly rows: number;
  /** Whether the whole file was read. */
  readonly all: boolean;
}

export interface SurveyQuestion {
  readonly format: PoolFormat;
  readonly text: readonly string[];
  readonly label?: string;
  /** In place of `label`: columns of 0 and 1, one for each label. */
  readonly columns?: readonly string[];
}

/** Contents of a whole file. */
export interface PoolSurvey {
  readonly accounting: PoolAccounting;
  /** The first unusable rows with the reasons. */
  readonly problems: readonly PoolProblem[];
  /** Rows with texts that the encoding could not decode (U+FFFD). */
  readonly damaged: number;
  /** Values of the label field, most frequent first. */
  readonly labels: readonly ValueCount[];
  /** Labels that were not taken over, counted by reason. */
  readonly labelsPassed: Readonly<Partial<Record<PassedLabel, number>>>;
  /** Ways to read several labels from the label field. */
  readonly multiLabel: readonly MultiLabelReading[];
  /** Rows whose label field is empty. */
  readonly empty: number;
  /** Contents of `columns`. */
  readonly columns: readonly CountedColumn[];
}
