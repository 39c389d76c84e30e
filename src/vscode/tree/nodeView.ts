import type { LabelLook } from '../../core/labelSet/looks.ts';
import type { CommandId } from '../commands/commandMap.ts';

/** A line of the activity-bar view. */
export interface NodeView {
  /** Unique among its siblings, and the same from one drawing to the next. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** Id of a codicon, and of a theme colour for it. */
  readonly icon?: string;
  readonly color?: string;
  /** Of a label, in place of an icon: drawn as the panel draws its mark. */
  readonly look?: Pick<LabelLook, 'color' | 'variant'>;
  readonly command?: CommandId;
  /** What menus on it go by. */
  readonly context?: string;
  /** The number of a round. */
  readonly round?: number;
  /** The label that its commands act upon. */
  readonly target?: string;
  readonly expanded?: boolean;
  readonly children?: readonly NodeView[];
}
