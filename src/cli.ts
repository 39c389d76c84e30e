#!/usr/bin/env node
/**
 * Composition root of the command line: the core without VS Code. Exit codes: 0 done; 1 errors or
 * too many warnings (check), nothing to label (inspect), conflicts left (import), a loss (convert
 * and export --strict) or different picks (replay); 2 wrong usage or input, or nothing to import
 * (one sentence on stderr); 3 too few answers (train, export) or no model (predict, model); 130
 * stopped by Ctrl+C or SIGTERM.
 */
import { constants, readFileSync } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { openMatrixOps } from './adapters/onnx/openMatrixOps.ts';
import { checkUsage, parseCheckArguments } from './commandLine/checkArguments.ts';
import { checkSummary, checkText, isSound } from './commandLine/checkReport.ts';
import { convertUsage, parseConvertArguments } from './commandLine/convertArguments.ts';
import { convertFile } from './commandLine/convertFile.ts';
import { convertedJson, convertedText, losesSomething } from './commandLine/convertReport.ts';
import { english } from './commandLine/english.ts';
import { exportUsage, parseExportArguments } from './commandLine/exportArguments.ts';
import { exportProject, exportSentences, losesInExport } from './commandLine/exportProject.ts';
import { formatReport } from './commandLine/formatReport.ts';
import { importUsage, parseImportArguments } from './commandLine/importArguments.ts';
import { importedJson, importedText } from './commandLine/importReport.ts';
import { inspectUsage, parseInspectArguments } from './commandLine/inspectArguments.ts';
import { inspectFile, NothingToLabel } from './commandLine/inspectFile.ts';
import { modelUsage, parseModelArguments } from './commandLine/modelArguments.ts';
import { openRecords } from './commandLine/openRecords.ts';
import { parsePredictArguments, predictUsage } from './commandLine/predictArguments.ts';
import { predictFile } from './commandLine/predictFile.ts';
import {
  predictedJson,
  predictSentences,
  readingJson,
  readingMessages,
} from './commandLine/predictReport.ts';
import { formatReplay, parseReplayArguments, replayUsage } from './commandLine/replayArguments.ts';
import { runImport } from './commandLine/runImport.ts';
import { runSimulate, simulationJson } from './commandLine/runSimulate.ts';
import { parseSimulateArguments } from './commandLine/simulateArguments.ts';
import { simulateUsage } from './commandLine/simulateUsage.ts';
import { parseStatusArguments, statusUsage } from './commandLine/statusArguments.ts';
import { statusJson, statusText } from './commandLine/statusReport.ts';
import { TerminalProgress } from './commandLine/terminalProgress.ts';
import { parseTrainArguments, trainUsage } from './commandLine/trainArguments.ts';
import { trainJson, trainText } from './commandLine/trainReport.ts';
import { CancelledError, NotYetError, UserError, userMessageOf } from './core/errors.ts';
import { changesNothing } from './core/interchange/answersPlan.ts';
import type { Message } from './core/messages/message.ts';
import { message } from './core/messages/messages.ts';
import { closestChoice } from './core/nearest.ts';
import { checkProject } from './host/checkProject.ts';
import { electronAsNode } from './host/commandShim.ts';
import { exportModel } from './host/exportModel.ts';
import { serveImports } from './host/importProcess.ts';
import type { NewTextsProject } from './host/newFromTexts.ts';
import { projectStatus } from './host/projectStatus.ts';
import { replayProject } from './host/replayProject.ts';
import { serveModels } from './host/serveModels.ts';
import { servePredictions } from './host/servePredictions.ts';
import { trainProject } from './host/trainProject.ts';

const usage = `Usage: marginalia COMMAND

Commands for a project, NAME.marginalia.json:
  status     show its progress
  check      check its labels for problems
  import     import answers that this or another tool wrote
  export     write its labels, for scripts and other tools
  train      train its model and add a round
  predict    write the predictions of its model, for its pool or another file
  model      export its model, for labelling texts in Python and JavaScript
  replay     draw its recorded batches again and compare the picks

Commands for files:
  inspect    show how a file is read, and what happened to every row
  convert    turn labelled texts from one format into another
  simulate   replay query strategies on labelled records and draw their learning curves

Run marginalia COMMAND --help for details and an example, marginalia --version for the version.`;

