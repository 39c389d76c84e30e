import type { NativePackage } from '../core/heads/headBackend.ts';
import type { RowMoves } from '../core/loop/answers/movedAnswers.ts';
import type { EmbeddingSetting } from '../core/embed/blocks.ts';
import type { ServerAccess } from '../core/engine/embeddingApi.ts';
import type { QuotedRows } from '../core/pool/delimitedRows.ts';
import type { FieldSummary } from '../core/pool/guessFields.ts';
import type { PassedLabel } from '../core/pool/importedLabels.ts';
import type { PoolAccounting, PoolFormat, PoolProblem, PoolSpec } from '../core/pool/poolSpec.ts';
import type { Reading } from '../core/pool/reading/reading.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Message } from '../core/messages/message.ts';
import type { ReadFields } from '../core/projectFile/editReading.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Learner } from '../core/loop/learner.ts';
import type { TrialOutcome } from '../core/engine/evaluationApi.ts';

/**
 * What the user interface needs and may not build itself, because it takes adapters. The composition
 * root implements it. Every method may throw a `UserError`, whose message is shown as it is.
 */
export interface Host {
  /** Finds the rows of CSV files with quotes. */
  readonly quotedRows: QuotedRows;
  readonly nativeBackends: NativeBackends;
  /**
   * Opens store and engine of a project and returns before the pool is indexed. Called once for
   * each project that is open; `learner.start()` is called by whoever called this.
   */
  openSession(request: SessionRequest): Promise<Session>;
  /** Deletes the copies of a project's answers that are kept besides its database. */
  forgetAnswers(projectFile: string, name: string): Promise<void>;
  /** Looks at samples of a pool file, for New Project from File. What is `given` of its form is used. */
  inspectPool(path: string, given?: Partial<PoolFormat>): Promise<PoolInspection>;
  /** Reads a whole file as a project would. */
  surveyPool(
    path: string,
    question: SurveyQuestion,
    options: { readonly signal?: AbortSignal },
  ): Promise<PoolSurvey>;
  /** The values of a field over all files of a pool, whatever it filters out; at most `limit` of them. */
  countValues(
    pool: PoolSpec,
    folder: string,
    field: string,
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<readonly ValueCount[]>;
}

/** What becomes of the answers when a file is read otherwise. */
export interface Rereading extends RowMoves {
  /** Answers on records that are the same in both readings. */
  readonly unchanged: number;
  /** Lines whose answers have no row to go to, or one that has another answer. They are kept, and not trained on. */
  readonly lost: readonly number[];
}

/** A value of a field, and how many rows have it. */
export interface ValueCount {
  readonly value: string;
  readonly rows: number;
}

/** TensorFlow's C library for dropout heads: on this machine, for every project. */
export interface NativeBackends {
  /** What can be had for this platform, the fastest first. */
  readonly choices: readonly NativePackage[];
  /** What engines that start from now on load. */
  readonly installed: { readonly name: NativePackage; readonly version: string } | undefined;
  /** The name of this machine's NVIDIA card, as its driver tells it. */
  graphicsCard(): Promise<string | undefined>;
  /**
   * Downloads a package by the user's npm, tries it in a process of its own, and puts it in the place of
   * what was installed before. Whatever else becomes of it, nothing half-made is left.
   */
  install(name: NativePackage, options: InstallOptions): Promise<void>;
  /** Engines that run go on with what they have loaded. */
  remove(): Promise<void>;
}

export interface InstallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface SessionRequest {
  /** Absolute path of the project file. */
  readonly file: string;
  /** `reviews` of `reviews.marginalia.json`. */
  readonly name: string;
  readonly project: ProjectFile;
  readonly annotator: string;
  /** False in a folder that is not trusted: no model that the project file names may be loaded. */
  readonly trusted: boolean;
  /** The user has agreed to the download of the project's model from this host. */
  readonly allowDownload: boolean;
  /** Access to the servers that the embedding names. */
  readonly servers?: readonly ServerAccess[];
  /** A mirror of the model hub; the hub itself when left out. */
  readonly modelHub?: string;
  /** What to do where the database is gone and copies of it are there; without, opening throws a `StoreLostError`. */
  readonly recover?: 'restore' | 'empty';
  /** Told when another program's lock holds up the opening, and when that is over. */
  readonly onLock?: (waiting: boolean) => void;
}

/** One open project: shared by its panels, the status bar and the tree. */
export interface Session {
  readonly learner: Learner;
  /** What of its files makes up the pool. */
  readonly pool: PoolSpec;
  /** What becomes of the answers if a file of the pool is read otherwise. */
  planRereading(
    path: string,
    format: PoolFormat,
    fields: ReadFields,
    options: { readonly signal?: AbortSignal },
  ): Promise<Rereading>;
  readonly mirror: MirrorState;
  /** What was restored at the opening. */
  readonly restored?: Message;
  /**
   * Compares embeddings with the one in use on the training labels, or measures their speed alone.
   * @throws UserError while there are too few answers to compare on; CancelledError.
   */
  tryEmbeddings(
    embeddings: readonly EmbeddingSetting[],
    options: {
      readonly speedOnly?: boolean;
      readonly signal?: AbortSignal;
      readonly onProgress?: OnProgress;
    },
  ): Promise<TrialOutcome>;
  /** Copies the database, whole, while it is in use. @param to absolute path of the file to write */
  backUp(to: string): Promise<void>;
  /** Writes what was labelled. */
  exportLabels(options: ExportOptions): Promise<ExportSummary>;
  /** Ends the engine and closes the store; afterwards its files may be deleted. */
  close(): Promise<void>;
}

/** How the file of labels beside the project file fares. */
export interface MirrorState {
  /** What the annotator should know of it; undefined while all is well. */
  readonly notice: MirrorNotice | undefined;
  /** Called after every change of `notice`; returns the way to stop. */
  onChange(listener: () => void): () => void;
}

export interface MirrorNotice {
  readonly severity: 'info' | 'warning';
  readonly message: Message;
}

/** `spreadsheet`: CSV with a byte order mark, and with formulas guarded. */
export const exportFormats = ['jsonl', 'csv', 'spreadsheet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** `pool`: a row for every row of the pool that an answer stands for; `answers`: one for each answer. */
export type ExportRows = 'pool' | 'answers';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Default `pool`. */
  readonly rows?: ExportRows;
  /** Absolute path of the file to write. */
  readonly to: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface ExportSummary {
  readonly rows: number;
  /** Answers that they are about. */
  readonly answers: number;
}

export interface PoolInspection {
  readonly format: PoolFormat;
  /** How sure the format is, and what else was possible. */
  readonly reading: Reading;
  /** Of a table, in order. */
  readonly columns?: readonly string[];
  /** The first rows as they were read. */
  readonly first: readonly Readonly<Record<string, unknown>>[];
  /** In the order in which they are met. */
  readonly fields: readonly FieldSummary[];
  readonly guess: {
    /** Fields that make up the text; empty where nothing looks like text. */
    readonly text: readonly string[];
    readonly id?: string;
    readonly label?: string;
  };
  /** Rows that were looked at. */
  readonly rows: number;
  /** Whether that is the whole file. */
  readonly all: boolean;
}

export interface SurveyQuestion {
  readonly format: PoolFormat;
  readonly text: readonly string[];
  readonly label?: string;
}

/** What a whole file holds. */
export interface PoolSurvey {
  readonly accounting: PoolAccounting;
  /** The first rows that cannot be used, and why. */
  readonly problems: readonly PoolProblem[];
  /** The labels of its label field, most frequent first. */
  readonly labels: readonly ValueCount[];
  /** Labels that no record has, by reason. */
  readonly labelsPassed: Readonly<Partial<Record<PassedLabel, number>>>;
}
