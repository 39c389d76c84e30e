import * as vscode from 'vscode';
import type { RecordId } from '../../core/record.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { Projects } from '../project/projects.ts';
import { coalesce } from '../coalesce.ts';
import { GutterTypes } from './gutterTypes.ts';
import { runInSlices } from './timeSlices.ts';
import { markColors } from './markColors.ts';
import {
  markFor,
  marks,
  Overview,
  rulerMark,
  type GutterMark,
  type LineRange,
  type RulerMark,
} from './gutterMarks.ts';
import type { PoolDocument, PoolDocuments } from './poolDocuments.ts';
import { DisposableOwner } from '../disposables.ts';

/** Extra lines marked above and below the visible ones, so that slow scrolling shows no gaps. */
const margin = 40;

/** The current marks of a document. */
export interface DocumentMarks {
  readonly gutter: ReadonlyMap<GutterMark, readonly LineRange[]>;
  readonly overview: ReadonlyMap<RulerMark, readonly LineRange[]>;
}

/** The marks of a pool document, kept between updates. */
interface Drawing {
  /** Journal position at which the marks were computed. */
  position: number;
  readonly byRecord: Map<RecordId, GutterMark | undefined>;
  decorated: DocumentMarks;
  overview: AbortController;
}

/** Marks labelled records in the gutter of pool files and on the overview ruler. */
export class LabelDecorations extends DisposableOwner {
  readonly #documents: PoolDocuments;
  readonly #reporter: ErrorReporter;
  readonly gutter: GutterTypes;
  readonly #ruler: ReadonlyMap<RulerMark, vscode.TextEditorDecorationType>;
  readonly #drawings = new WeakMap<PoolDocument, Drawing>();
  readonly #drawn = new vscode.EventEmitter<PoolDocument>();

  /** Fires when the marks of a document are up to date. */
  readonly onDidDraw = this.#drawn.event;

