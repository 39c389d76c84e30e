import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError } from '../core/errors.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { closestChoice } from '../core/nearest.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses the options and positional arguments of a command.
 * @throws UserError for an unknown option, a missing or unexpected value, or an unexpected argument
 */
export function readOptions<Known extends Options, Positionals extends boolean>(
  args: readonly string[],
  options: Known,
  allowPositionals: Positionals,
) {
  const problem = findMistake(args, options, allowPositionals);
  if (problem) throw new UserError(problem);
  return parseArgs({ args: [...args], options, allowPositionals });
}

function findMistake(
  args: readonly string[],
  options: Options,
  allowPositionals: boolean,
): Message | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && !allowPositionals) {
      return message('cli.unexpectedArgument', { argument: token.value });
    }
    if (token.kind !== 'option') continue;
    const { name, rawName: option, value, inlineValue } = token;
    const definition = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!definition) {
      const { meant } = closestChoice(name, Object.keys(options));
      const like = meant === undefined ? {} : { meant: `--${meant}` };
      return message('cli.unknownOption', { option, ...like });
    }
    if (definition.type === 'boolean') {
      if (value !== undefined) return message('cli.takesNoValue', { option });
    } else if (value === undefined) {
      return message('cli.lacksValue', { option });
    } else if (!inlineValue && value.length > 1 && value.startsWith('-')) {
      return message('cli.looksLikeOption', { option, given: value });
    }
  }
  return undefined;
}

/**
 * The value of an option with a fixed set of values.
 * @throws UserError for any other value
 */
export function oneOf<Value extends string>(
  option: string,
  values: readonly Value[],
  argument: string | undefined,
): Value | undefined {
  const value = values.find((allowed) => allowed === argument);
  if (value !== undefined || argument === undefined) return value;
  throw new UserError(message('interchange.oneOf', { option, values, given: argument }));
}

/**
 * The value of `--max-unpacked`: bytes, or a number with KB, MB or GB.
 * @throws UserError
 */
export function readMaxUnpacked(argument: string | undefined): { readonly maxUnpacked?: number } {
  if (argument === undefined) return {};
  const [, number, unit = ''] = /^(\d{1,15})\s*([kmg]?)b?$/i.exec(argument.trim()) ?? [];
  const maxUnpacked = Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
  if (!(maxUnpacked >= 1)) throw new UserError(message('cli.badSize', { given: argument }));
  return { maxUnpacked };
}

/**
 * The value of `--round`: the number of a round.
 * @throws UserError
 */
export function readRound(argument: string | undefined): { readonly round?: number } {
  if (argument === undefined) return {};
  const round = Number(argument);
  if (!/^\d+$/.test(argument) || round < 1) {
    throw new UserError(message('predict.badRound', { given: argument }));
  }
  return { round };
}
