import { crossedAt } from '../../metrics/stopping.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store, WritableStore } from '../../store/store.ts';
import type { Round } from '../../store/storedRounds.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { measuredBy } from './stoppingAdvice.ts';

type Target = NonNullable<ProjectFile['target']>;

/** The target crossing whose banner was closed. */
interface ClosedBanner extends Target {
  /** Number of the round that reached it. */
  readonly round: number;
}

const setting = 'target.closed';

/** Whether the target is reached, and whether the user closed its banner; stored with the project. */
export class TargetBanner {
  readonly #store: Store;
  readonly #live: Pick<LiveProject, 'project'>;
  /** Number of the round that reached the target; undefined if none has. */
  #crossed: number | undefined;

  constructor(store: Store, live: Pick<LiveProject, 'project'>) {
    this.#store = store;
    this.#live = live;
  }

  /** @param rounds of the current embedding, oldest first */
  update(rounds: readonly Round[]): void {
    const { target } = this.#live.project;
    const at =
      target &&
      crossedAt(
        rounds.map((round) => ({ metric: measuredBy(target.metric, round) })),
        target.value,
      );
    this.#crossed = at === undefined ? undefined : rounds[at]!.number;
  }

  get isReached(): boolean {
    return this.#crossed !== undefined;
  }

  /** Whether the banner is closed: until the target is crossed again or changes. */
  get isClosed(): boolean {
    const closed = this.#store.setting(setting) as ClosedBanner | undefined;
    const { target } = this.#live.project;
    if (!closed || !target || this.#crossed === undefined) return false;
    const same = closed.metric === target.metric && closed.value === target.value;
    return same && closed.round >= this.#crossed;
  }

  close(into: WritableStore): void {
    const { target } = this.#live.project;
    if (!target || this.#crossed === undefined) return;
    const closed: ClosedBanner = { ...target, round: this.#crossed };
    into.setSetting(setting, closed);
  }
}
