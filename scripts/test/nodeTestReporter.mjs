// A reporter for `node --test` that writes JSON lines, so that no output needs parsing: one when a test
// begins, one when it ends, and one with its outcome.

/**
 * @typedef {object} Line
 * @property {'began' | 'ended' | 'passed' | 'failed' | 'skipped'} outcome
 * @property {string} name
 * @property {string} [file] of a test that begins or ends
 * @property {string} [reason] of the skip
 * @property {string} [message] of the failure
 */

// Emitted at once; outcomes are emitted in the order of the files and tests.
const moments = new Map([
  ['test:dequeue', 'began'],
  ['test:complete', 'ended'],
]);

/**
 * @param {AsyncIterable<any>} source
 * @returns {AsyncGenerator<string>}
 */
export default async function* report(source) {
  for await (const { type, data } of source) {
    const moment = moments.get(type);
    if (moment !== undefined) {
      yield `${JSON.stringify({ outcome: moment, name: data.name, file: data.file })}\n`;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const line = toLine(type, data);
    if (line) yield `${JSON.stringify(line)}\n`;
  }
}

/**
 * @param {'test:pass' | 'test:fail'} type
 * @param {any} data
 * @returns {Line | undefined} undefined for a suite, whose tests are reported themselves
 */
function toLine(type, data) {
  const { name, file } = data;
  const isSuite = data.details?.type === 'suite';
  if (type === 'test:fail') {
    const error = data.details?.error;
    // A suite fails with its tests; report it only if one of its hooks failed.
    if (isSuite && error?.failureType !== 'hookFailed') return undefined;
    return { outcome: 'failed', name: `${name} (${file})`, message: describe(error) };
  }
  if (data.skip !== undefined || data.todo !== undefined) {
    const reason = data.skip ?? `to do: ${data.todo}`;
    return {
      outcome: 'skipped',
      name,
      reason: reason === true || reason === '' ? 'no reason given' : reason,
    };
  }
  if (isSuite) return undefined;
  // A test file without a test is reported as passed under its own path.
  if (
    data.nesting === 0 &&
    typeof file === 'string' &&
    (name === file || file.endsWith(`/${name}`))
  ) {
    return { outcome: 'failed', name, message: 'The file has no test.' };
  }
  return { outcome: 'passed', name };
}

/** @param {any} error from node:test; its cause is the test's own error */
function describe(error) {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause);
}
