import * as vscode from 'vscode';

/** A question's position: "2 of 5", and whether there is a previous one. */
export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** The answer to one question; undefined if the user cancels. */
export type StepOutcome<T> = { readonly value: T } | 'back' | undefined;

/** A question that adds to `answers`. */
export interface Step<Answers> {
  /** Whether to ask it, given the previous answers. */
  readonly applies?: (answers: Answers) => boolean;
  /** The answer if only one is possible; the question is then skipped. */
  readonly settle?: (answers: Answers) => Partial<Answers> | undefined;
  readonly ask: (answers: Answers, place: StepPlace) => Promise<StepOutcome<Partial<Answers>>>;
}

/** Asks the questions in order, with a back button. @returns undefined if the user cancels */
export async function askInSteps<Answers extends object>(
  title: string,
  steps: readonly Step<Answers>[],
  initial: Answers,
): Promise<Answers | undefined> {
  /** The answers before each question asked. */
  const history: { at: number; answers: Answers }[] = [];
  let answers = initial;
  let at = 0;
  while (at < steps.length) {
    const step = steps[at]!;
    if (step.applies?.(answers) === false) {
      at++;
      continue;
    }
    const automatic = step.settle?.(answers);
    if (automatic) {
      answers = { ...answers, ...automatic };
      at++;
      continue;
    }
    const totalSteps =
      history.length + steps.slice(at).filter((following) => isAsked(following, answers)).length;
    const outcome = await step.ask(answers, {
      title,
      step: history.length + 1,
      totalSteps,
      canGoBack: history.length > 0,
    });
    if (outcome === undefined) return undefined;
    if (outcome === 'back') {
      const last = history.pop()!;
      ({ at, answers } = last);
    } else {
      history.push({ at, answers });
      answers = { ...answers, ...outcome.value };
      at++;
    }
  }
  return answers;
}

function isAsked<Answers>({ applies, settle }: Step<Answers>, answers: Answers): boolean {
  return applies?.(answers) !== false && settle?.(answers) === undefined;
}

/**
 * A quick pick of one entry; the first is active.
 * @param later loads entries that replace the initial ones; aborted when the user has answered
 */
export function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  placeholder: string,
  place: StepPlace,
  later?: (signal: AbortSignal) => Promise<readonly T[]>,
): Promise<StepOutcome<T>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.items = items;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  const outcome = shown(pick, place, () => pick.activeItems[0]);
  return later ? Promise.race([outcome, replaceItems(pick, later)]) : outcome;
}

/** Settles only if loading the entries fails. */
function replaceItems<T extends vscode.QuickPickItem>(
  pick: vscode.QuickPick<T>,
  later: (signal: AbortSignal) => Promise<readonly T[]>,
): Promise<never> {
  const abort = new AbortController();
  pick.onDidHide(() => abort.abort());
  pick.busy = true;
  return new Promise((_, reject) => {
    later(abort.signal).then(
      (items) => {
        if (abort.signal.aborted) return;
        const active = pick.activeItems[0]?.label;
        pick.keepScrollPosition = true;
        pick.items = items;
        pick.activeItems = items.filter(({ label }) => label === active).slice(0, 1);
        pick.busy = false;
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        pick.hide();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** A quick pick of several entries. @param validate returns the problem with the choice, if any */
export function pickMany<T extends vscode.QuickPickItem>(
  items: readonly T[],
  chosen: (item: T) => boolean,
  placeholder: string,
  place: StepPlace,
  validate: (ticked: readonly T[]) => string | undefined = () => undefined,
): Promise<StepOutcome<readonly T[]>> {
  const pick = vscode.window.createQuickPick<T>();
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = items.filter(chosen);
  pick.placeholder = placeholder;
  return shown(pick, place, () => {
    const problem = validate(pick.selectedItems);
    pick.placeholder = problem ?? placeholder;
    return problem === undefined ? pick.selectedItems : undefined;
  });
}

/** A text input. @param validate returns the problem with the line, if any */
export function typeLine(
  value: string,
  prompt: string,
  placeholder: string,
  validate: (line: string) => string | undefined,
  place: StepPlace,
): Promise<StepOutcome<string>> {
  const box = vscode.window.createInputBox();
  box.value = value;
  box.prompt = prompt;
  box.placeholder = placeholder;
  box.onDidChangeValue(() => (box.validationMessage = undefined));
  return shown(box, place, () => {
    box.validationMessage = validate(box.value);
    return box.validationMessage === undefined ? box.value : undefined;
  });
}

/** Shows an input until the user accepts an answer, cancels or goes back. */
function shown<T>(
  input: (vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox) | vscode.QuickInput,
  { title, step, totalSteps, canGoBack }: StepPlace,
  read: () => T | undefined,
): Promise<StepOutcome<T>> {
  const box = input as vscode.InputBox;
  Object.assign(box, { title, step, totalSteps, ignoreFocusOut: true });
  box.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    let outcome: StepOutcome<T>;
    let finished = false;
    const finish = (value: StepOutcome<T>): void => {
      outcome = value;
      finished = true;
      box.hide();
    };
    box.onDidTriggerButton(() => finish('back'));
    box.onDidAccept(() => {
      // Until the window has hidden the input, another click may arrive.
      if (finished) return;
      const value = read();
      if (value !== undefined) finish({ value });
    });
    box.onDidHide(() => {
      resolve(outcome);
      box.dispose();
    });
    box.show();
  });
}
