import type { LabelTask } from '../core/acquisition/acquisition.ts';
import { UserError } from '../core/errors.ts';
import type { ImportRequest } from '../core/interchange/answersPlan.ts';
import { readableFormats } from '../core/interchange/formats/registry.ts';
import { labelForm } from '../core/labelForm.ts';
import { message } from '../core/messages/messages.ts';
import { projectFileEnding } from '../core/projectFile/projectNames.ts';
import { formUsage, readingOptions, readReading } from './readingOptions.ts';
import { oneOf, readOptions } from './readOptions.ts';

/** Arguments of `import`. */
export interface ImportArguments {
  /** Path of a project file. */
  readonly project: string;
  /** Whether to create the project from the file. */
  readonly isNew?: true;
  readonly task?: LabelTask;
  /** Labels of a new project, besides those of the file. */
  readonly labels: readonly string[];
  readonly request: ImportRequest;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly migrate: boolean;
  readonly json: boolean;
}

/** Run by a test. */
export const importExample = 'marginalia import reviews.marginalia.json answers.jsonl --dry-run';

export const importUsage = `Usage: marginalia import PROJECT FILE… [options]
       marginalia import FILE… --new PROJECT [--task TASK] [--labels NAMES]
                        [options for reading FILE]

Imports answers that this or another tool wrote into a project, as one step that “Undo Import” in VS
Code takes back. PROJECT is a NAME.marginalia.json; it may be open in windows. No answer given in the
project is replaced: an answer that differs becomes a conflict, which you resolve in VS Code.

Several FILEs, or a pattern such as 'data/*.jsonl', are one import: the rows of each file are counted,
and Undo takes all of it back.

  --new PROJECT           writes a new project: the texts of FILE as its pool, all labels that FILE
                          lists, and the answers. If FILE has no answers, it is the pool itself
  --labels NAMES          with --new: labels separated by commas, besides those of FILE
  --task TASK             with --new: single or multi (several labels per record); detected if left out
  --dry-run               reports what would happen, and changes nothing
  --as USE                annotations (default), or suggestions, which do not count as answers
  --from FORMAT           the format of FILE; detected from its content if left out (auto)
  --map OLD=NEW           gives a label another name; may be repeated
  --create-labels         adds labels that the project does not have; otherwise they are left out
  --reject-as LABEL       the label of rejected records, where a record has one label
  --empty MEANING         what a list without labels means: unlabelled (default) or none
  --offsets UNIT          the unit of offsets in FILE, if it does not name it: codepoint, utf16 or byte
  --question NAME         the question whose answers are imported, where FILE has several
  --text-field NAME       the field with the text, if it is not text or could be several
  --label-field NAME      the field with the label, if it is not label (plain JSON and tables only)
  --separator TEXT        the text between several labels in a field, for example "," (plain JSON and
                          tables only); none: each field is one label, whatever it contains
  --annotator NAME        who answered, if FILE does not name anyone (default: your user name)
  --replace               answers of FILE replace answers of the project that differ; lists them first
  --yes                   with --replace: does not ask before replacing
${formUsage('FILE')}
  --migrate               brings a database of an earlier version up to date, after making a copy
  --json                  the counts as JSON on standard output
  --help                  this text

Formats: ${readableFormats.join(', ')}.

Example: ${importExample}

Exit codes: 0 done, 1 conflicts are left, 2 wrong usage or input, or nothing in FILE could be imported
and nothing of it had been imported before, 130 stopped by Ctrl+C.`;

const options = {
  ...readingOptions,
  new: { type: 'string' },
  task: { type: 'string' },
  labels: { type: 'string', multiple: true },
  as: { type: 'string' },
  'create-labels': { type: 'boolean' },
  annotator: { type: 'string' },
  replace: { type: 'boolean' },
  yes: { type: 'boolean' },
  migrate: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Options that need --new. */
const onlyWithNew = ['task', 'labels'] as const;

const labelTasks: readonly LabelTask[] = ['single', 'multi'];

/** Options that --new excludes. */
const notWithNew = [
  'as',
  'create-labels',
  'offsets',
  'replace',
  'yes',
  'migrate',
  'dry-run',
] as const;

/**
 * @param args after `import` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseImportArguments(args: readonly string[]): ImportArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const isNew = values.new !== undefined;
  const [project, file, ...more] = isNew
    ? [values.new!, ...positionals]
    : projectBeforeFiles(positionals);
  if (project === undefined || file === undefined) {
    throw new UserError(message('import.nameFiles', {}));
  }
  const misplaced = isNew
    ? notWithNew.find((name) => values[name] !== undefined)
    : onlyWithNew.find((name) => values[name] !== undefined);
  if (misplaced)
    throw new UserError(message('import.notTogether', { option: `--${misplaced}`, isNew }));
  const task = oneOf('--task', labelTasks, values.task);
  const { annotator } = values;
  return {
    project,
    ...(isNew && { isNew }),
    ...(task && { task }),
    labels: namesIn(values.labels ?? []),
    request: {
      file,
      ...(more.length > 0 && { more }),
      ...readReading(values),
      as: oneOf('--as', ['annotations', 'suggestions'] as const, values.as) ?? 'annotations',
      createLabels: values['create-labels'] ?? false,
      ...(annotator === undefined ? {} : { annotator }),
      replace: values.replace ?? false,
    },
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    migrate: values.migrate ?? false,
    json: values.json ?? false,
  };
}

/** Puts the project first if it is named after the files. */
function projectBeforeFiles(positionals: readonly string[]): readonly string[] {
  const [first = '', last = ''] = [positionals[0], positionals.at(-1)];
  const isLast = last.endsWith(projectFileEnding) && !first.endsWith(projectFileEnding);
  return isLast ? [last, ...positionals.slice(0, -1)] : positionals;
}

/** Comma-separated names without duplicates. */
function namesIn(lists: readonly string[]): string[] {
  const names = lists.flatMap((list) => list.split(',')).map(labelForm);
  return [...new Set(names.filter((name) => name !== ''))];
}
