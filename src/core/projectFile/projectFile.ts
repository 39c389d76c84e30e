import type { StrategySettings } from '../strategySettings.ts';
import type { Message } from '../messages/message.ts';
import type { LabelTask } from '../acquisition/acquisition.ts';
import type { EmbeddingSetting } from '../embed/blocks.ts';
import type { Label } from '../labels.ts';
import type { PoolFilter, PoolFormat } from '../pool/poolSpec.ts';
import type { LabelField } from './labelField.ts';

/**
 * The content of `NAME.marginalia.json`, with every default filled in. Paths are as written,
 * relative to the folder of the project file.
 */
export interface ProjectFile {
  readonly version: 1;
  readonly pool: readonly ProjectPool[];
  /** Fields that make up the text, joined by a blank line. */
  readonly text: readonly string[];
  /** Field with the record's own id. */
  readonly id?: string;
  /** Fields shown next to the text. */
  readonly context: readonly string[];
  /** In key order. */
  readonly labels: readonly Label[];
  readonly task: LabelTask;
  /** Several labels per record: how the thresholds are chosen above which labels are predicted. */
  readonly decide: ThresholdRule;
  readonly labelField?: LabelField;
  /** `auto`, `lexical`, `bge-small-en-v1.5`, a hub id such as `Xenova/all-MiniLM-L6-v2`, a folder, or blocks. */
  readonly embedding: EmbeddingSetting;
  /** Dimensions of lexical vectors; a model has a fixed number. */
  readonly dimensions: number;
  readonly head: HeadSettings;
  /**
   * Strength s of the label prior derived from label names and descriptions; `auto`: by
   * cross-validation.
   */
  readonly prior: 'auto' | 'off' | number;
  readonly query: QuerySettings;
  readonly holdout: HoldoutSettings;
  readonly target?: Target;
  readonly stopping: StoppingChoice;
  readonly seed: number;
  /** Whether to keep `NAME.labels.jsonl`; `auto`: in a git work tree. */
  readonly mirror: boolean | 'auto';
  /** Markdown file shown next to the records. */
  readonly guidelines?: string;
  /** All must hold for a record to belong to the project. */
  readonly filter: readonly PoolFilter[];
  /** Settings missing from the file, with a default that depends on when the project began. */
  readonly leftOpen?: readonly VersionedKey[];
}

export const thresholdRules = ['global', 'perLabel'] as const;

/**
 * `global`: one threshold for all labels; `perLabel`: one for each, which favours rare labels. See
 * `ExpectedCount`.
 */
export type ThresholdRule = (typeof thresholdRules)[number];

export interface ProjectPool {
  readonly path: string;
  /** Missing parts are detected from the file. */
  readonly format?: Partial<PoolFormat>;
}

export const headKinds = ['logistic', 'committee', 'dropout'] as const;

/**
 * `logistic`: one linear model; `committee`: several, each on its own bootstrap of the answers;
 * `dropout`: a small network that drops units during prediction. The last two measure the
 * disagreement of sampled models, which strategies such as `bald` use.
 */
export type HeadKind = (typeof headKinds)[number];

export interface HeadSettings {
  readonly kind: HeadKind;
  /** K: the models of a committee, or the passes of a dropout network. */
  readonly members: number;
  /** Inverse strength of regularisation; `auto`: by cross-validation on the training labels. */
  readonly C: number | 'auto';
  readonly classWeight: 'balanced' | 'none';
}

/** Strategies available for the start phase. */
export const startNames = ['random', 'typiclust', 'k-means'] as const;
export type StartName = (typeof startNames)[number];

/** How records are chosen; see `core/query/parseStrategy.ts` for the wrappers of the strategy. */
export interface QuerySettings extends StrategySettings {
  readonly explore: number;
  /** The strategy until every label has two answers, or max(20, 5 · labels) are given. */
  readonly start: StartName;
  /** Records drawn per refit. */
  readonly batch: number;
  /** Number of new training labels that triggers a refit. */
  readonly refitEvery: number;
  /** The label that `exploit` searches for. */
  readonly target?: string;
}

