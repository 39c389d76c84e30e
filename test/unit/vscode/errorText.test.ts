import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancelledError,
  UserError,
  UnreachableError,
  inOwnWords,
} from '../../../src/core/errors.ts';
import { RemoteError } from '../../../src/protocol/rpc.ts';
import { describeError } from '../../../src/vscode/text/errorText.ts';
import { untranslated } from '../../../src/core/localize.ts';

test('a user error is shown verbatim, whichever process it comes from', () => {
  const expected = { kind: 'human', message: 'The pool is empty. Choose another.' };
  assert.deepEqual(
    describeError(new UserError(inOwnWords(expected.message)), untranslated),
    expected,
  );
  const remote = new RemoteError({ name: 'UserError', message: expected.message });
  assert.deepEqual(describeError(remote, untranslated), expected);
});

test('the cause of a user error is kept for the log, from another process as well', () => {
  const options = { cause: new RangeError('a page ends beyond its column') };
  const error = new UserError(inOwnWords('The file is damaged.'), options);
  const expected = {
    kind: 'human',
    message: 'The file is damaged.',
    cause: 'RangeError: a page ends beyond its column',
  };
  assert.deepEqual(describeError(error, untranslated), expected);
  const { cause, message } = expected;
  const remote = new RemoteError({ name: 'UserError', message, cause });
  assert.deepEqual(describeError(remote, untranslated), expected);
});

test('a cancellation is not an error', () => {
  assert.deepEqual(describeError(new CancelledError(), untranslated), { kind: 'cancelled' });
  const remote = new RemoteError({ name: 'CancelledError', message: 'Cancelled.' });
  assert.deepEqual(describeError(remote, untranslated), { kind: 'cancelled' });
});

test('a crashed engine is described with what is saved and what to do', () => {
  const described = describeError(new UnreachableError(inOwnWords('SIGKILL')), untranslated);
  assert.equal(described.kind, 'human');
  assert.match(described.message, /SIGKILL.*are saved.*Resume/);
});

test('any other error is a defect, with the original stack', () => {
  const remote = new RemoteError({
    name: 'TypeError',
    message: 'x is undefined',
    stack: 'at engine',
  });
  const described = describeError(remote, untranslated);
  assert.equal(described.kind, 'unexpected');
  assert.match(described.message, /unexpected.*x is undefined/);
  assert.equal(described.details, 'at engine');

  const chained = describeError(new Error('outer', { cause: new Error('inner') }), untranslated);
  assert.ok(chained.kind === 'unexpected' && /Caused by: Error: inner/.test(chained.details));
  assert.equal(describeError('text', untranslated).kind, 'unexpected');
});
