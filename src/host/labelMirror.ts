import { labelNames } from '../core/labels.ts';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { replaceOwnFile, type ReplacingFiles } from '../adapters/files/replaceFile.ts';
import {
  underCurrentNames,
  mergeMirror,
  parseMirror,
  mirrorPieces,
  writtenLine,
  type MirrorMerge,
} from '../core/interchange/mirror.ts';
import type { MirrorLine } from '../core/interchange/mirrorLine.ts';
import { pagedAnswers } from '../core/loop/journal/pagedAnswers.ts';
import type { WriteQueue } from '../core/loop/journal/writeQueue.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import type { Stamp } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';
import type { MirrorNotice, MirrorState } from '../vscode/ports.ts';

export interface MirrorOptions {
  readonly store: Store;
  readonly writeQueue: Pick<WriteQueue, 'run' | 'storeSetting'>;
  readonly project: ProjectFile;
  readonly folder: string;
  readonly name: string;
  readonly log: (level: 'info' | 'warning' | 'error', message: Message | string) => void;
  /** How files are written; default: the file system. */
  readonly files?: ReplacingFiles;
}

/** Quiet time after the last answer; the database stores answers at once, the mirror is for git. */
const quietMs = 1000;
/**
 * Setting with the hash of the file written last; set after the file has been renamed into place.
 */
const lastWrittenSetting = 'mirror.written';
/** For comparisons that create no events. */
const noStamp: Stamp = { id: '', at: 0, annotator: '' };

/**
 * Maintains `NAME.labels.jsonl` beside the project file: the annotations in a form that git can compare and
 * merge. The journal decides which lines are new, so a failed write does no harm.
 */
export class Mirror implements MirrorState {
  readonly #options: MirrorOptions;
  readonly #name: string;
  readonly file: string;
  readonly #isEnabled: boolean;
  readonly #listeners = new Set<() => void>();
  #seq: number;
  /** The file as last read or written here; undefined if there is none. */
  #lastText: string | undefined;
  /** Lines that others added while the project is open; the next opening merges them. */
  #foreign: readonly MirrorLine[] = [];
  #unread: readonly string[] = [];
  #notice: MirrorNotice | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#name = `${options.name}.labels.jsonl`;
    this.file = join(options.folder, this.#name);
    this.#isEnabled = isMirrored(options.project, options.folder);
    this.#seq = options.store.lastSeq();
  }

  get notice(): MirrorNotice | undefined {
    return this.#notice;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Merges lines from elsewhere (a pull, a merge) and rewrites an outdated file. */
  async merge(stamp: Stamp): Promise<void> {
    if (!this.#isEnabled) return;
    const { store, writeQueue, log } = this.#options;
    try {
      const news = await this.#read();
      const taken = await writeQueue.run((into) => {
        // Recompute: another window may have merged the same lines while this one waited for a
        // lock.
        const { events } = news(stamp);
        if (events.length > 0) into.append(events);
        return events.length;
      });
      if (taken > 0)
        log('info', message('mirror.takenOver', { file: this.#name, annotations: taken }));
    } catch (error) {
      if (!isFileError(error)) throw error;
      this.#failed('read', error);
      return;
    }
    this.#foreign = [];
    this.#seq = store.lastSeq();
    const { text } = await this.#content();
    if (text !== normalized(this.#lastText ?? '')) this.#writeSoon();
  }

  answersChanged(): void {
    const seq = this.#options.store.lastSeq();
    if (!this.#isEnabled || seq === this.#seq) return;
    this.#seq = seq;
    this.#writeSoon();
  }

  /** Writes pending changes. */
  async close(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#write();
    }
    await this.#writing;
  }

  #writeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), quietMs);
  }

  #write(): void {
    this.#timer = undefined;
    this.#writing = this.#writing.then(async () => {
      let step: 'read' | 'write' = 'read';
      try {
        this.#foreign = (await this.#read())(noStamp).lines;
        step = 'write';
        const { text, hash } = await this.#content();
        if (text !== this.#lastText) await replaceOwnFile(this.file, text, this.#options.files);
        this.#afterWrite(text, hash);
      } catch (error) {
        this.#failed(step, error);
      }
    });
  }

  /**
   * Reads the file. The returned function computes the events that the journal lacks; it returns
   * none if the file is this window's own or missing.
   */
  async #read(): Promise<(stamp: Stamp) => Pick<MirrorMerge, 'events' | 'lines'>> {
    const { store, log, project } = this.#options;
    const text = existsSync(this.file) ? await readFile(this.file, 'utf8') : undefined;
    const former = this.#lastText;
    this.#lastText = text;
    if (text === undefined) return () => ({ events: [], lines: [] });
    if (text === former) return () => ({ events: [], lines: this.#foreign });
    const { lines, problems } = parseMirror(text);
    this.#unread = problems.map(({ raw }) => raw);
    for (const { line, message: why } of problems) {
      log('warning', message('mirror.lineKept', { file: this.#name, line, why }));
    }
    if (store.setting(lastWrittenSetting) === hashOf(text))
      return () => ({ events: [], lines: [] });
    const labels = labelNames(project.labels);
    const named = underCurrentNames(lines, labels, (label) => store.currentLabel(label, 0));
    return (stamp) => mergeMirror(named, store, this.#name, stamp);
  }

  /**
   * The file's text and hash for the answers of the store; yields while it is made. An answer given during
   * that time is in it if not all answers have been read yet; otherwise the next write has it.
   */
  async #content(): Promise<{ readonly text: string; readonly hash: string }> {
    const lines = await pagedAnswers(this.#options.store, setImmediate, writtenLine);
    const rest = { foreign: this.#foreign, unread: this.#unread };
    const hash = createHash('sha256');
    const pieces: string[] = [];
    for (const piece of mirrorPieces(lines, rest)) {
      if (pieces.length > 0) await setImmediate();
      pieces.push(piece);
      hash.update(piece);
    }
    return { text: pieces.join(''), hash: hash.digest('hex') };
  }

  #afterWrite(text: string, hash: string): void {
    const { writeQueue } = this.#options;
    this.#lastText = text;
    const foreign = this.#foreign.length;
    // The journal lacks lines from elsewhere: makes the next opening read the file again.
    writeQueue.storeSetting(lastWrittenSetting, () => (foreign > 0 ? undefined : hash));
    const found = message('mirror.foreign', { file: this.#name, annotations: foreign });
    this.#setNotice(foreign > 0 ? { severity: 'info', message: found } : undefined);
  }

  #failed(step: 'read' | 'write', error: unknown): void {
    const { log } = this.#options;
    const why = error instanceof Error ? error.message : String(error);
    log('error', `${this.file}: ${why}`);
    const code = step === 'read' ? 'mirror.notRead' : 'mirror.notWritten';
    const problem = message(code, { file: this.#name, why });
    this.#setNotice({ severity: 'warning', message: problem });
  }

  #setNotice(notice: MirrorNotice | undefined): void {
    if (isDeepStrictEqual(notice, this.#notice)) return;
    this.#notice = notice;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Normalizes to the form written here: git may have changed line ends, an editor may have added a
 * byte order mark.
 */
function normalized(text: string): string {
  return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether a project also writes its answers to a file for git. */
export function isMirrored({ mirror }: Pick<ProjectFile, 'mirror'>, folder: string): boolean {
  return mirror === true || (mirror === 'auto' && isInGit(folder));
}

function isInGit(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInGit(parent);
}
