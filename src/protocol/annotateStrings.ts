/** All strings of the page, sent by the host, which translates them. */
export interface AnnotateStrings {
  readonly askedBecause: string;
  readonly skip: string;
  readonly flag: string;
  readonly unflag: string;
  readonly flagged: string;
  readonly undo: string;
  readonly redo: string;
  readonly keys: string;
  readonly keysTitle: string;
  readonly close: string;
  readonly look: string;
  readonly lookingBack: string;
  /** Button that ends looking back: "Back to the record". */
  readonly backToRecord: string;
  /** In the list of keys: "Scroll the record". */
  readonly scroll: string;
  readonly changeHere: string;
  readonly recent: string;
  readonly skipped: string;
  readonly nothingYet: string;
  readonly opening: string;
  readonly waiting: string;
  readonly saving: string;
  /**
   * Shown when another answer is given while `maxPending` are unacknowledged: "Waiting for the last
   * answers to be saved".
   */
  readonly waitingForSave: string;
  /** Shown when the host does not respond for a while: where the answers are kept, and what to do. */
  readonly noAnswerFromHost: string;
  /** Buttons shown if the database is gone. */
  readonly restoreAnswers: string;
  readonly startEmpty: string;
  readonly notSaved: string;
  readonly retry: string;
  readonly openProjectFile: string;
  readonly exportLabels: string;
  readonly round: string;
  readonly of: string;
  readonly labelled: string;
  readonly holdout: string;
  readonly suggestion: string;
  readonly accept: string;
  /** Shown if there is no suggestion to accept. */
  readonly noSuggestion: string;
  /** Heading of the most probable labels. */
  readonly likeliest: string;
  /** Replaces them if there are none. */
  readonly noLikeliest: string;
  readonly hideSuggestion: string;
  readonly showSuggestion: string;
  readonly notLearntYet: string;
  /** For a label that has a probability but no answers. */
  readonly fromDescription: string;
  /** For a suggestion before the first model. */
  readonly suggestedByWords: string;
  readonly showMetrics: string;
  readonly goToSource: string;
  readonly context: string;
  readonly answers: string;
  readonly record: string;
  /** "Filter the labels" */
  readonly filter: string;
  /** How to type the words of a name. */
  readonly filterHint: string;
  /** Shown if a filter matches nothing. */
  readonly noLabel: string;
  /** Heading of labels that contain the typed text, but not at the start of a word. */
  readonly weakLabels: string;
  /** Follows the first key of a chord. */
  readonly keyForEditor: string;
  /** Toggles grouping of labels by the prefix of their names. */
  readonly groupLabels: string;
  readonly ungroupLabels: string;
  /** Heading of labels without a group, if others have one. */
  readonly otherLabels: string;
  /** Replaces "Skip" for a record under review. */
  readonly leave: string;
  readonly backToQueue: string;
  readonly note: string;
  /** How to use the note box. */
  readonly noteHint: string;
  readonly save: string;
  readonly history: string;
  readonly search: string;
  readonly similar: string;
  readonly guidelines: string;
  /** Shown in the list of keys. */
  readonly words: string;
  readonly hideWords: string;
  readonly showWords: string;
  /** "Find in this record" */
  readonly find: string;
  readonly noMatch: string;
  readonly previous: string;
  readonly next: string;
  /** Placeholder of the word filter. */
  readonly findWords: string;
  readonly findRegex: string;
  readonly findRegexHint: string;
  readonly anyAnswer: string;
  readonly unanswered: string;
  readonly anyone: string;
  readonly anyRound: string;
  readonly flaggedOnly: string;
  readonly notedOnly: string;
  readonly disagreesOnly: string;
  readonly anyPrediction: string;
  readonly predicted: string;
  readonly probabilityFrom: string;
  readonly probabilityTo: string;
  readonly found: string;
  readonly chosen: string;
  readonly searching: string;
  readonly nothingFound: string;
  readonly giveLabel: string;
  /** "Ask These Next": for the selected records, and for all results. */
  readonly askChosenNext: string;
  readonly askAllNext: string;
  /** Withdraws the answers of the selected records, or of the active one. */
  readonly askAgain: string;
  /** Prefix of a label in a list of choices, and the text if none is chosen. */
  readonly likeDescription: string;
  readonly anyLabel: string;
  /** A kind of search, "Like this text", and its explanation. */
  readonly findLike: string;
  readonly findLikeHint: string;
  readonly revisitSkipped: string;
  readonly revisitFlagged: string;
  /** Asks again about the answers that the model doubts most. */
  readonly checkSuspects: string;
  /** The keys of the record list. */
  readonly listHint: string;
  readonly multiLabel: MultiLabelStrings;
  readonly conflicts: ConflictStrings;
}

/** Strings of the choice between conflicting answers. */
export interface ConflictStrings {
  /** The question above them, and how to answer it. */
  readonly question: string;
  readonly explanation: string;
  /** Hides them and shows the labels. */
  readonly newAnswer: string;
  /** Shows them again. */
  readonly back: string;
  /** In the list of keys: "Take answer {0}" */
  readonly take: string;
  readonly leave: string;
  /** For label keys, which have no effect then. */
  readonly labelsHidden: string;
  /** Shown on leaving the only remaining record. */
  readonly last: string;
}

/** Strings of multi-label projects; the page fills in {0} and {1}. */
export interface MultiLabelStrings {
  /** In the list of keys. */
  readonly saveMarked: string;
  readonly acceptAll: string;
  readonly clearMarks: string;
  /** Asked on Enter when nothing is marked. */
  readonly confirmNone: string;
  /** A judgement in words: "none of these", "1 no", "+ 27 unknown". */
  readonly noneOfThese: string;
  readonly noLabels: string;
  readonly unknownLabels: string;
  /** For a screen reader: "joy marked". */
  readonly marked: string;
  readonly unmarked: string;
  readonly labelSaved: string;
  readonly labelsSaved: string;
  readonly noneSaved: string;
  /** Heading of the marks above a long list, and the name of one of their buttons. */
  readonly markedLabels: string;
  readonly removeMark: string;
  /** For a label that the model predicts. */
  readonly suggested: string;
  readonly filterHint: string;
  readonly listHint: string;
  readonly giveLabels: string;
  /** How to use the menu of labels. */
  readonly menuHint: string;
  /** In that menu: judges one label and leaves the others unchanged. */
  readonly oneOnly: string;
  readonly yesTo: string;
  readonly noTo: string;
  /** The question of a pass over one label. */
  readonly doesItApply: string;
  readonly yes: string;
  readonly no: string;
  /** Replaces "Skip" in a pass. */
  readonly later: string;
  readonly left: string;
  /** For a screen reader: "joy: yes". */
  readonly judgedYes: string;
  readonly judgedNo: string;
  readonly remarks: {
    /** None of the suggested labels applies, so there is nothing to accept. */
    readonly noneSuggested: string;
    /** For the command that saves marked labels, in a single-label project. */
    readonly oneLabel: string;
    /** For keys that a pass does not have. */
    readonly inPass: string;
    /** Shown on deferring the only remaining record of a pass. */
    readonly lastOfPass: string;
  };
}
