import type { Message } from '../messages/message.ts';
import type { EmbeddingSetting } from '../embed/blocks.ts';
import type { Label } from '../labels.ts';
import type { PoolFilter, PoolFormat } from '../pool/poolSpec.ts';

/**
 * What `NAME.marginalia.json` says, with every default filled in. Paths are as written, relative to
 * the folder of the project file.
 */
export interface ProjectFile {
  readonly version: 1;
  readonly pool: readonly ProjectPool[];
  /** Fields that make up the text, joined by a blank line. */
  readonly text: readonly string[];
  /** Field with the records' own id. */
  readonly id?: string;
  /** Fields shown beside the text. */
  readonly context: readonly string[];
  /** In the order of their keys. */
  readonly labels: readonly Label[];
  readonly task: 'single';
  readonly labelField?: LabelField;
  /** `auto`, `lexical`, `bge-small-en-v1.5`, a hub id such as `Xenova/all-MiniLM-L6-v2`, a folder, or blocks. */
  readonly embedding: EmbeddingSetting;
  /** Of lexical vectors; a model has its own number. */
  readonly dimensions: number;
  readonly head: HeadSettings;
  /** s of the label prior, what the labels' names and descriptions say; `auto`: by cross-validation. */
  readonly prior: 'auto' | 'off' | number;
  readonly query: QuerySettings;
  readonly holdout: HoldoutSettings;
  readonly target?: Target;
  readonly stopping: StoppingChoice;
  readonly seed: number;
  /** Whether to keep `NAME.labels.jsonl`; `auto`: in a git work tree. */
  readonly mirror: boolean | 'auto';
  /** Markdown file shown beside the work. */
  readonly guidelines?: string;
  /** Only records for which all of these hold belong to the project. */
  readonly filter: readonly PoolFilter[];
  /** Settings that the file does not give and whose default depends on when the project began. */
  readonly leftOpen?: readonly VersionedKey[];
}

export interface ProjectPool {
  readonly path: string;
  /** What is left out is guessed from the file. */
  readonly format?: Partial<PoolFormat>;
}

export const labelFieldUses = ['annotations', 'suggestions', 'ignore'] as const;

/** What to do with labels that the pool brings along. */
export type LabelFieldUse = (typeof labelFieldUses)[number];

export interface LabelField {
  readonly field: string;
  readonly use: LabelFieldUse;
  /** Labels by value of the field, where that is another spelling. */
  readonly map?: Readonly<Record<string, string>>;
}

export const headKinds = ['logistic', 'committee', 'dropout'] as const;

/**
 * `logistic`: one linear model; `committee`: several, each on its own bootstrap of the answers;
 * `dropout`: a small network that drops units while it predicts. The last two say how far sampled
 * models disagree, which strategies such as `bald` ask by.
 */
export type HeadKind = (typeof headKinds)[number];

export interface HeadSettings {
  readonly kind: HeadKind;
  /** K, the models of a committee, or the passes of a dropout network. */
  readonly members: number;
  /** Inverse strength of regularisation; `auto`: by cross-validation on the training labels. */
  readonly C: number | 'auto';
  readonly classWeight: 'balanced' | 'none';
}

/** What may choose the records of the start phase. */
export const startNames = ['random', 'typiclust', 'k-means'] as const;
export type StartName = (typeof startNames)[number];

/** How records are chosen; the wrappers round the strategy are those of `core/query/parseStrategy.ts`. */
export interface QuerySettings {
  /** One of `builtInStrategies`, or a name that another extension registers. */
  readonly strategy: string;
  /** The score inside `rank-power` and `information-density`; margin when left out. */
  readonly acquisition?: string;
  /** Share of random picks mixed in, 0 … 1. */
  readonly explore: number;
  /** What asks until every label has two answers, or max(20, 5 · labels) are given. */
  readonly start: StartName;
  /** Records drawn after a refit. */
  readonly batch: number;
  /** New training labels after which the head is fitted again. */
  readonly refitEvery: number;
  /** Share (up to 1) or number of candidates looked at. */
  readonly poolLimit?: number;
  /** Share of the highest scores put last. */
  readonly clip?: number;
  /** Draw by predicted label, the scarcest first. */
  readonly balance?: boolean;
  /** Look near answered records of every label only. */
  readonly anchors?: boolean;
  /** Divide scores by the seconds that an answer is expected to take. */
  readonly cost?: boolean;
  /** The exponent of `rank-power`. */
  readonly beta?: number;
  /** The weight of diversity in `ranked-batch`. */
  readonly alpha?: number;
  /** The label that `exploit` looks for. */
  readonly target?: string;
}

export interface HoldoutSettings {
  /** Share of the pool at most. */
  readonly share: number;
  /** Records at most; 0: no hold-out, and no honest metric. */
  readonly size: number;
  /**
   * Which records show neither reason nor suggestion. `all`: every record while the hold-out is being
   * filled, so that nothing on screen tells a hold-out record from another; `picks`: only hold-out
   * and other random records.
   */
  readonly blind: (typeof blindModes)[number];
}

export const blindModes = ['all', 'picks'] as const;

/** Settings whose default depends on when a project began; see `defaultSets`. */
export type VersionedKey = 'blind' | 'prior' | 'start';

export const targetMetrics = ['macroF1', 'accuracy', 'rocAuc'] as const;

export interface Target {
  readonly metric: (typeof targetMetrics)[number];
  /** 0 … 1, to be passed by the lower bound of the interval. */
  readonly value: number;
}

export const stoppingRuleNames = ['kappa', 'change', 'entropy', 'budget'] as const;

/** When it is said that labelling may stop: advice, never a lock. Every rule is shown, one advises. */
export interface StoppingChoice {
  readonly rule: (typeof stoppingRuleNames)[number];
  /** Mean κ of the last `window` comparisons of rounds, from which predictions count as stable. */
  readonly kappa: number;
  readonly window: number;
  /** Share of the predictions at most that the last round changed. */
  readonly change: number;
  /** Mean normalised entropy at most. */
  readonly entropy: number;
  /** Answers to give at most; no budget when left out. */
  readonly budget?: number;
}

/**
 * What the file of a new project means where it says nothing; the evidence is in the docstrings of the
 * parts. What it means in an older project is in `defaultSets`.
 */
export const projectDefaults = {
  version: 1,
  context: [],
  task: 'single',
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

/** Something to be told at its own place in the file. */
export interface ProjectProblem {
  /** Says what is allowed. */
  readonly message: Message;
  /** In UTF-16 units, as an editor counts. */
  readonly offset: number;
  readonly length: number;
  /** Property names and indices from the root, e.g. `['labels', 2, 'key']`. */
  readonly path: readonly (string | number)[];
  /** With an error there is no project; a warning is only told. */
  readonly severity: 'error' | 'warning';
  /** `schema`: an editor that knows `media/project.schema.json` shows it too. */
  readonly source: 'syntax' | 'schema' | 'project';
}
