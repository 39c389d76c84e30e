// Every message is a code, with a text in English and, if it differs, in German.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { message } from '../../../src/core/messages/messages.ts';
import { UserError, userMessageOf, inOwnWords } from '../../../src/core/errors.ts';
import { RemoteError } from '../../../src/protocol/rpc.ts';
import { textOf } from '../../../src/vscode/text/messages/textOf.ts';
import { untranslated } from '../../../src/core/localize.ts';

const german = JSON.parse(
  readFileSync(new URL('../../../l10n/bundle.l10n.de.json', import.meta.url), 'utf8'),
) as Record<string, string>;

test('a nested message is translated into the same language', () => {
  const asked: string[] = [];
  const why = message('vectors.fellBack', { why: inOwnWords('It is gone.'), serves: 'lexical' });
  const text = textOf(message('strategy.failed', { why }), (sentence, ...args) => {
    asked.push(sentence);
    assert.ok(german[sentence] !== undefined, sentence);
    return untranslated(german[sentence], ...args);
  });
  assert.equal(asked.length, 2);
  assert.equal(
    text,
    'It is gone. Bis dahin wird die lexikalische Einbettung verwendet. Bis dahin wird zufällig gefragt.',
  );
});

test('an error that crossed processes keeps its code and parameters', () => {
  const error = new UserError(message('engine.gaveUp', { why: inOwnWords('exit 1') }));
  const { problem } = error;
  const { name, message: logged } = error;
  const remote = new RemoteError({ name, message: logged, details: { problem } });
  assert.deepEqual(userMessageOf(remote), problem);
  assert.equal(userMessageOf(new RangeError('no')), undefined);
});

test('an unknown code is shown as it is', () => {
  assert.equal(textOf({ code: 'toString', params: {} }, untranslated), 'toString');
});
