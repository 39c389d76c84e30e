import type { LabelStyle } from '../../core/labelSet/labelStyles.ts';
import type { CommandId } from '../commands/commandMap.ts';

/** A node of the activity-bar view. */
export interface NodeView {
  /** Unique among siblings and stable across redraws. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** Ids of a codicon and its theme colour. */
  readonly icon?: string;
  readonly color?: string;
  /** A label's look, drawn like the panel's mark instead of an icon. */
  readonly style?: Pick<LabelStyle, 'color' | 'variant'>;
  readonly command?: CommandId;
  /** Context value for menus. */
  readonly context?: string;
  readonly round?: number;
  /** The label that its commands act on. */
  readonly target?: string;
  readonly expanded?: boolean;
  readonly children?: readonly NodeView[];
}