  constructor(
    documents: PoolDocuments,
    projects: Projects,
    extension: vscode.Extension<unknown>,
    reporter: ErrorReporter,
  ) {
    super();
    this.#documents = documents;
    this.#reporter = reporter;
    this.gutter = new GutterTypes(extension);
    this.#ruler = new Map(marks.map((mark) => [mark, rulerType(mark)]));
    const drawAll = coalesce(() => this.#drawAll());
    this.register(
      this.gutter,
      ...this.#ruler.values(),
      this.#drawn,
      this.gutter.onDidChange(() => {
        for (const editor of vscode.window.visibleTextEditors) this.#drawGutter(editor);
      }),
      documents.onDidFind((file) => this.#drawFile(file)),
      documents.onDidChange(drawAll),
      projects.onDidChange(drawAll),
      vscode.window.onDidChangeVisibleTextEditors(drawAll),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.#drawGutter(textEditor),
      ),
    );
    drawAll();
  }

  decorated(file: PoolDocument): DocumentMarks | undefined {
    return this.#drawings.get(file)?.decorated;
  }

  #drawAll(): void {
    const visible = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    for (const editor of vscode.window.visibleTextEditors) {
      // The project was closed, or its pool is now another file.
      if (!this.#documents.of(editor.document)) this.#clear(editor);
    }
    for (const file of this.#documents.all) {
      if (!visible.has(file.document)) continue;
      const drawing = this.#drawings.get(file);
      const { position } = file.session.learner.records;
      if (
        drawing?.position !== position ||
        !editorsOf(file).every((editor) => this.#known.has(editor))
      ) {
        this.#drawFile(file);
      }
    }
  }

  /** Editors with marks; each is drawn when it becomes visible. */
  readonly #known = new WeakSet<vscode.TextEditor>();

  #drawFile(file: PoolDocument): void {
    const drawing = this.#upToDate(file);
    for (const editor of editorsOf(file)) this.#drawGutter(editor);
    drawing.overview.abort();
    drawing.overview = new AbortController();
    const overview = new Overview(file.rows.lineCount);
    const { signal } = drawing.overview;
    runInSlices(this.#collect(file, drawing, overview), signal)
      .then((ended) => {
        if (ended && file.rows.complete) this.#drawOverview(file, drawing, overview);
      })
      .catch((error: unknown) => this.#reporter.note(error));
  }

  *#collect(file: PoolDocument, drawing: Drawing, overview: Overview): Generator<void> {
    const markOf = this.#marker(file, drawing);
    for (const row of file.rows.rows()) {
      const mark = markOf(row.id);
      if (mark !== undefined) overview.add(rulerMark(mark), row);
      yield;
    }
  }

  #drawOverview(file: PoolDocument, drawing: Drawing, overview: Overview): void {
    const ranges = new Map(marks.map((mark) => [mark, overview.of(mark)]));
    for (const editor of editorsOf(file)) {
      for (const mark of marks) {
        editor.setDecorations(this.#ruler.get(mark)!, ranges.get(mark)!.map(toRange));
      }
    }
    drawing.decorated = { ...drawing.decorated, overview: ranges };
    this.#drawn.fire(file);
  }

  #drawGutter(editor: vscode.TextEditor): void {
    const file = this.#documents.of(editor.document);
    if (!file) return;
    this.#known.add(editor);
    const drawing = this.#upToDate(file);
    const markOf = this.#marker(file, drawing);
    const gutter = new Map<GutterMark, LineRange[]>();
    for (const { start, end } of editor.visibleRanges) {
      const last = Math.min(file.rows.lineCount - 1, end.line + margin);
      for (let line = Math.max(0, start.line - margin); line <= last; line++) {
        const row = file.rows.rowAt(line);
        const mark = row && markOf(row.id);
        if (mark !== undefined) {
          const ranges = gutter.get(mark) ?? [];
          ranges.push({ first: row!.first, last: row!.first });
          gutter.set(mark, ranges);
        }
        if (row) line = row.last;
      }
    }
    for (const mark of new Set([...this.gutter.created, ...gutter.keys()])) {
      editor.setDecorations(this.gutter.of(mark), (gutter.get(mark) ?? []).map(toRange));
    }
    drawing.decorated = { ...drawing.decorated, gutter };
  }

  #clear(editor: vscode.TextEditor): void {
    if (!this.#known.delete(editor)) return;
    for (const mark of this.gutter.created) editor.setDecorations(this.gutter.of(mark), []);
    for (const mark of marks) editor.setDecorations(this.#ruler.get(mark)!, []);
  }

  /** The drawing of a file, minus the marks of records whose answers changed. */
  #upToDate(file: PoolDocument): Drawing {
    const { records } = file.session.learner;
    const existing = this.#drawings.get(file);
    const { position } = records;
    if (!existing) {
      const decorated = { gutter: new Map(), overview: new Map() };
      const drawing = { position, byRecord: new Map(), decorated, overview: new AbortController() };
      this.#drawings.set(file, drawing);
      return drawing;
    }
    const ids = existing.position === position ? [] : records.changedSince(existing.position);
    if (ids === 'all') existing.byRecord.clear();
    else for (const id of ids) existing.byRecord.delete(id);
    existing.position = position;
    return existing;
  }

  #marker(file: PoolDocument, { byRecord }: Drawing): (id: RecordId) => GutterMark | undefined {
    const { records } = file.session.learner;
    const { project } = file;
    const markOf = markFor(project.file?.labels ?? [], project.view.styles);
    return (id) => {
      if (!byRecord.has(id)) byRecord.set(id, markOf(records.answer(id)));
      return byRecord.get(id);
    };
  }
}

function editorsOf({ document }: PoolDocument): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
}

function toRange({ first, last }: LineRange): vscode.Range {
  return new vscode.Range(first, 0, last, 0);
}

function rulerType(mark: RulerMark): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    overviewRulerColor: new vscode.ThemeColor(markColors[mark]),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}
