import type { FoundRecords, RecordQuery } from '../../core/loop/records/searchQuery.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { RecordId } from '../../core/record.ts';
import type { RecordDetails } from '../../core/loop/records/recordDetails.ts';
import type { FoundMessage, FoundView, RowsMessage } from '../../protocol/annotate.ts';
import { describeError } from '../text/errorText.ts';
import type { Localize } from '../../core/localize.ts';
import { formatReasonAndShare } from '../text/reasons.ts';
import { judgedView } from './judgedView.ts';
import { formatQuery, remarkOn } from '../text/panel/searchText.ts';
import { sourceOf } from '../text/sourceLine.ts';
import type { Learner } from '../../core/loop/learner.ts';

export interface FoundOptions {
  readonly learner: () => Promise<Learner>;
  /** Undefined while the project file cannot be read. */
  readonly project: () => ProjectFile | undefined;
  readonly send: (message: FoundMessage | RowsMessage) => void;
  /** BCP 47 tag for formatting times. */
  readonly language: string;
  readonly localize: Localize;
}

/** Characters of a record that the result list shows. */
const longest = 4000;

/**
 * The search of the annotation page and its pages of results. A new search cancels the previous
 * one.
 */
export class SearchResults {
  readonly #options: FoundOptions;
  #findId = 0;
  #results: FoundRecords = { ids: [] };
  #query: RecordQuery | undefined;
  #running = new AbortController();

  constructor(options: FoundOptions) {
    this.#options = options;
  }

  async find(findId: number, query: RecordQuery): Promise<void> {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    const { learner, localize, send } = this.#options;
    try {
      const { search } = await learner();
      const results = await search.find(query, running.signal);
      const annotators = await search.annotators();
      if (running.signal.aborted) return;
      this.#findId = findId;
      this.#results = results;
      this.#query = query;
      const remark = remarkOn(results, localize);
      send({ type: 'found', findId, total: results.ids.length, annotators, ...remark });
    } catch (error) {
      const described = describeError(error, localize);
      if (running.signal.aborted || described.kind === 'cancelled') return;
      send({ type: 'found', findId, total: 0, annotators: [], remark: described.message });
    }
  }

  async rows(findId: number, from: number, count: number): Promise<void> {
    if (findId !== this.#findId) return;
    const { learner, send } = this.#options;
    const { similarities } = this.#results;
    const ids = this.#results.ids.slice(from, from + count);
    const facts = await (await learner()).records.details(ids);
    if (findId !== this.#findId) return;
    const rows = facts.map((fact, i) => this.#row(fact, similarities?.[from + i]));
    send({ type: 'rows', findId, from, rows });
  }

  /**
   * The records that an answer or a priority applies to.
   * @param recordIds ids; all results if omitted
   * @returns the records and a description of the query; undefined if another search has started.
   */
  selected(
    findId: number,
    recordIds?: readonly RecordId[],
  ): { readonly ids: readonly RecordId[]; readonly from: string } | undefined {
    if (findId !== this.#findId || !this.#query) return undefined;
    return {
      ids: recordIds ?? this.#results.ids,
      from: formatQuery(this.#query, this.#options.localize),
    };
  }

  dispose(): void {
    this.#running.abort();
  }

  #row(
    { id, record, answer, prediction }: RecordDetails,
    similarity: number | undefined,
  ): FoundView {
    const { localize, language } = this.#options;
    const kind = answer === undefined || answer.kind === 'spans' ? 'none' : answer.kind;
    const reason = kind === 'none' ? undefined : formatReasonAndShare(answer?.ask, localize);
    const [top] = (this.#tellsPrediction(kind) && prediction?.probabilities) || [];
    const about =
      answer && kind !== 'none'
        ? [
            answer.annotator,
            new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
              answer.at,
            ),
            ...(answer.ask?.round ? [localize('round {0}', answer.ask.round)] : []),
          ].join(' · ')
        : '';
    return {
      recordId: id,
      text: record?.text.slice(0, longest) ?? localize('This record is no longer in the pool.'),
      kind,
      flagged: answer?.flagged ?? false,
      about,
      source: record ? sourceOf(record) : '',
      ...(answer?.label === undefined ? {} : { label: answer.label }),
      ...(answer?.labels ? { labels: judgedView(answer.labels, this.#options.project()) } : {}),
      ...(answer?.note === undefined ? {} : { note: answer.note }),
      ...(reason === undefined ? {} : { reason }),
      ...(top ? { predicted: { label: top.label, p: top.p } } : {}),
      ...(similarity === undefined ? {} : { similarity }),
    };
  }

  /**
   * Whether results show predictions. A prediction beside an answer invites a correction, so only
   * disagreement queries, which exclude the hold-out, show it. Beside the neighbours of a blind
   * record it would suggest that record's label.
   */
  #tellsPrediction(kind: FoundView['kind']): boolean {
    const query = this.#query;
    if (this.#results.leftOut === 'answered') return false;
    return kind === 'none' || (query?.kind === 'history' && query.disagrees === true);
  }
}
