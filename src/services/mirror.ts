import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  linesToday,
  mergeMirror,
  parseMirror,
  serialiseMirror,
} from '../core/interchange/mirror.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { Stamp } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';

export interface MirrorOptions {
  readonly store: Store;
  readonly project: ProjectFile;
  readonly folder: string;
  readonly name: string;
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
}

/** Quiet time after the last answer; the database has each at once, the mirror is for git. */
const quietMs = 1000;
const writtenSetting = 'mirror.written';

/** Keeps `NAME.labels.jsonl` beside the project file: the annotations as git can compare and merge them. */
export class Mirror {
  readonly #options: MirrorOptions;
  readonly #file: string;
  readonly #wanted: boolean;
  #seq: number;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#file = join(options.folder, `${options.name}.labels.jsonl`);
    const { mirror } = options.project;
    this.#wanted = mirror === true || (mirror === 'auto' && isInGit(options.folder));
    this.#seq = options.store.lastSeq();
  }

  /** Takes over what came from elsewhere (a pull, a merge) since the mirror was last written here. */
  async merge(stamp: Stamp): Promise<void> {
    if (!this.#wanted || !existsSync(this.#file)) return;
    const { store, log, name, project } = this.#options;
    const text = await readFile(this.#file, 'utf8');
    // Our own file says nothing new; and an answer undone since must not come back from it.
    if (store.setting(writtenSetting) === hashOf(text)) return;
    const { lines, problems } = parseMirror(text);
    for (const { line, message } of problems) {
      log('warning', `${name}.labels.jsonl, line ${line}: ${message}`);
    }
    const from = `${name}.labels.jsonl`;
    const labels = project.labels.map((label) => label.name);
    const named = linesToday(lines, labels, (label) => store.currentLabel(label, 0));
    const { events } = mergeMirror(named, (id) => store.answer(id), from, stamp);
    if (events.length > 0) store.append(events);
    log('info', `${from}: ${events.length} annotations taken over.`);
  }

  answersChanged(): void {
    const seq = this.#options.store.lastSeq();
    if (!this.#wanted || seq === this.#seq) return;
    this.#seq = seq;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), quietMs);
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#write();
    }
    await this.#writing;
  }

  #write(): void {
    this.#timer = undefined;
    const { store, log } = this.#options;
    const text = serialiseMirror(store.answers());
    store.setSetting(writtenSetting, hashOf(text));
    this.#writing = this.#writing.then(async () => {
      try {
        await writeFile(`${this.#file}.part`, text);
        await rename(`${this.#file}.part`, this.#file);
      } catch (error) {
        log('error', `${this.#file} cannot be written: ${String(error)}`);
      }
    });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isInGit(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInGit(parent);
}
