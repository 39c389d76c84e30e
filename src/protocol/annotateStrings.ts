/** Every string of the page, sent by the host so that it can be translated there. */
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
  /** The way out of looking back: "Back to the record". */
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
  /** Said when `maxPending` answers are on their way and another is given: "Waiting for the last answers to be saved". */
  readonly waitingForSave: string;
  /** Said when the host has been silent for a while: what keeps the answers, and what to do. */
  readonly noAnswerFromHost: string;
  /** Buttons where the database is gone. */
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
  /** Said where there is nothing to accept. */
  readonly noSuggestion: string;
  /** Over the labels that the model puts first. */
  readonly likeliest: string;
  /** In their place, where there are none. */
  readonly noLikeliest: string;
  readonly hideSuggestion: string;
  readonly showSuggestion: string;
  readonly notLearntYet: string;
  /** Of a label without answers that has a probability all the same. */
  readonly fromDescription: string;
  /** Of a suggestion before there is a model. */
  readonly suggestedByWords: string;
  readonly showMetrics: string;
  readonly goToSource: string;
  readonly context: string;
  readonly answers: string;
  readonly record: string;
  /** "Filter the labels" */
  readonly filter: string;
  /** How the words of a name are typed. */
  readonly filterHint: string;
  /** Where a filter finds nothing. */
  readonly noLabel: string;
  /** Over labels that have what was typed, but no word that begins so. */
  readonly weakLabels: string;
  /** After the first key of a chord, which stands before it. */
  readonly keyForEditor: string;
  /** Groups labels by how their names begin, or no longer. */
  readonly groupLabels: string;
  readonly ungroupLabels: string;
  /** Over the labels without a group, where others have one. */
  readonly otherLabels: string;
  /** In the place of "Skip" for a record that is gone through again. */
  readonly leave: string;
  readonly backToQueue: string;
  readonly note: string;
  /** How the box for a note is used. */
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
  /** Hint of the box that filters by words. */
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
  /** "Ask These Next": of the chosen records, and of all that were found. */
  readonly askChosenNext: string;
  readonly askAllNext: string;
  /** Withdraws the answers of the chosen records, or of the one with the cursor. */
  readonly askAgain: string;
  /** A way of searching: "Like this text", and what that means. */
  /** Before a label, in a list to choose from; and where none is chosen. */
  readonly likeDescription: string;
  readonly anyLabel: string;
  readonly findLike: string;
  readonly findLikeHint: string;
  readonly revisitSkipped: string;
  readonly revisitFlagged: string;
  /** Asks the answers again that the model believes least. */
  readonly checkSuspects: string;
  /** What the keys do in the list of records. */
  readonly listHint: string;
}
