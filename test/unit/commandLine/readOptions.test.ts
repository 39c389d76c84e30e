import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../../../src/commandLine/readOptions.ts';
import { says } from '../../harness/english.ts';

const options = {
  pool: { type: 'string' },
  strategy: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

test('reads options and positional arguments', () => {
  const args = ['a.csv', '--pool=-3', '--strategy', 'margin', '--strategy', 'random', '-h', '-'];
  const { values, positionals } = readOptions(args, options, true);
  assert.deepEqual({ ...values }, { pool: '-3', strategy: ['margin', 'random'], help: true });
  assert.deepEqual(positionals, ['a.csv', '-']);
});

test('rejects an invalid argument with one sentence that names it', () => {
  const refused: [args: string[], sentence: RegExp][] = [
    [['--sead', '1'], /^Unknown option '--sead'\. See --help\.$/],
    [['--poll', 'a'], /^Unknown option '--poll'\. Did you mean “--pool”\? See --help\.$/],
    [['-x'], /^Unknown option '-x'\./],
    [['--toString'], /^Unknown option '--toString'\./],
    [['--pool'], /^Option '--pool <value>' argument missing\./],
    [['--pool', '--json'], /^Option '--pool' is followed by "--json".* --pool=--json /],
    [['--json=1'], /^Option '--json' does not take an argument\./],
    [['--json', 'a.csv'], /^Unexpected argument 'a\.csv'\./],
  ];
  for (const [args, sentence] of refused) {
    assert.throws(() => readOptions(args, options, false), says(sentence));
  }
});
