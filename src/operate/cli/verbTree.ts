import type { Argument, Command, Option } from 'commander';

/** What may be typed after something: `file`, one of a list, or whatever. */
export type Wanted =
  | { kind: 'file' }
  | { kind: 'strategy' }
  | { kind: 'choice'; choices: readonly string[] }
  | { kind: 'any' };

export interface VerbOption {
  short: string | null;
  long: string;
  /** `--seed <n>` as help shows it. */
  flags: string;
  description: string;
  /** As help shows it; null where there is none. */
  default: string | null;
  /** null: it takes no value. */
  value: Wanted | null;
}

export interface VerbArgument {
  name: string;
  description: string;
  isRequired: boolean;
  isList: boolean;
  wanted: Wanted;
}

/** One verb with all it takes, plain: what completion and the man page are made of. */
export interface Verb {
  /** `keys new`; empty for ballast itself. */
  path: readonly string[];
  description: string;
  /** Its own title in `ballast help`; empty where there are no groups. */
  group: string;
  arguments: readonly VerbArgument[];
  options: readonly VerbOption[];
  verbs: readonly Verb[];
}

/** Of a whole program, or of one of its verbs. */
export function verbTree(command: Command, path: readonly string[] = []): Verb {
  return {
    path,
    description: command.description(),
    group: command.helpGroup().replace(/:$/, ''),
    arguments: command.registeredArguments.map(argumentOf),
    options: command.options.filter(({ hidden }) => !hidden).map(optionOf),
    verbs: command.commands.map((inner) => verbTree(inner, [...path, inner.name()])),
  };
}

/** It and everything below it. */
export const allVerbs = (verb: Verb): Verb[] => [verb, ...verb.verbs.flatMap(allVerbs)];

function argumentOf(argument: Argument): VerbArgument {
  const { description, required, variadic, argChoices } = argument;
  const name = argument.name();
  return { name, description, isRequired: required, isList: variadic, wanted: wantedBy(name, argChoices) };
}

function optionOf(option: Option): VerbOption {
  const { short = null, long = '', flags, description, argChoices, defaultValue, required, optional } = option;
  const [, name = ''] = /[<[](.+?)[\]>]/.exec(flags) ?? [];
  const takesValue = required || optional;
  return {
    ...{ short, long: long ?? '', flags, description },
    default: takesValue && defaultValue !== undefined ? String(defaultValue) : null,
    value: takesValue ? wantedBy(name, argChoices) : null,
  };
}

/** By the names that all verbs use for the same things. */
function wantedBy(name: string, choices: readonly string[] | undefined): Wanted {
  if (choices && choices.length > 0) return { kind: 'choice', choices };
  const word = name.replace(/\.{3}$/, '');
  if (word === 'strategy') return { kind: 'strategy' };
  return /file|folder/.test(word) ? { kind: 'file' } : { kind: 'any' };
}
