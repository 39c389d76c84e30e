import { basename, relative, sep } from 'node:path';
import { message } from '../core/messages/messages.ts';
import type { CheckResult, Finding } from '../host/checkProject.ts';
import type { CheckArguments, CheckFormat } from './checkArguments.ts';
import { english } from './english.ts';

/** The findings as data; empty if there are none, except as JSON. */
export function checkText({ findings, answers }: CheckResult, format: CheckFormat): string {
  switch (format) {
    case 'text':
      return findings.map(asLine).join('\n');
    case 'github':
      return findings.map(asAnnotation).join('\n');
    case 'json':
      return JSON.stringify(
        { answers, ...counts(findings), findings: findings.map(asJson) },
        null,
        1,
      );
  }
}

/** "reviews.marginalia.json: 412 answers, 1 error, no warnings" */
export function checkSummary({ findings, answers }: CheckResult, { file }: CheckArguments): string {
  const summary = message('check.summary', { file: basename(file), answers, ...counts(findings) });
  return english(summary);
}

/** Whether there are no errors and at most `maxWarnings` warnings. */
export function isSound(
  { findings }: CheckResult,
  { maxWarnings = Infinity }: CheckArguments,
): boolean {
  const { errors, warnings } = counts(findings);
  return errors === 0 && warnings <= maxWarnings;
}

function counts(findings: readonly Finding[]): { errors: number; warnings: number } {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

/** Relative to the working directory, with `/`, as GitHub requires. */
function shownPath(file: string): string {
  return relative('', file).split(sep).join('/');
}

function asLine({ file, line, column, severity, problem }: Finding): string {
  const place = [shownPath(file), line, ...(column === undefined ? [] : [column])].join(':');
  return `${place}: ${severity}: ${english(problem)}`;
}

function asJson({ file, line, column, severity, problem }: Finding): object {
  return {
    severity,
    code: problem.code,
    file: shownPath(file),
    line,
    ...(column === undefined ? {} : { column }),
    message: english(problem),
  };
}

/**
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, escaped as
 * `@actions/core` does.
 */
function asAnnotation({ file, line, column, severity, problem }: Finding): string {
  const place = {
    file: shownPath(file),
    line,
    ...(column === undefined ? {} : { col: column }),
    title: 'Marginalia',
  };
  const properties = Object.entries(place).map(
    ([key, value]) => `${key}=${ofProperty(`${value}`)}`,
  );
  return `::${severity} ${properties.join(',')}::${ofData(english(problem))}`;
}

function ofData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function ofProperty(text: string): string {
  return ofData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