export interface HoldoutSettings {
  /** Maximum share of the pool. */
  readonly share: number;
  /** Maximum number of records; 0: no hold-out, and no unbiased metric. */
  readonly size: number;
  /**
   * Which records show neither reason nor suggestion. `all`: every record while the hold-out is
   * being filled, so that nothing on screen reveals a hold-out record; `picks`: only hold-out and
   * other random records.
   */
  readonly blind: (typeof blindModes)[number];
}

export const blindModes = ['all', 'picks'] as const;

/** Settings with a default that depends on when the project began; see `defaultSets`. */
export type VersionedKey = 'blind' | 'prior' | 'start';

export const targetMetrics = ['macroF1', 'microF1', 'accuracy', 'rocAuc'] as const;

/** Minimum number of labels in a project, by task. */
export const fewestLabels: Readonly<Record<LabelTask, number>> = { single: 2, multi: 1 };

/** The metrics that a target may name, by task; the usual one first. */
export const metricsOfTask: Readonly<Record<LabelTask, readonly Target['metric'][]>> = {
  single: ['macroF1', 'accuracy', 'rocAuc'],
  multi: ['microF1', 'macroF1'],
};

export interface Target {
  readonly metric: (typeof targetMetrics)[number];
  /** 0 … 1, to be exceeded by the lower bound of the interval. */
  readonly value: number;
}

export const stoppingRuleNames = ['kappa', 'change', 'entropy', 'budget'] as const;

/** When to advise stopping: advice, never a lock. Every rule is shown, one of them advises. */
export interface StoppingChoice {
  readonly rule: (typeof stoppingRuleNames)[number];
  /** Minimum mean κ of the last `window` comparisons of rounds for stable predictions. */
  readonly kappa: number;
  readonly window: number;
  /** Maximum share of predictions changed by the last round. */
  readonly change: number;
  /** Maximum mean normalised entropy. */
  readonly entropy: number;
  /** Maximum number of answers; no budget by default. */
  readonly budget?: number;
}

/**
 * The defaults of a new project; the docstrings of the parts give the evidence. `defaultSets` has
 * those of older projects.
 */
export const projectDefaults = {
  version: 1,
  context: [],
  task: 'single',
  decide: 'global',
  embedding: 'auto',
  dimensions: 256,
  prior: 'auto',
  head: { kind: 'logistic', members: 20, C: 'auto', classWeight: 'none' },
  query: { strategy: 'margin', explore: 0.1, start: 'typiclust', batch: 20, refitEvery: 5 },
  holdout: { share: 0.2, size: 200, blind: 'picks' },
  stopping: { rule: 'kappa', kappa: 0.99, window: 3, change: 0.005, entropy: 0.05 },
  seed: 1,
  mirror: 'auto',
  filter: [],
} as const satisfies Partial<ProjectFile>;

/**
 * The defaults of `query`, which depend on the task: Yang et al. 2009 (MMC) needs a third fewer
 * records than random picks for several labels, where margins lose to them.
 */
export function defaultQuery(task: LabelTask = projectDefaults.task): QuerySettings {
  return { ...projectDefaults.query, strategy: task === 'multi' ? 'mmc' : 'margin' };
}

/** A problem at a position in the file. */
export interface ProjectProblem {
  /** Says what is allowed. */
  readonly message: Message;
  /** In UTF-16 units, as editors count. */
  readonly offset: number;
  readonly length: number;
  /** Property names and indices from the root, e.g. `['labels', 2, 'key']`. */
  readonly path: readonly (string | number)[];
  /** An error prevents opening the project; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** `schema`: also shown by an editor that knows `media/project.schema.json`. */
  readonly source: 'syntax' | 'schema' | 'project';
}