/** Version of the package that contains this file or its bundle. */
function version(): string {
  const file = join(import.meta.dirname, '../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

/** The engine's bundle beside this one, or its source when run from source. */
const engineModule = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? 'engine/main.ts' : 'engine.mjs',
);

const progress = new TerminalProgress(process.stderr);

const commands: ReadonlyMap<string, (args: readonly string[]) => Promise<void>> = new Map([
  ['status', statusCommand],
  ['check', checkCommand],
  ['import', importCommand],
  ['export', exportCommand],
  ['train', trainCommand],
  ['predict', predictCommand],
  ['model', modelCommand],
  ['replay', replayCommand],
  ['inspect', inspectCommand],
  ['convert', convertCommand],
  ['simulate', simulateCommand],
]);

async function main([first, ...rest]: readonly string[]): Promise<void> {
  const wantsHelp = first === 'help' && rest[0] !== undefined;
  const [command, args] = wantsHelp ? [rest[0], ['--help']] : [first, rest];
  if (command === undefined) {
    warn(message('cli.noCommand', {}));
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  if (['--help', '-h', 'help'].includes(command)) return print(usage);
  if (['--version', '-v'].includes(command)) return print(version());
  const run = commands.get(command);
  if (run) return run(args);
  const meant = closestChoice(command, [...commands.keys()]);
  throw new UserError(message('cli.unknownCommand', { command, ...meant }));
}

async function inspectCommand(args: readonly string[]): Promise<void> {
  const parsed = parseInspectArguments(args);
  if (parsed === 'help') return print(inspectUsage);
  const { file, overrides, json, maxUnpacked } = parsed;
  const report = await inspectFile(file, overrides, { maxUnpacked, signal: stopSignal() });
  if (json) printJson(report);
  else print(formatReport(basename(file), report));
}

async function convertCommand(args: readonly string[]): Promise<void> {
  const parsed = parseConvertArguments(args);
  if (parsed === 'help') return print(convertUsage);
  const signal = stopSignal();
  const { stdin, stdout } = process;
  const converted = await convertFile(parsed, { stdin, stdout, signal });
  const text = parsed.json
    ? JSON.stringify(convertedJson(converted), null, 1)
    : convertedText(converted, parsed);
  const out = parsed.json && parsed.output !== '-' ? process.stdout : process.stderr;
  out.write(`${text}\n`);
  if (parsed.strict && losesSomething(converted)) process.exitCode = 1;
}

async function statusCommand(args: readonly string[]): Promise<void> {
  const parsed = parseStatusArguments(args);
  if (parsed === 'help') return print(statusUsage);
  const status = await projectStatus(parsed.project, stopSignal());
  if ('code' in status.pool) warn(status.pool);
  if (parsed.json) printJson(statusJson(status));
  else print(statusText(status));
}

async function checkCommand(args: readonly string[]): Promise<void> {
  const parsed = parseCheckArguments(args);
  if (parsed === 'help') return print(checkUsage);
  const result = await checkProject(parsed.file, { ...parsed, signal: stopSignal() });
  const text = checkText(result, parsed.format);
  if (text !== '') print(text);
  process.stderr.write(`${checkSummary(result, parsed)}\n`);
  if (!isSound(result, parsed)) process.exitCode = 1;
}

async function trainCommand(args: readonly string[]): Promise<void> {
  const parsed = parseTrainArguments(args);
  if (parsed === 'help') return print(trainUsage);
  const { project, models, json, ...how } = parsed;
  const signal = stopSignal();
  const begun = performance.now();
  let hasBegun = false;
  try {
    const trained = await trainProject(project, {
      ...how,
      engineModule,
      modelsDir: resolve(models),
      annotator: userInfo().username,
      signal,
      onProgress: (what) => {
        if (!hasBegun) progress.note(message('train.begins', { project }));
        hasBegun = true;
        progress.show(what);
      },
    });
    trained.warnings.forEach(warn);
    const seconds = (performance.now() - begun) / 1000;
    if (trained.isNew) progress.note(message('train.ended', { seconds }));
    if (json) printJson(trainJson(trained));
    else print(trainText(trained));
  } finally {
    progress.clear();
  }
}

async function predictCommand(args: readonly string[]): Promise<void> {
  if (args[0] === '--serve') return servePredictions();
  const parsed = parsePredictArguments(args);
  if (parsed === 'help') return print(predictUsage);
  const signal = stopSignal();
  const { stdin, stdout } = process;
  try {
    const summary = await predictFile(parsed, {
      stdin,
      stdout,
      signal,
      onProgress: (state) => progress.show(message('cli.progress', state)),
    });
    const sentences = predictSentences(summary, parsed.threshold);
    if (!parsed.json) return sentences.forEach(warn);
    sentences.filter(({ code }) => code !== 'predict.written').forEach(warn);
    const out = parsed.out === '-' ? process.stderr : stdout;
    progress.clear();
    out.write(`${JSON.stringify(predictedJson(summary), null, 1)}\n`);
  } finally {
    progress.clear();
  }
}

async function modelCommand(args: readonly string[]): Promise<void> {
  if (args[0] === '--serve') return serveModels();
  const parsed = parseModelArguments(args);
  if (parsed === 'help') return print(modelUsage);
  const { project, models, json, ...wanted } = parsed;
  const signal = stopSignal();
  try {
    const written = await exportModel(project, wanted, {
      modelsDir: resolve(models),
      signal,
      onProgress: ({ what }) => progress.show(what),
    });
    if (json) printJson(written);
    else warn(message('modelFolder.written', written));
  } finally {
    progress.clear();
  }
}

async function exportCommand(args: readonly string[]): Promise<void> {
  const parsed = parseExportArguments(args);
  if (parsed === 'help') return print(exportUsage);
  const signal = stopSignal();
  const { stdout } = process;
  const summary = await exportProject(parsed, { stdout, signal });
  exportSentences(summary, parsed).forEach(warn);
  if (parsed.strict && losesInExport(summary)) process.exitCode = 1;
}

async function importCommand(args: readonly string[]): Promise<void> {
  if (args[0] === '--serve') return serveImports();
  const parsed = parseImportArguments(args);
  if (parsed === 'help') return print(importUsage);
  const signal = stopSignal();
  const imported = await runImport(parsed, { warn, signal });
  if ('records' in imported) return reportTexts(imported, parsed.json);
  if (parsed.json) printJson(importedJson(imported));
  else process.stderr.write(`${importedText(imported, parsed)}\n`);
  if (imported.counts.conflicts > 0) process.exitCode = 1;
  else if (changesNothing(imported.counts)) process.exitCode = 2;
}

/** Reports a project created from a file without answers. */
function reportTexts(made: NewTextsProject, asJson: boolean): void {
  const { reading, records, damaged, labels } = made;
  if (asJson) {
    const count = damaged > 0 && { damaged };
    const json = { reading: readingJson(reading), answers: 0, records, labels, ...count };
    return printJson(json);
  }
  readingMessages(reading, damaged).forEach(warn);
  warn(message('import.onlyTexts', { records }));
}

async function simulateCommand(args: readonly string[]): Promise<void> {
  const parsed = await parseSimulateArguments(args);
  if (parsed === 'help') return print(simulateUsage);
  const { json } = parsed;
  // Fail before the work rather than after it.
  if (json !== undefined) await requireWritable(json);
  const signal = stopSignal();
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-simulate-'));
  try {
    const ops = await openMatrixOps();
    const comparison = await runSimulate(parsed, {
      openPool: (records) => openRecords(records, { cacheFolder, signal }),
      ops,
      clock: () => performance.now(),
      pause: () => pause(),
      signal,
      print,
      progress: (step) => progress.show(step),
    });
    if (json !== undefined) {
      await writeFile(json, `${JSON.stringify(simulationJson(parsed, comparison), null, 1)}\n`);
    }
    await ops.close();
  } finally {
    progress.clear();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

async function replayCommand(args: readonly string[]): Promise<void> {
  const parsed = parseReplayArguments(args);
  if (parsed === 'help') return print(replayUsage);
  const { project, json, models = 'models' } = parsed;
  const signal = stopSignal();
  try {
    const report = await replayProject(project, {
      engineModule,
      modelsDir: resolve(models),
      signal,
      onBatch: (batch) => progress.show(message('replay.drawing', { batch })),
    });
    if (json) printJson(report);
    else print(formatReplay(report));
    if (report.different.length > 0) process.exitCode = 1;
  } finally {
    progress.clear();
  }
}

async function requireWritable(path: string): Promise<void> {
  await access(dirname(resolve(path)), constants.W_OK).catch(() => {
    throw new UserError(message('cli.cannotWrite', { path }));
  });
}

/** Aborted when the user or the system asks the process to stop. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/** Writes a message to stderr, apart from the data. */
function warn(problem: Message): void {
  progress.clear();
  process.stderr.write(`${english(problem)}\n`);
}

function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 1));
}

function print(text: string): void {
  progress.clear();
  process.stdout.write(`${text}\n`);
}

// Set by the `marginalia` command. Inherited, it would make Electron apps started by children run as Node.
delete process.env[electronAsNode];

try {
  await main(process.argv.slice(2));
} catch (error) {
  progress.clear();
  if (error instanceof CancelledError) {
    warn(message('cli.stopped', {}));
    process.exitCode = 130;
  } else if (error instanceof NothingToLabel) {
    warn(error.problem);
    process.exitCode = 1;
  } else {
    // Also recognises errors from the engine process, which are not instances of the class.
    const problem = userMessageOf(error);
    if (problem === undefined) throw error;
    warn(problem);
    process.exitCode = error instanceof NotYetError ? 3 : 2;
  }
}
